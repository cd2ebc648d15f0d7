"""Turns the rows of a NYC 311 file into requests to replay, by the rules stated in docs/replay.md, counted, named."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gateway.replay.mapping import FALLBACK, Mapping, load_mapping
from gateway.replay.rules import Finding, Findings, Rule
from gateway.replay.table import clean, is_damaged, read_lines
from linli.clock import LOCAL
from linli.contracts.hotline.words import Channel, RequestState

Tree = Sequence[tuple[str, Sequence[str]]]
"""The streets of a district with their communities, by code."""

FIRST_YEAR = 2004
"""The first year of the official holiday calendar; a row opened earlier can have no deadline in working days."""

TITLE_LIMIT = 200

_KEY = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_DATE = "%m/%d/%Y %I:%M:%S %p"
_CHANNELS = {
    "PHONE": Channel.PHONE,
    "ONLINE": Channel.WEB,
    "MOBILE": Channel.APP,
    "UNKNOWN": Channel.OTHER,
    "OTHER": Channel.OTHER,
}
_OPEN_STATES = {
    "OPEN": RequestState.DISPATCHED,
    "ASSIGNED": RequestState.SIGNED,
    "IN PROGRESS": RequestState.SIGNED,
    "PENDING": RequestState.SIGNED,
    "CLOSED": RequestState.SIGNED,
}


@dataclass(frozen=True)
class ReplayRow:
    """A request to open, sign for and close. Times are UTC; no `due_at`: the category's settling deadline holds."""

    key: str
    category: str
    board: str
    zip: str
    channel: Channel
    title: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    latitude: float | None
    longitude: float | None
    state: RequestState


@dataclass(frozen=True)
class Plan:
    """What a file asks to replay, in its order; what was found; and how often each unknown complaint type occurs."""

    rows: list[ReplayRow]
    findings: list[Finding]
    unknown_types: dict[str, int]


@dataclass
class _Reading:
    """What reading one file needs to remember from row to row."""

    mapping: Mapping
    now: datetime | None
    findings: Findings = field(default_factory=Findings)
    keys: set[str] = field(default_factory=set)
    unknown_types: Counter[str] = field(default_factory=Counter)

    def in_future(self, moment: datetime) -> bool:
        return self.now is not None and moment > self.now


def read_rows(path: Path, now: datetime | None = None, mapping: Mapping | None = None) -> Plan:
    """The plan of a NYC 311 file; with `now` given, nothing in it opens or closes later than that.

    The file's times have no zone; they are read as wall-clock times of Asia/Shanghai.
    Raises `Invalid`, with one sentence, for a file that is missing, empty, not UTF-8, not CSV or lacks columns.
    """
    reading = _Reading(mapping or load_mapping(), now)
    rows = []
    for line in read_lines(path):
        row = _row(line.cells, f"line {line.number}", reading)
        if row:
            rows.append(row)
    return Plan(rows, reading.findings.listed(), dict(reading.unknown_types))


def place(board: str, zip_code: str, tree: Tree) -> str:
    """The community code that stands for a board and postal code; the same for ever while the tree stays the same.

    With h(x) = the SHA-256 of x in UTF-8 as one whole number, and both lists in the order of their codes: the street is
    number h(board) mod (streets with communities), the community number h(board|zip) mod (its communities).
    """
    streets = sorted((street, sorted(communities)) for street, communities in tree if communities)
    if not streets:
        raise ValueError("a district without communities has no place for a request")
    _, communities = streets[_hashed(board) % len(streets)]
    return communities[_hashed(f"{board}|{zip_code}") % len(communities)]


def _hashed(text: str) -> int:
    return int(hashlib.sha256(text.encode("utf-8")).hexdigest(), 16)


def _row(cells: dict[str, str] | None, line: str, reading: _Reading) -> ReplayRow | None:
    if cells is None:
        reading.findings.add(Rule.WRONG_COLUMN_COUNT, line)
        return None
    key, opened_at = clean(cells["Unique Key"]), _moment(cells["Created Date"])
    refusal = _refusal(key, opened_at, reading)
    if refusal or opened_at is None:
        reading.findings.add(refusal or Rule.UNREADABLE_CREATED_DATE, key if refusal is Rule.REPEATED_KEY else line)
        return None
    reading.keys.add(key)
    closed_at, state = _ending(cells, key, opened_at, reading)
    latitude, longitude = _point(cells, key, reading.findings)
    board, zip_code = _board_and_zip(cells, key, reading.findings)
    return ReplayRow(
        key=key,
        category=_category(cells, key, reading),
        board=board,
        zip=zip_code,
        channel=_channel(cells, key, reading.findings),
        title=_title(cells, key, reading.findings),
        opened_at=opened_at,
        due_at=_due(cells, key, opened_at, reading.findings),
        closed_at=closed_at,
        latitude=latitude,
        longitude=longitude,
        state=state,
    )


