"""Goods shared out among the recorded needs of hospitals in Hubei, February 2020: fair, exact, explainable."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from linli.cli import main
from services.assistance.domain.goods import Wanted, allocate

FILE = Path(__file__).parents[2] / "data" / "hospital_needs.csv"
ITEMS = {"防护服": (35, 294_010), "医用防护口罩 | N95口罩": (34, 553_300), "医用外科口罩": (27, 2_233_000)}
"""How many hospitals say how many they need, and how many together: counted with a spreadsheet."""
FLOOR = 20


def needs(item: str) -> list[Wanted]:
    """The needs of an item by hospital; a 1 is a flag, and says nothing of how many."""
    sums: Counter[str] = Counter()
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["item"] == item and row["needed"] not in ("0", "1"):
                sums[row["hospital"]] += int(row["needed"])
    return [Wanted(name, pieces, 1) for name, pieces in sums.items()]


@pytest.mark.parametrize("item", list(ITEMS))
@pytest.mark.parametrize("available", [0, 7, 1_000, 20_000, 250_001, 5_000_000])
def test_what_there_is_is_given_whole_none_gets_too_much_and_none_nothing(item: str, available: int) -> None:
    """Each gets the even part of the floor or its need; what is given beyond is in proportion, to a piece."""
    wanted = needs(item)
    assert (len(wanted), sum(one.pieces for one in wanted)) == ITEMS[item]
    given = allocate(available, wanted, FLOOR)
    assert sum(given.values()) == min(available, ITEMS[item][1])
    assert all(0 <= given[one.key] <= one.pieces for one in wanted)
    even = available * FLOOR // 100 // len(wanted)
    assert all(given[one.key] >= min(even, one.pieces) for one in wanted)
    floor = allocate(available * FLOOR // 100, wanted, 100)
    beyond = {one.key: (given[one.key] - floor[one.key], one.pieces - floor[one.key]) for one in wanted}
    rest, open_need = (sum(pair[place] for pair in beyond.values()) for place in (0, 1))
    if 0 < rest < open_need:
        assert all(abs(got - Fraction(rest * still, open_need)) < 1 for got, still in beyond.values())


def test_the_order_of_the_file_decides_nothing() -> None:
    wanted = needs("防护服")
    assert allocate(20_000, wanted, FLOOR) == allocate(20_000, wanted[::-1], FLOOR)


@pytest.mark.parametrize("item", list(ITEMS))
def test_the_command_says_the_same(item: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["goods", "share-out", str(FILE), "--item", item, "--pieces", "20000", "--flags"]) == 0
    count, pieces = ITEMS[item]
    assert (
        capsys.readouterr().out.splitlines()[-1].startswith(f"{count} needs of {pieces} pieces; 20000 of 20000 given")
    )
