"""The recomputation that judges the replay is itself right, on a file counted by hand."""

from __future__ import annotations

import ast
import csv
from collections import Counter
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gateway.replay.rows import place, read_rows
from linli.calendar import Deadline, WorkingCalendar
from tests.e2e import recompute as oracle
from tests.e2e.recompute import CHINA, Counts, Figures, after, recompute

ROOT = Path(__file__).parents[2]
TREE = [("110101001", ["110101001001", "110101001002"]), ("110101002", ["110101002001"])]
STREETS = """street_code9,street_name,district_code6,district_name
110101002,Second,110101,Hand
110101001,First,110101,Hand
110101009,Empty,110101,Hand
"""
COMMUNITIES = """community_code12,community_name,street_code9,street_name,district_code6,district_name
110101002001,C,110101002,Second,110101,Hand
110101001002,B,110101001,First,110101,Hand
110101001001,A,110101001,First,110101,Hand
"""
CATALOGUE = """
categories:
  - {code: noise.home, service: grid, deadlines: {settle: 2h}}
  - {code: aid.card, service: assistance, deadlines: {settle: 5wd}}
  - {code: other, service: volunteer, deadlines: {settle: 8wh}}
"""
MAPPING = "{Noise: noise.home, Card: {HRA: aid.card, default: other}}"
HEADER = (
    "Unique Key,Created Date,Closed Date,Agency,Complaint Type,Due Date,Incident Zip,Community Board,"
    "Status,Descriptor,Resolution Description,Open Data Channel Type,Latitude,Longitude\n"
)
# The SHA-256 of EAST ends in hexadecimal 0 and that of LAKE in 1: of the two streets that have communities, by code,
# EAST falls into the first and LAKE into the second. EAST|1 ends in 9, which is odd: the second community of
# the first street; EAST| ends in c, which is even: the first.
ROWS = [
    # Opened Friday 29 Sep 2017 16:00, before the National Day week; Saturday the 30th was a swapped working day. Five
    # working days later (30 Sep, 9, 10, 11, 12 Oct) is 12 Oct 16:00: closed one second too late.
    ("1", "09/29/2017 04:00:00 PM", "10/12/2017 04:00:01 PM", "HRA", "Card", "", "1", "EAST"),
    # The same row, closed exactly when due: in time.
    ("2", "09/29/2017 04:00:00 PM", "10/12/2017 04:00:00 PM", "HRA", "Card", "", "1", "EAST"),
    # Its own due date outranks the category's two hours: in time.
    ("3", "06/26/2018 10:00:00 AM", "06/26/2018 02:00:00 PM", "NYPD", "noise", "06/26/2018 06:00:00 PM", "", "EAST"),
    # Closed before it opened: closed, in time.
    ("4", "06/26/2018 10:00:00 AM", "06/25/2018 02:00:00 PM", "NYPD", "Noise", "", "9", "LAKE"),
    # Open, and its own due date is past: late.
    ("5", "06/26/2018 10:00:00 AM", "", "DSNY", "Meteorite", "07/01/2018 10:00:00 AM", "9", "LAKE"),
    # Open since yesterday 16:00 with eight working hours: due today at 16:00, an hour from now: not late.
    ("6", "08/06/2018 04:00:00 PM", "", "DSNY", "Card", "", "9", "LAKE"),
    # A repeated key, an unreadable date and a row from the future count nowhere.
    ("6", "06/26/2018 10:00:00 AM", "", "DSNY", "Noise", "", "9", "LAKE"),
    ("7", "sometime", "", "DSNY", "Noise", "", "9", "LAKE"),
    ("8", "06/26/2019 10:00:00 AM", "", "DSNY", "Noise", "", "9", "LAKE"),
]
NOW = datetime(2018, 8, 7, 15, tzinfo=CHINA)


def laid_out(folder: Path, streets: str = STREETS) -> tuple[Path, Path, Path, Path, Path]:
    """The five files of a small district, as `recompute` takes them."""
    rows = HEADER + "".join(",".join(row) + ",Open,,,PHONE,,\n" for row in ROWS) + "too,short\n"
    texts = {"rows": rows, "streets": streets, "communities": COMMUNITIES, "catalogue": CATALOGUE, "mapping": MAPPING}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return folder / "rows", folder / "streets", folder / "communities", folder / "catalogue", folder / "mapping"


def test_the_figures_of_a_small_file_are_those_counted_by_hand(tmp_path: Path) -> None:
    first = Figures(
        0,
        3,
        1,
        {"aid.card": Counts(0, 2, 1), "noise.home": Counts(0, 1, 0)},
        {"assistance": Counts(0, 2, 1), "grid": Counts(0, 1, 0)},
    )
    second = Figures(
        2,
        1,
        1,
        {"noise.home": Counts(0, 1, 0), "other": Counts(2, 0, 1)},
        {"grid": Counts(0, 1, 0), "volunteer": Counts(2, 0, 1)},
    )
    assert recompute(*laid_out(tmp_path), now=NOW) == {
        "110101": Figures(
            2,
            4,
            2,
            {"aid.card": Counts(0, 2, 1), "noise.home": Counts(0, 2, 0), "other": Counts(2, 0, 1)},
            {"assistance": Counts(0, 2, 1), "grid": Counts(0, 2, 0), "volunteer": Counts(2, 0, 1)},
        ),
        "110101001": first,
        "110101001001": Figures(0, 1, 0, {"noise.home": Counts(0, 1, 0)}, {"grid": Counts(0, 1, 0)}),
        "110101001002": Figures(0, 2, 1, {"aid.card": Counts(0, 2, 1)}, {"assistance": Counts(0, 2, 1)}),
        "110101002": second,
        "110101002001": second,
        "110101009": Figures(),
    }


