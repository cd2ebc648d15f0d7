"""Made-up matters of a district: addresses, wordings and callers as they come, and many tellings of one matter."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from services.hotline.domain.duplicates import Matter

PAIRS = Path(__file__).parents[1] / "data" / "duplicate_pairs.csv"
START = datetime(2026, 3, 1, tzinfo=UTC)
SOUTH, WEST = 41.75, 123.38
"""The corner of a square of about nine kilometres, the size of a district in a city."""
SIDE_DEGREES = 0.08
METRE_DEGREES = 1 / 111_195
COMMUNITIES = [f"2101030{street:02}{community:03}" for street in range(1, 12) for community in range(1, 11)]
WORDINGS: dict[str, list[str]] = {
    "road.lighting": ["{at}路灯不亮", "{at}的路灯坏了好几天", "{at}晚上一片漆黑，灯不亮", "{at}路灯一闪一闪"],
    "road.surface": ["{at}路面塌陷有大坑", "{at}坑洼不平，骑车差点摔倒", "{at}井盖下沉，车过咣当响"],
    "road.signal": ["{at}红绿灯不亮", "{at}信号灯坏了，车都堵住了"],
    "road.sidewalk": ["{at}人行道地砖松动", "{at}便道砖翘起来绊倒老人"],
    "building.lift": ["{at}电梯坏了", "{at}电梯停运三天，老人下不了楼", "{at}电梯困人", "{at}电梯异响抖动"],
    "water.supply": ["{at}停水没有通知", "{at}自来水发黄有锈味", "{at}水压太低用不上水"],
    "water.sewer": ["{at}下水堵塞污水外溢", "{at}污水井往外冒水", "{at}化粪池满了没人清掏"],
    "home.heating": ["{at}暖气不热", "{at}供暖温度不够只有十四度", "{at}暖气片冰凉"],
    "home.leak": ["{at}楼上漏水泡了天花板", "{at}卫生间水管漏水"],
    "noise.residential": ["{at}楼上半夜放音乐", "{at}狗叫扰民", "{at}装修电钻吵", "{at}小孩跑跳咚咚响"],
    "noise.commercial": ["{at}烧烤店音响扰民", "{at}店门口喇叭叫卖太吵"],
    "noise.works": ["{at}工地夜间施工", "{at}半夜打桩影响休息"],
    "parking.illegal": ["{at}违停车辆太多", "{at}便道停满了车"],
    "parking.blocked": ["{at}消防通道被车堵住", "{at}车库出口堵了一辆车"],
    "sanitation.collection": ["{at}垃圾三天没人收", "{at}垃圾桶满了溢出来"],
    "sanitation.dirty": ["{at}满地垃圾没人扫", "{at}垃圾成堆苍蝇乱飞"],
    "green.fallen": ["{at}大树倒了砸车", "{at}断枝挂在半空要掉下来"],
    "order.animal": ["{at}流浪狗追人", "{at}遛狗不拴绳"],
    "market.food": ["{at}包子铺吃出虫子", "{at}饭店后厨不卫生"],
    "aid.elderly": ["想给老人申请居家养老服务", "居家养老怎么申请"],
}
_SYLLABLES = "文安滨河青年长团结朝阳万莲多福锦绣泰和南塔惠工热闹大西小奉天五爱市府中兴北海东陵"


@dataclass(frozen=True)
class Pair:
    """Two tellings from the labelled set: whether they are of one matter, and what the pair is an example of."""

    same: bool
    why: str
    one: Matter
    other: Matter


def labelled_pairs(file: Path = PAIRS) -> list[Pair]:
    """The labelled pairs, the first telling of each at a fixed place and time."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [_pair(row) for row in csv.DictReader(lines, delimiter="|")]


def _pair(row: dict[str, str]) -> Pair:
    metres = float(row["metres"]) if row["metres"] else None
    one = Matter(row["text_a"], START, COMMUNITIES[0], row["category_a"], caller="a")
    later = START + timedelta(hours=float(row["hours"]))
    caller = "a" if row["caller"] == "1" else "b"
    other = replace(one, text=row["text_b"], told_at=later, category=row["category_b"], caller=caller)
    if metres is not None:
        one = replace(one, latitude=SOUTH, longitude=WEST)
        other = replace(other, latitude=SOUTH + metres * METRE_DEGREES, longitude=WEST)
    return Pair(row["same"] == "1", row["why"], one, other)


class District:
    """Tells matters at random, the same for the same seed: three in four have a place, three in five a caller.

    They are told within so many days, `crowded` in a tenth of its width with a tenth of its names and callers.
    """

    def __init__(self, seed: int, days: float = 30.0, *, crowded: bool = False) -> None:
        self.random = Random(seed)
        self.days = days
        self.start = START
        self.share = 0.1 if crowded else 1.0
        self.names = ["".join(self.random.sample(_SYLLABLES, 2)) for _ in range(int(120 * self.share))]

    def matters(self, number: int) -> Iterator[Matter]:
        """So many matters, one in five of them another telling of one of the latest."""
        latest: list[Matter] = []
        for _ in range(number):
            told = self.again(self.random.choice(latest)) if latest and self.random.random() < 0.2 else self.matter()
            latest = [*latest[-200:], told]
            yield told

    def matter(self) -> Matter:
        """A matter of its own."""
        pick = self.random
        category = pick.choice(list(WORDINGS))
        side = SIDE_DEGREES * self.share
        place = (SOUTH + pick.random() * side, WEST + pick.random() * side)
        known = pick.random() < 0.75
        return Matter(
            text=pick.choice(WORDINGS[category]).format(at=self._address()),
            told_at=START + timedelta(days=pick.random() * self.days),
            area_code=self._community(place),
            category=category,
            latitude=place[0] if known else None,
            longitude=place[1] if known else None,
            caller=self._caller() if pick.random() < 0.6 else None,
        )

    def again(self, matter: Matter) -> Matter:
        """Another telling of the matter: in other words, by the same caller or another, from a few steps away."""
        pick = self.random
        plain = next(iter(matter.text.split("，")))
        words = pick.choice(WORDINGS[matter.category or "aid.elderly"]).format(at=plain[:6])
        step = [pick.uniform(-80, 80) * METRE_DEGREES for _ in range(2)]
        return replace(
            matter,
            text=pick.choice([matter.text, words]),
            told_at=matter.told_at + timedelta(hours=pick.random() * 72),
            latitude=None if matter.latitude is None else matter.latitude + step[0],
            longitude=None if matter.longitude is None else matter.longitude + step[1],
            caller=pick.choice([matter.caller, self._caller(), None]),
        )

    def _address(self) -> str:
        name, number = self.random.choice(self.names), self.random.randint(1, 60)
        return self.random.choice([f"{name}小区{number}号楼", f"{name}路{number}号", f"{name}街", ""])

    def _caller(self) -> str:
        return f"139{int(self.random.expovariate(1 / (5000 * self.share))):08}"

    def _community(self, place: tuple[float, float]) -> str:
        row, column = int((place[0] - SOUTH) / SIDE_DEGREES * 10), int((place[1] - WEST) / SIDE_DEGREES * 11)
        return COMMUNITIES[row * 11 + column]