def _refusal(key: str, opened_at: datetime | None, reading: _Reading) -> Rule | None:
    if not _KEY.fullmatch(key):
        return Rule.UNUSABLE_KEY
    if opened_at is None or opened_at.astimezone(LOCAL).year < FIRST_YEAR:
        return Rule.UNREADABLE_CREATED_DATE
    if reading.in_future(opened_at):
        return Rule.OPENED_IN_FUTURE
    return Rule.REPEATED_KEY if key in reading.keys else None


def _ending(
    cells: dict[str, str], key: str, opened_at: datetime, reading: _Reading
) -> tuple[datetime | None, RequestState]:
    """When the row closed and the state it ends in: the closed date decides, the status only where there is none."""
    status, written = clean(cells["Status"]).upper(), clean(cells["Closed Date"])
    closed_at = _moment(written)
    if written and closed_at is None:
        reading.findings.add(Rule.UNREADABLE_CLOSED_DATE, key)
    if closed_at and reading.in_future(closed_at):
        reading.findings.add(Rule.CLOSED_IN_FUTURE, key)
        closed_at = None
    if closed_at is None:
        return None, _open_state(status, written, key, reading.findings)
    if status != "CLOSED":
        reading.findings.add(Rule.CLOSED_DATE_WITHOUT_CLOSED_STATUS, key)
    if closed_at < opened_at:
        reading.findings.add(Rule.CLOSED_BEFORE_OPENED, key)
    return max(closed_at, opened_at), RequestState.CLOSED


def _open_state(status: str, written: str, key: str, findings: Findings) -> RequestState:
    if status == "CLOSED" and not written:
        findings.add(Rule.CLOSED_STATUS_WITHOUT_CLOSED_DATE, key)
    if status not in _OPEN_STATES:
        findings.add(Rule.UNKNOWN_STATUS, key)
    return _OPEN_STATES.get(status, RequestState.DISPATCHED)


def _due(cells: dict[str, str], key: str, opened_at: datetime, findings: Findings) -> datetime | None:
    written = clean(cells["Due Date"])
    due_at = _moment(written)
    if not written:
        findings.add(Rule.NO_DUE_DATE, key)
    elif due_at is None:
        findings.add(Rule.UNREADABLE_DUE_DATE, key)
    elif due_at < opened_at:
        findings.add(Rule.DUE_BEFORE_OPENED, key)
        return None
    return due_at


def _moment(written: str) -> datetime | None:
    """The moment of a wall-clock time of the file; None where it cannot be read."""
    try:
        return datetime.strptime(clean(written), _DATE).replace(tzinfo=LOCAL).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _category(cells: dict[str, str], key: str, reading: _Reading) -> str:
    complaint = clean(cells["Complaint Type"])
    category = reading.mapping.category(complaint, clean(cells["Agency"]))
    if category is None:
        reading.findings.add(Rule.UNKNOWN_COMPLAINT_TYPE, key)
        reading.unknown_types[complaint] += 1
    return category or FALLBACK


def _channel(cells: dict[str, str], key: str, findings: Findings) -> Channel:
    channel = clean(cells["Open Data Channel Type"]).upper()
    if channel not in _CHANNELS:
        findings.add(Rule.UNKNOWN_CHANNEL, key)
    return _CHANNELS.get(channel, Channel.OTHER)


def _title(cells: dict[str, str], key: str, findings: Findings) -> str:
    """Complaint type · descriptor, or the type alone where the descriptor is blank or says N/A."""
    if is_damaged(cells["Complaint Type"] + cells["Descriptor"]):
        findings.add(Rule.DAMAGED_TEXT, key)
    if is_damaged(cells["Resolution Description"]):
        findings.add(Rule.DAMAGED_RESOLUTION, key)
    parts = (clean(cells["Complaint Type"]), clean(cells["Descriptor"]))
    title = " · ".join(part for part in parts if part not in ("", "N/A")) or FALLBACK
    if len(title) > TITLE_LIMIT:
        findings.add(Rule.SHORTENED_TITLE, key)
    return title[:TITLE_LIMIT].rstrip()


def _board_and_zip(cells: dict[str, str], key: str, findings: Findings) -> tuple[str, str]:
    board, zip_code = clean(cells["Community Board"]), clean(cells["Incident Zip"])
    if not board or "unspecified" in board.casefold():
        findings.add(Rule.UNSPECIFIED_BOARD, key)
    if not zip_code:
        findings.add(Rule.BLANK_ZIP, key)
    return board, zip_code


def _point(cells: dict[str, str], key: str, findings: Findings) -> tuple[float | None, float | None]:
    written = clean(cells["Latitude"]), clean(cells["Longitude"])
    if written == ("", ""):
        findings.add(Rule.NO_COORDINATES, key)
        return None, None
    try:
        latitude, longitude = float(written[0]), float(written[1])
    except ValueError:
        latitude = longitude = math.nan
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return latitude, longitude
    findings.add(Rule.UNUSABLE_COORDINATES, key)
    return None, None
