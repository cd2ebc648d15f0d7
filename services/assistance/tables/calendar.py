"""What administrators said of working days, as it was told to this service."""

from __future__ import annotations

from linli.calendar_store import CALENDAR_VERSION
from services.assistance.tables.mapping import METADATA

CALENDAR = CALENDAR_VERSION.to_metadata(METADATA)
