"""The tables of templates and their versions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Uuid

from linli.contracts.hotline.templates import TemplateContent, TemplateUse
from linli.db import ContractText, UtcDateTime, Word
from services.hotline.domain.template import Template, TemplateVersion
from services.hotline.tables.mapping import MAPPERS, METADATA

TEMPLATE = Table(
    "template",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("use", Word(TemplateUse), nullable=False),
    Column("category", String(60)),
    Column("newest", Integer, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("template_newest", "path", "written_at", "id"),
)

TEMPLATE_VERSION = Table(
    "template_version",
    METADATA,
    Column("template_id", Uuid, ForeignKey("template.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", ContractText(TemplateContent), nullable=False),
    Column("written_by", Uuid, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
)

MAPPERS.map_imperatively(Template, TEMPLATE)
MAPPERS.map_imperatively(TemplateVersion, TEMPLATE_VERSION)
