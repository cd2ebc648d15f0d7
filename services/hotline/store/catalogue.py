"""The catalogue in the hotline's database."""

from __future__ import annotations

from linli.dated_store import DatedStore
from services.hotline.domain.catalogue import DEFINITIONS, Catalogue
from services.hotline.tables.catalogue import CATALOGUE_ENTRY, CATALOGUE_STAMP

CATALOGUE = DatedStore(CATALOGUE_ENTRY, CATALOGUE_STAMP, Catalogue, DEFINITIONS)