@pytest.mark.parametrize(
    ("start", "deadline", "end"),
    [
        ("2018-06-26 23:30", "2h", "2018-06-27 01:30"),
        ("2018-06-26 23:30", "7d", "2018-07-03 23:30"),
        ("2018-06-29 10:00", "1wd", "2018-07-02 10:00"),  # Friday to Monday
        ("2018-06-29 17:00", "1wd", "2018-07-03 09:00"),  # closed for the week: counts from Monday's opening
        ("2018-06-30 03:00", "1wd", "2018-07-03 09:00"),  # a night of rest: counts from Monday's opening
        ("2018-06-26 08:59", "1wd", "2018-06-27 09:00"),  # before opening: counts from today's opening
        ("2018-06-29 16:00", "8wh", "2018-07-02 16:00"),
        ("2018-06-26 09:00", "8wh", "2018-06-26 17:00"),  # a day filled is over at its closing hour
        ("2018-06-30 12:00", "16wh", "2018-07-03 17:00"),
        ("2018-02-14 10:00", "1wd", "2018-02-22 10:00"),  # over the Spring Festival of 2018
        ("2018-02-23 16:59", "2wd", "2018-02-26 16:59"),  # Saturday the 24th was a swapped working day
    ],
)
def test_a_deadline_ends_where_the_calendar_on_the_wall_says(start: str, deadline: str, end: str) -> None:
    opened = datetime.fromisoformat(start).replace(tzinfo=CHINA)
    assert after(opened, deadline) == datetime.fromisoformat(end).replace(tzinfo=CHINA)


@given(
    st.datetimes(datetime(2013, 1, 1), datetime(2025, 6, 1)),
    st.builds("{}{}".format, st.integers(1, 40), st.sampled_from(["h", "d", "wh", "wd"])),
)
def test_two_calendars_written_apart_agree_on_every_deadline(wall: datetime, deadline: str) -> None:
    opened = wall.replace(tzinfo=CHINA, microsecond=0)
    assert after(opened, deadline) == Deadline.parse(deadline).due(opened, WorkingCalendar())


def test_two_districts_in_the_area_files_need_a_choice(tmp_path: Path) -> None:
    files = laid_out(tmp_path, STREETS + "220202001,Elsewhere,220202,Far\n")
    with pytest.raises(ValueError, match="220202"):
        recompute(*files, now=NOW)
    figures = recompute(*files, now=NOW, district="110101")
    assert figures["110101"].closed == 4
    assert "220202" not in figures


def planned(path: Path) -> Counter[tuple[str, str, bool, bool]]:
    """Community, category, open and late of each request, as the product's own reader and calendar see the file."""
    entries = yaml.safe_load((ROOT / "services/hotline/catalogue.yaml").read_text("utf-8"))["categories"]
    settle = {entry["code"]: Deadline.parse(entry["deadlines"]["settle"]) for entry in entries}
    counted: Counter[tuple[str, str, bool, bool]] = Counter()
    for row in read_rows(path, NOW).rows:
        due = row.due_at or settle[row.category].due(row.opened_at, WorkingCalendar())
        counted[place(row.board, row.zip, TREE), row.category, not row.closed_at, (row.closed_at or NOW) > due] += 1
    return counted


def recomputed(folder: Path, path: Path) -> dict[tuple[str, str], Counts]:
    _, streets, communities, _, _ = laid_out(folder)
    files = (path, streets, communities, ROOT / "services/hotline/catalogue.yaml", ROOT / "gateway/replay/mapping.yaml")
    areas = recompute(*files, now=NOW)
    return {(a, code): n for a, f in areas.items() if len(a) == 12 for code, n in f.by_category.items()}


def agree(folder: Path, path: Path) -> int:
    """How many requests both count; fails where they differ."""
    counts: dict[tuple[str, str], Counts] = {}
    for (community, category, is_open, is_late), times in planned(path).items():
        for _ in range(times):
            counts.setdefault((community, category), Counts()).count(is_open, is_late)
    assert counts == recomputed(folder, path)
    return sum(count.open + count.closed for count in counts.values())


def test_reader_and_recomputation_agree_on_the_shipped_file(tmp_path: Path) -> None:
    opened_since = 364  # rows of the file that opened after NOW
    assert agree(tmp_path, ROOT / "linli/data/nyc311.csv") == 600 - opened_since


def test_reader_and_recomputation_agree_on_a_file_with_every_mixture_of_faults(tmp_path: Path) -> None:
    path = tmp_path / "faults.csv"
    moments = ("", "?", "01/01/1900 12:00:00 AM", "06/26/2018 10:00:00 AM", "08/07/2018 03:00:01 PM")
    mixtures = product(moments, moments, moments, ("Open", "Closed", ""), ("Noise", " GENERAL\x07", "Meteorite"))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for number, (created, closed, due, status, kind) in enumerate(mixtures):
            key, agency, board = (
                str(number % 150),
                ("HPD", "DOB")[number % 2],
                ("EAST", " LAKE\x00", "")[number % 5 % 3],
            )
            csv.writer(file).writerow([key, created, closed, agency, kind, due, "1", board, status, "", "", "", "", ""])
    assert agree(tmp_path, path) == 150


def test_the_recomputation_imports_nothing_of_the_product() -> None:
    assert oracle.__file__
    nodes = list(ast.walk(ast.parse(Path(oracle.__file__).read_text("utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} & {"linli", "services", "gateway", "tests"} == set()
