"""The tables of the catalogue: its entries in all their versions, and the stamp that changes with them."""

from __future__ import annotations

from linli.dated_store import entry_table, stamp_table
from services.hotline.domain.catalogue import EntryKind
from services.hotline.tables.mapping import METADATA

CATALOGUE_ENTRY = entry_table("catalogue_entry", METADATA, EntryKind)
CATALOGUE_STAMP = stamp_table("catalogue_stamp", METADATA)
