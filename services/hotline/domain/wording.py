"""What a text says, for comparing it with another: its grams, and the addresses it names. Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_SIMPLIFIED = str.maketrans(
    "長燈樓電門車壞聲氣熱滿沒來個裡裏這邊對點時間響網區廣場園團結錦繡萬蓮東興華衛環業違搭貓鳥魚亂設備護欄鐵樹淨髒臭濕開關無話費單養證醫藥學區號處報賣買飯館頂頭層牆隻條雙後從過還進遠運輸擾鬧",
    "长灯楼电门车坏声气热满没来个里里这边对点时间响网区广场园团结锦绣万莲东兴华卫环业违搭猫鸟鱼乱设备护栏铁树净脏臭湿开关无话费单养证医药学区号处报卖买饭馆顶头层墙只条双后从过还进远运输扰闹",
)
"""The traditional characters usual in this trade; the rest stay as they are."""
_CHINESE = r"\u3400-\u9fff"
_RUN = re.compile(rf"[{_CHINESE}]+|[a-z]+|[0-9]+")
_FILLERS = re.compile("您好|你好|市民|来电|反映|请问|请求|希望|有关部门|尽快|处理|一下|麻烦|帮忙|咨询|投诉|举报|谢谢")
"""What callers and operators say whatever the matter is."""
_WORDS_WITHOUT_WEIGHT = re.compile(
    r"a|an|and|are|at|be|been|by|for|from|has|have|i|in|is|it|my|of|on|or|our|please|that|the|there|they|this|to|us|was"
    r"|we|were|with|you|your"
)

_DIGITS = MappingProxyType({zh: digit for digit, zh in enumerate("零一二三四五六七八九")} | {"两": 2})
_NUMERAL = re.compile(r"[零一二两三四五六七八九十]+(?=号|栋|幢|座|单元|弄|室)")
_ADDRESSES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "building": re.compile(r"([0-9]+)(?:号楼|号?[栋幢座])|(?:building|block|tower) ([0-9]+)"),
        "unit": re.compile(r"([0-9]+)(?:号?单元|门(?![口前]))|(?:unit|entrance|staircase) ([0-9]+)"),
        "lane": re.compile(r"([0-9]+)弄|lane ([0-9]+)"),
        "room": re.compile(r"([0-9]+)号?室|(?:room|flat|apartment|apt) ([0-9]+)"),
        "number": re.compile(
            r"([0-9]+)号(?!楼|[栋幢座室线]|单元)|(?:number|no) ([0-9]+)|([0-9]+)(?= [a-z]+ (?:road|street|avenue)\b)"
        ),
        "plate": re.compile(r"\b[a-z] ?([0-9]{4,6})\b"),
        "road": re.compile(rf"([{_CHINESE}]{{1,2}})[路街巷]|([a-z]+) (?:road|street|lane|avenue)\b"),
        "estate": re.compile(
            rf"([{_CHINESE}]{{2}})(?:小区|花园|家园|公寓|新村|大厦)|([a-z]+) (?:estate|gardens?|court|mansions?)\b"
        ),
        "site": re.compile(
            rf"([{_CHINESE}]{{2}})(?:公园|广场|市场|医院|小学|中学|超市|幼儿园)"
            r"|([a-z]+) (?:park|market|hospital|school|supermarket|kindergarten)\b"
        ),
    }
)
"""How each part of an address is told: by its number, or by the last two characters or the last word of its name."""
NAMES = frozenset({"plate", "road", "estate", "site"})
"""The parts that name a place (or a car) by themselves; the others are numbers within one."""
_NO_NAME = re.compile(
    "[的了是在有和就都也到从被把跑走绕过修改成开关上下门车窗路街道口边面楼人机马公电线水管区个条段这那某本各哪每整家我你他住去往沿旁"
    "近离与跟由对给让向至前后里外内间处所等不没无好坏占堵]"
)
_NO_NAME_WORDS = re.compile("the|this|that|a|an|our|my|your|whole|entire|same|main|in|on|at|of|to|and")


@dataclass(frozen=True)
class Wording:
    """A text taken apart: the grams of what it says, and by kind the names and numbers of the address it tells."""

    grams: frozenset[str]
    addresses: Mapping[str, frozenset[str]]


def wording_of(text: str) -> Wording:
    """The text taken apart, whatever its width of letters, case, punctuation and way to write small numbers."""
    told = plain(text)
    addresses: dict[str, frozenset[str]] = {}
    rest = told
    for kind, pattern in _ADDRESSES.items():
        if found := frozenset(_told(pattern, told)):
            addresses[kind] = found
            rest = pattern.sub(" ", rest)
    return Wording(frozenset(_grams(rest)), MappingProxyType(addresses))


def names_address(text: str) -> bool:
    """Whether the text names a part of an address; the plate of a car is none."""
    told = _FILLERS.sub(" ", plain(text))
    return any(next(_told(pattern, told), None) for kind, pattern in _ADDRESSES.items() if kind != "plate")


def plain(text: str) -> str:
    """The text in simplified characters, small letters and digits, without punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLIFIED)
    told = " ".join(_RUN.findall(folded))
    close = re.sub(r"(?<=[0-9]) (?=[^0-9a-z])", "", told)
    return _NUMERAL.sub(lambda found: str(_number(found[0])), close)


def _number(numeral: str) -> int:
    """The number of a Chinese numeral below a hundred; of digits in a row (三零二), those digits."""
    tens, ten, ones = numeral.rpartition("十")
    if ten:
        return 10 * (_DIGITS.get(tens[-1:], 1) if tens else 1) + _DIGITS.get(ones[:1], 0)
    return int("".join(str(_DIGITS[one]) for one in numeral))


def _grams(told: str) -> Iterator[str]:
    """Of Chinese every character and pair; of English every word without its ending; every number."""
    for run in _RUN.findall(_FILLERS.sub(" ", told)):
        if run.isascii():
            if not _WORDS_WITHOUT_WEIGHT.fullmatch(run):
                yield _stem(run)
        else:
            yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))


def _stem(word: str) -> str:
    return re.sub(r"(?<=[a-z]{3})(?:ings?|ed|es|s|ly)$", "", word)


def _told(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for found in pattern.finditer(text):
        name = next(one for one in found.groups() if one)
        own = name if name.isascii() else _NO_NAME.split(name)[-1]
        if own and not _NO_NAME_WORDS.fullmatch(own):
            yield own
