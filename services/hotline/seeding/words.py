"""What made-up requests say, in Chinese, put together from parts: millions of different texts for each category."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅红建国志文海燕春雪晨宇欣怡浩然子涵"
SYLLABLES = "文安滨河青年长团结朝阳万莲多福锦绣泰和南塔惠工热闹大西小奉天五爱市府中兴北海东陵金桥云山翠湖龙泉"
ESTATES = ("小区", "花园", "家园", "公寓", "新村")
ROADS = ("路", "街", "巷")

SINCE = (
    "从昨天晚上开始",
    "已经三天了",
    "持续了一个多星期",
    "今天早上六点左右",
    "最近半个月每天夜里",
    "上个月就出现过",
    "每逢周末",
    "雨后",
    "入冬以来",
    "刚才",
    "白天黑夜都是这样",
    "一到早晚高峰",
)
TROUBLES = (
    "一直没有人来处理",
    "影响正常生活",
    "老人和孩子出行很不方便",
    "存在安全隐患",
    "多次向物业反映没有结果",
    "周围邻居都有意见",
    "晚上根本睡不着觉",
    "之前打过电话说会解决但没有下文",
    "楼里住户都受影响",
    "担心出事",
    "不清楚该找哪个部门",
    "味道很大不敢开窗",
    "来往车辆只能绕行",
    "已经有人因此摔倒",
    "现场没有任何提示",
    "路过的人都在抱怨",
)
WISHES = (
    "希望尽快处理并回复。",
    "请相关部门到现场查看。",
    "请问什么时候能解决？",
    "望核实后给个说法。",
    "希望有人上门看一下。",
    "要求回电告知结果。",
    "请帮忙协调。",
    "盼复。",
    "希望以后加强管理。",
    "请转有关单位办理。",
)
ANSWERS = (
    "已向市民说明办理条件和所需材料，市民表示清楚。",
    "已告知办理地点和时间，市民无其他问题。",
    "已解答政策，建议携带身份证到街道窗口办理。",
    "已告知查询方式，市民表示可以自行查询。",
)
RESULTS = (
    "已派人到现场处理完毕，市民表示认可。",
    "经核实情况属实，已责成责任单位整改，今日恢复正常。",
    "现场查看后已协调物业处理，并向市民电话说明。",
    "已联系市民说明处理经过，问题已经解决。",
    "已安排人员清理，后续加强巡查。",
    "已完成维修，经试用正常。",
    "已对相关人员进行劝导，现场秩序恢复。",
    "已与市民当面沟通，双方达成一致。",
)
RETURNED = "经核实不属于本单位职责范围，申请退单。"


def name(number: int) -> str:
    """The name of the person of this number."""
    given = GIVEN[number // 41 % len(GIVEN)] + (GIVEN[number // 7 % len(GIVEN)] if number % 3 else "")
    return SURNAMES[number % len(SURNAMES)] + given


def place_names(random: Random, count: int, kinds: Sequence[str]) -> tuple[str, ...]:
    """Names of so many estates or roads."""
    return tuple("".join(random.sample(SYLLABLES, 2)) + random.choice(kinds) for _ in range(count))


def told(random: Random, where: str, matter: Sequence[str], community: str) -> tuple[str, str]:
    """The title and the description of a request about one of these matters at a place."""
    pick = random.random
    word = matter[int(pick() * len(matter))]
    trouble = TROUBLES[int(pick() * 16)]
    title = f"{where}{word}问题" if pick() < 0.5 else f"{where}{word}，{trouble}"
    if pick() < 0.2:
        return title, ""
    since, wish, second = SINCE[int(pick() * 12)], WISHES[int(pick() * 10)], TROUBLES[int(pick() * 16)]
    who = f"市民来电反映{community}" if pick() < 0.6 else "反映"
    return title, f"{who}{where}{word}，{since}，{trouble}，{second}，{wish}"
