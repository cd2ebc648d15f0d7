"""The facts that figures are counted from, nothing personal: one row for each handling, one for each call-back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Uuid, text

from gateway.metadata import METADATA
from linli.contracts.hotline.call_backs import CallBackEnding
from linli.contracts.hotline.words import Channel, Kind, RequestState
from linli.db import UtcDateTime, Word


def _subject() -> list[Column[Any]]:
    """Which request of which round it is about, where it lies, what it is, whose work it was."""
    return [
        Column("id", Uuid, primary_key=True),
        Column("request_id", Uuid, nullable=False),
        Column("round", Integer, nullable=False),
        Column("area_code", String(20), nullable=False),
        Column("district", String(6), nullable=False),
        Column("street", String(9)),
        Column("community", String(12)),
        Column("category", String(60), nullable=False),
        Column("kind", Word(Kind), nullable=False),
        Column("unit_area", String(20), nullable=False),
        Column("department", String(20), nullable=False),
    ]


HANDLING_FACT = Table(
    "handling_fact",
    METADATA,
    *_subject(),
    Column("turn", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("channel", Word(Channel), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("dispatched_at", UtcDateTime),
    Column("sign_due_at", UtcDateTime, nullable=False),
    Column("answer_due_at", UtcDateTime, nullable=False),
    Column("settle_due_at", UtcDateTime, nullable=False),
    Column("signed_at", UtcDateTime),
    Column("first_answered_at", UtcDateTime),
    Column("waiting_since", UtcDateTime),
    Column("settled_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("ended_as", Word(RequestState)),
    Column("left_at", UtcDateTime),
    Column("begun_again", Boolean, nullable=False),
    Column("answered_at_once", Boolean, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("returned", Boolean, nullable=False),
    Column("reworked", Boolean, nullable=False),
    Column("extended", Boolean, nullable=False),
)
"""A handling 承办: a request in the hands of one unit, from when it got it until the next one has it (`left_at`).

`round` counts how often it was begun again, `turn` the units of the round. `sequence` is that of the last event which
said how it stands. `begun_again`: it was left because the request began again, not because the unit handed it on.
"""

CALL_BACK_FACT = Table(
    "call_back_fact",
    METADATA,
    *_subject(),
    Column("at", UtcDateTime, nullable=False),
    Column("called_at", UtcDateTime),
    Column("ending", Word(CallBackEnding)),
    Column("contacted", Boolean),
    Column("resolved", Boolean),
    Column("rated_at", UtcDateTime),
    Column("level", Integer),
)
"""What the citizen said of a round 回访: called back at `called_at`, rated at `rated_at`; `at` is the later of them."""

PLACES = ("opened_at", "dispatched_at", "sign_due_at", "answer_due_at", "settle_due_at", "settled_at", "ended_at")
"""The moments that place a handling in a period, each with an index."""
_NOT_YET = ("settled_at", "ended_at")

for _place in PLACES:
    _only = text(f"{_place} IS NOT NULL") if _place in _NOT_YET else None
    Index(
        f"handling_fact_{_place}",
        HANDLING_FACT.c.district,
        HANDLING_FACT.c[_place],
        postgresql_where=_only,
        sqlite_where=_only,
    )
Index(
    "handling_fact_by_time",
    *(HANDLING_FACT.c[one] for one in PLACES if one not in _NOT_YET),
    postgresql_using="brin",
    postgresql_with={"pages_per_range": 32, "autosummarize": "on"},
).ddl_if("postgresql")
"""What falls in a period by any of its moments: facts of one time lie side by side, so few pages are looked at."""
Index("call_back_fact_at", CALL_BACK_FACT.c.district, CALL_BACK_FACT.c.at)
