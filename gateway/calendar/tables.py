"""The versions of what administrators said of working days."""

from __future__ import annotations

from gateway.metadata import METADATA
from linli.calendar_store import CALENDAR_VERSION

CALENDAR = CALENDAR_VERSION.to_metadata(METADATA)
