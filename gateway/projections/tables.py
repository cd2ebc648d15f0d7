"""The gateway's own picture of requests, tasks, counts and histories, fed by events, and the indexes its lists need."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, Uuid, text

from gateway.metadata import METADATA
from linli.areas import LENGTHS, Tier
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.words import Channel, Kind, RequestState, TaskService
from linli.db import UtcDateTime, Word


def _area_columns() -> list[Column[Any]]:
    """The area and its ancestors one by one, so that any tier's scope is one indexed comparison."""
    return [
        Column("area_code", String(20), nullable=False),
        Column("path", String(60), nullable=False),
        Column("district", String(6), nullable=False),
        Column("street", String(9)),
        Column("community", String(12)),
    ]


REQUEST_ROW = Table(
    "request_row",
    METADATA,
    Column("id", Uuid, primary_key=True),
    *_area_columns(),
    Column("category", String(60), nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("channel", Word(Channel), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("state", Word(RequestState), nullable=False),
    Column("unit_area", String(20), nullable=False),
    Column("department", String(20), nullable=False),
    Column("service", Word(TaskService), nullable=False),
    Column("task_id", Uuid, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("sign_due_at", UtcDateTime, nullable=False),
    Column("settle_due_at", UtcDateTime, nullable=False),
    Column("risk_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("stopped_at", UtcDateTime),
    Column("was_late", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("waiting_since", UtcDateTime),
    Column("dispute_due_at", UtcDateTime),
    Column("supervised_at", UtcDateTime),
    Column("merged_into", Uuid),
    Column("returns", Integer, nullable=False),
    Column("reopenings", Integer, nullable=False),
    Column("extensions", Integer, nullable=False),
    Column("helpers_open", Integer, nullable=False),
    Column("excluded", Boolean, nullable=False),
    Column("stage", Word(Stage), nullable=False),
    Column("escalated_to", String(20)),
)
"""Where each request stands. `risk_at`: 80 % of the time to settle is over; `stopped_at`: settled or ended, whichever
came first, or waiting since, which stops the clock; `was_late`: the clock was stopped after `settle_due_at`."""

TASK_ROW = Table(
    "task_row",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("service", Word(TaskService), nullable=False),
    Column("request_id", Uuid),
    *_area_columns(),
    Column("category", String(60), nullable=False),
    Column("state", String(24), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("was_late", Boolean, nullable=False),
    Column("outcome", Text),
    Column("sequence", Integer, nullable=False),
)
"""Where each task of the three task services stands; `was_late`: it ended after `due_at`."""

FIGURE_ROW = Table(
    "figure_row",
    METADATA,
    Column("area_code", String(12), primary_key=True),
    Column("category", String(60), primary_key=True),
    Column("service", Word(TaskService), primary_key=True),
    Column("district", String(6), nullable=False),
    Column("street", String(9)),
    Column("opened", BigInteger, nullable=False),
    Column("closed", BigInteger, nullable=False),
    Column("closed_late", BigInteger, nullable=False),
    Index("figure_row_district", "district"),
    Index("figure_row_street", "street"),
)
"""Requests counted where they belong: at their community, or at their own area when that is a street or district."""

TIMELINE_ROW = Table(
    "timeline_row",
    METADATA,
    Column("event_id", Uuid, primary_key=True),
    Column("request_id", Uuid),
    Column("subject", Uuid, nullable=False),
    Column("source", String(24), nullable=False),
    Column("type", String(80), nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Index("timeline_row_request", "request_id", "occurred_at"),
    Index(
        "timeline_row_hotline",
        "occurred_at",
        postgresql_where=text("source = 'hotline'"),
        sqlite_where=text("source = 'hotline'"),
    ),
)
"""Every event that made a request what it is, its own and its tasks'."""

OPEN = "ended_at IS NULL"
RUNNING = "stopped_at IS NULL"
WARNED = "stage <> 'on_time'"
CLIMBED = {tier: f"length(escalated_to) = {LENGTHS[tier]}" for tier in (Tier.DISTRICT, Tier.STREET)}
"""What has climbed to a tier; nothing climbs to a community."""


def _index(
    name: str, table: Table, columns: tuple[str, ...], where: str | None = None, lite: str | None = None
) -> None:
    """An index, or with `where` a partial one (`lite`: the same condition as SQLite is asked it)."""
    only = text(where) if where else None
    only_lite = text(lite or where) if where else None
    Index(name, *(table.c[column] for column in columns), postgresql_where=only, sqlite_where=only_lite)


def _newest(name: str, table: Table, first: tuple[str, ...], where: str | None = None, lite: str | None = None) -> None:
    """An index that a list, newest first, reads backwards until its page is full."""
    _index(name, table, (*first, "opened_at", "id"), where, lite)


def _index_tier(tier: str) -> None:
    """What is open, late, supervised or ended otherwise, and how many are past due, at a district or street."""
    _newest(f"request_row_{tier}_open", REQUEST_ROW, (tier,), OPEN)
    _newest(f"request_row_{tier}_late", REQUEST_ROW, (tier,), "was_late", "was_late = 1")
    for state in ("withdrawn", "merged", "referred"):
        _newest(f"request_row_{tier}_{state}", REQUEST_ROW, (tier,), f"state = '{state}'")
    _newest(f"request_row_{tier}_supervised", REQUEST_ROW, (tier,), "supervised_at IS NOT NULL")
    _newest(f"request_row_{tier}_stage", REQUEST_ROW, (tier, "stage"), WARNED)
    for climbed, condition in CLIMBED.items():
        _newest(f"request_row_{tier}_climbed_to_{climbed}", REQUEST_ROW, (tier,), condition)
    _index(f"request_row_{tier}_running", REQUEST_ROW, (tier, "settle_due_at", "category", "service"), RUNNING)
    _newest(f"task_row_{tier}_open", TASK_ROW, ("service", tier), OPEN)
    _newest(f"task_row_{tier}_late", TASK_ROW, ("service", tier), "was_late", "was_late = 1")


_index_tier("district")
_index_tier("street")
_newest("request_row_district", REQUEST_ROW, ("district",))
_newest("task_row_district", TASK_ROW, ("service", "district"))
for _filter in ("category", "kind", "service"):
    _newest(f"request_row_district_{_filter}", REQUEST_ROW, ("district", _filter))
for _filter in ("category", "state"):
    _newest(f"task_row_district_{_filter}", TASK_ROW, ("service", "district", _filter))
# Below the district rows are few enough to be sifted, though only within the index: they themselves lie far apart.
for _tier in ("street", "community"):
    _index(f"request_row_{_tier}", REQUEST_ROW, (_tier, "opened_at", "id", "category", "kind", "service"))
    _index(f"task_row_{_tier}", TASK_ROW, ("service", _tier, "opened_at", "id", "category", "state"))
_index("request_row_community_running", REQUEST_ROW, ("community", "settle_due_at", "category", "service"), RUNNING)
_index(
    "request_row_late_open",
    REQUEST_ROW,
    ("district", "street", "category", "service"),
    f"was_late AND {OPEN}",
    f"was_late = 1 AND {OPEN}",
)
_index("task_row_request", TASK_ROW, ("request_id",))
_index("request_row_excluded", REQUEST_ROW, ("id",), "excluded", "excluded = 1")
