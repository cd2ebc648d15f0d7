"""What all tables of the hotline are declared in and mapped by."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

METADATA = MetaData()
MAPPERS = registry(metadata=METADATA)
