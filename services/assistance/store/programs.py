"""The programs in assistance's database."""

from __future__ import annotations

from linli.dated_store import DatedStore
from services.assistance.domain.programs import DEFINITIONS, Book
from services.assistance.tables.programs import PROGRAM_ENTRY, PROGRAM_STAMP

PROGRAMS = DatedStore(PROGRAM_ENTRY, PROGRAM_STAMP, Book, DEFINITIONS)
