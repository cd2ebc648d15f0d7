"""The stand-ins of a life that is acted out once and copied often, and the slots that they become in its rows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from linli.areas import Tier

REQUEST_ID = UUID("5eed0000-0000-4000-8000-000000000000")
AREA = "900001002003"
"""The community of the request; what begins like it is its street and its district."""
UNIT_AREAS: Mapping[Tier, str] = MappingProxyType(
    {Tier.DISTRICT: "800001", Tier.STREET: "800001002", Tier.COMMUNITY: "800001002003"}
)
"""The area of the responsible unit and those above it."""
DEPARTMENT = "~department~"
CATEGORY = "~category~"
CODE = "~code~"
TITLE = "~title~"
DESCRIPTION = "~description~"

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        AREA: "community",
        AREA[:9]: "street",
        AREA[:6]: "district",
        UNIT_AREAS[Tier.COMMUNITY]: "unit_community",
        UNIT_AREAS[Tier.STREET]: "unit_street",
        UNIT_AREAS[Tier.DISTRICT]: "unit_district",
        DEPARTMENT: "department",
        CATEGORY: "category",
        CODE: "code",
        TITLE: "title",
        DESCRIPTION: "description",
    }
)
"""Stand-in → slot; one that begins with another stands before it."""
MEANS = frozenset({"risk_at"})
"""Columns that hold a moment between two others, a fixed share of the way."""
OWN = frozenset(
    {
        "kind",
        "channel",
        "latitude",
        "longitude",
        "contact_name",
        "contact_phone",
        "source_ref",
        "repeats",
        "repeat_of",
        "repeated",
        "gaps",
        "complete",
    }
)
"""Columns that each copy fills by itself, whatever their table: slots of the same name."""


def event_id(number: int) -> UUID:
    """The stand-in for the id of a life's event of this number."""
    return UUID(int=REQUEST_ID.int + 1 + number)


MARK = "\x00"
"""Begins and ends a slot; no text that a database keeps has it."""


def slot(name: str) -> str:
    """The slot as it stands in the text of a row, which `linli.seeding.stamping.form` fills."""
    return f"{MARK}{name}{MARK}"
