"""The table of a district's own kinds of cases, in the place of those that come with Linli or beside them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table

from linli.contracts.grid.findings import CaseKind
from linli.db import ContractText
from services.grid.tables.mapping import METADATA

CASE_KIND = Table(
    "case_kind",
    METADATA,
    Column("district", String(6), primary_key=True),
    Column("code", String(60), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("definition", ContractText(CaseKind), nullable=False),
    Column("offered", Boolean, nullable=False),
)
"""`place`: where it stands in the list. What is not `offered` any more is kept for the cases that there are of it."""
