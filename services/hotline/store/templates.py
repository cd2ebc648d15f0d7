"""Every question about templates."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from linli.areas import ancestors, path_of
from linli.contracts.hotline.templates import ListTemplates
from linli.db import get
from linli.errors import existing
from linli.paging import page_of
from services.hotline.domain.template import Template, TemplateVersion
from services.hotline.tables.template import TEMPLATE


def template_of(session: Session, template_id: UUID, *, to_change: bool = False) -> Template:
    """The template, kept from others until the transaction ends if it is to be changed; raises `NotFound`."""
    return existing(get(session, Template, template_id, to_change=to_change), "template", "模板")


def version_of(session: Session, template_id: UUID, number: int) -> TemplateVersion:
    """One version of a template; raises `NotFound`."""
    return existing(session.get(TemplateVersion, (template_id, number)), "version", "模板版本")


def templates_at(session: Session, asked: ListTemplates) -> tuple[list[Template], str | None]:
    """A page of the templates in use at an area, its own and those of the areas above."""
    above = [path_of(code) for code in (*ancestors(asked.area_code), asked.area_code)]
    wanted = select(Template).where(TEMPLATE.c.path.in_(above), ~TEMPLATE.c.retired)
    if asked.use is not None:
        wanted = wanted.where(TEMPLATE.c.use == asked.use)
    if asked.category is not None:
        wanted = wanted.where(or_(TEMPLATE.c.category == asked.category, TEMPLATE.c.category.is_(None)))
    return page_of(session, wanted, (TEMPLATE.c.written_at, TEMPLATE.c.id), asked.cursor, asked.limit)


def save(session: Session, *made: Template | TemplateVersion) -> None:
    """Keep what is new, a template before its version."""
    for one in made:
        session.add(one)
        session.flush()
