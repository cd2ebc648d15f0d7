"""The command `linli goods share-out`: shares an item out among the needs in a CSV file, and keeps nothing."""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linli.errors import Invalid
from services.assistance.domain.goods import Wanted, allocate


def add_goods_command(commands: Any) -> None:
    """Declare `linli goods share-out`."""
    goods = commands.add_parser("goods", help="goods of assistance")
    actions = goods.add_subparsers(dest="action", required=True, metavar="ACTION")
    made = actions.add_parser("share-out", help="say what each need of a CSV file would get; keep nothing")
    made.add_argument("file", type=Path, metavar="FILE", help="CSV with a head line")
    made.add_argument("--item", required=True, help="the item, as the file has it")
    made.add_argument("--pieces", type=int, required=True, metavar="N", help="how many there are")
    made.add_argument("--floor", type=int, default=20, metavar="P", help="percent shared evenly (default 20)")
    made.add_argument("--flags", action="store_true", help="take a 1 for a flag that says nothing of how many")
    made.add_argument("--name", default="hospital", help="the column of who needs it (default hospital)")
    made.set_defaults(run=_share_out)


def _share_out(asked: argparse.Namespace) -> int:
    wanted, flags = _wanted(asked)
    given = allocate(asked.pieces, wanted, asked.floor)
    for one in sorted(wanted, key=lambda one: -one.pieces):
        print(f"{given[one.key]:>9} of {one.pieces:>9}  {one.key}")
    total = sum(one.pieces for one in wanted)
    print(
        f"{len(wanted)} needs of {total} pieces; {sum(given.values())} of {asked.pieces} given; {flags} flags left out"
    )
    return 0


def _wanted(asked: argparse.Namespace) -> tuple[list[Wanted], int]:
    """The needs of the item, those of one name added up; raises `Invalid` naming the line."""
    sums: Counter[str] = Counter()
    flags = 0
    for line, row in _rows(asked.file, asked.name):
        if row["item"] != asked.item:
            continue
        said = (row["needed"] or "0").strip() or "0"
        if not said.isascii() or not said.isdigit():
            text = f"line {line}: {said[:20]!r} is no number of pieces. 数量有误。"
            raise Invalid("bad_needs", f"{asked.file} cannot be read.", "无法读取需求文件。", {"needed": [text]})
        if said == "1" and asked.flags:
            flags += 1
        else:
            sums[row[asked.name]] += int(said)
    return [Wanted(key, pieces, 1) for key, pieces in sums.items() if pieces], flags


def _rows(file: Path, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = csv.DictReader(opened)
        missing = {"item", "needed", name} - set(rows.fieldnames or ())
        if missing:
            text = f"The columns {', '.join(sorted(missing))} are missing. 缺少列。"
            raise Invalid("bad_needs", f"{file} cannot be read.", "无法读取需求文件。", {"columns": [text]})
        for row in rows:
            yield rows.line_num, row
