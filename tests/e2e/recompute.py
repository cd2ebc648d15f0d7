"""Recomputes the figures of a replay straight from the files, with code that shares nothing with the product's own."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import chinese_calendar  # type: ignore[import-untyped]  # the package ships no types
import yaml

CHINA = timezone(timedelta(hours=8))
OPENS, CLOSES = 9, 17


@dataclass
class Counts:
    """Requests open now, closed, and late: open past their due time, or closed after it."""

    open: int = 0
    closed: int = 0
    late: int = 0

    def count(self, is_open: bool, is_late: bool) -> None:
        """Takes one more request into account."""
        self.open += is_open
        self.closed += not is_open
        self.late += is_late


@dataclass
class Figures(Counts):
    """The counts of one area, as a whole and by category code and service."""

    by_category: dict[str, Counts] = field(default_factory=dict)
    by_service: dict[str, Counts] = field(default_factory=dict)


@dataclass
class Case:
    """One request as the file tells it."""

    category: str
    board: str
    zip: str
    opened: datetime
    due: datetime | None
    closed: datetime | None


def recompute(
    csv_path: Path,
    streets_csv: Path,
    communities_csv: Path,
    catalogue_yaml: Path,
    mapping_yaml: Path,
    now: datetime,
    district: str | None = None,
) -> dict[str, Figures]:
    """The figures of the district, each of its streets and each of its communities, by area code.

    `now` must be aware. `district` is needed only where the two area files hold more than one.
    """
    tree = _tree(streets_csv, communities_csv, district)
    catalogue = {entry["code"]: entry for entry in yaml.safe_load(catalogue_yaml.read_text("utf-8"))["categories"]}
    mapping = yaml.safe_load(mapping_yaml.read_text("utf-8"))
    figures = {area: Figures() for street, places in tree for area in (street[:6], street, *places)}
    for case in _cases(csv_path, mapping, now):
        entry = catalogue[case.category]
        due = case.due or after(case.opened, entry["deadlines"]["settle"])
        is_open = case.closed is None
        is_late = (case.closed or now) > due
        community = _place(case.board, case.zip, tree)
        for area in (community[:6], community[:9], community):
            figures[area].count(is_open, is_late)
            figures[area].by_category.setdefault(case.category, Counts()).count(is_open, is_late)
            figures[area].by_service.setdefault(entry["service"], Counts()).count(is_open, is_late)
    return figures


def after(start: datetime, deadline: str) -> datetime:
    """The moment at which a deadline such as 2h, 7d, 16wh or 5wd, counted from `start`, has run out."""
    number, unit = re.fullmatch(r"(\d+)(h|d|wh|wd)", deadline).groups()  # type: ignore[union-attr]  # None may crash here
    amount, moment = int(number), start.astimezone(CHINA)
    if unit == "h":
        return moment + timedelta(hours=amount)
    if unit == "d":
        return moment + timedelta(hours=24 * amount)
    moment = _at_work(moment)
    return _working_days_later(moment, amount) if unit == "wd" else _working_hours_later(moment, amount)


def _at_work(moment: datetime) -> datetime:
    while not (chinese_calendar.is_workday(moment.date()) and OPENS <= moment.hour < CLOSES):
        moment = (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return moment


def _working_days_later(moment: datetime, days: int) -> datetime:
    while days:
        moment += timedelta(days=1)
        days -= chinese_calendar.is_workday(moment.date())
    return moment


def _working_hours_later(moment: datetime, hours: int) -> datetime:
    left = hours * 3600
    while True:
        until_evening = (CLOSES - moment.hour) * 3600 - moment.minute * 60 - moment.second
        if left <= until_evening:
            return moment + timedelta(seconds=left)
        left -= until_evening
        moment = _at_work(moment.replace(hour=CLOSES, minute=0, second=0))


def _tree(streets_csv: Path, communities_csv: Path, district: str | None) -> list[tuple[str, list[str]]]:
    with streets_csv.open(encoding="utf-8-sig", newline="") as file:
        streets = {row["street_code9"] for row in csv.DictReader(file)}
    with communities_csv.open(encoding="utf-8-sig", newline="") as file:
        communities = sorted(row["community_code12"] for row in csv.DictReader(file))
    districts = {district} if district else {street[:6] for street in streets}
    if len(districts) != 1:
        raise ValueError(f"name one district of {sorted(districts)}")
    tree = []
    for street in sorted(street for street in streets if street[:6] in districts):
        tree.append((street, [code for code in communities if code.startswith(street)]))
    return tree


def _place(board: str, zip_code: str, tree: list[tuple[str, list[str]]]) -> str:
    inhabited = [places for _, places in tree if places]
    places = inhabited[_number(board) % len(inhabited)]
    return places[_number(board + "|" + zip_code) % len(places)]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def _cases(csv_path: Path, mapping: dict[str, Any], now: datetime) -> Iterator[Case]:
    lookup = {_tidy(name).casefold(): target for name, target in mapping.items()}
    seen = set()
    with csv_path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if None in row or None in row.values():
                continue
            key, opened = _tidy(row["Unique Key"]), _time(row["Created Date"])
            bad_key = key in seen or not re.fullmatch("[-._0-9A-Za-z]{1,64}", key)
            if bad_key or opened is None or opened.year < 2004 or opened > now:
                continue
            seen.add(key)
            target = lookup.get(_tidy(row["Complaint Type"]).casefold(), "other")
            if isinstance(target, dict):
                target = target.get(_tidy(row["Agency"]), target["default"])
            due, closed = _time(row["Due Date"]), _time(row["Closed Date"])
            yield Case(
                category=target,
                board=_tidy(row["Community Board"]),
                zip=_tidy(row["Incident Zip"]),
                opened=opened,
                due=due if due and due >= opened else None,
                closed=max(closed, opened) if closed and closed <= now else None,
            )


def _tidy(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(_tidy(text), "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=CHINA)
    except ValueError:
        return None
