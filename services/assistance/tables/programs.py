"""The tables of programs: entries in all their versions, and the stamp that changes with them."""

from __future__ import annotations

from linli.contracts.assistance.programs import ProgramEntryKind
from linli.dated_store import entry_table, stamp_table
from services.assistance.tables.mapping import METADATA

PROGRAM_ENTRY = entry_table("program_entry", METADATA, ProgramEntryKind)
PROGRAM_STAMP = stamp_table("program_stamp", METADATA)
