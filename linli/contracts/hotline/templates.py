"""The calls about templates of operators' texts, and the templates as they are shown and filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, LongText, ShortText, text
from linli.contracts.hotline.words import Category


class TemplateUse(StrEnum):
    """What an operator writes with a template."""

    ANSWER = "answer"
    NOTICE = "notice"
    RETURN = "return"


@dataclass(frozen=True, kw_only=True)
class TemplateContent:
    """What one version of a template says. Placeholders stand in braces, as `{tracking_code}`; `{{` is a brace."""

    name: ShortText
    use: TemplateUse
    category: Category | None = None
    text: LongText
    text_en: Annotated[str, text(1, 4000)] | None = None


@dataclass(frozen=True, kw_only=True)
class WriteTemplate:
    """Write a new template for an area and all below."""

    area_code: AreaCode
    content: TemplateContent


@dataclass(frozen=True, kw_only=True)
class ReviseTemplate:
    """Write the next version of a template, which takes the present one's place; a retired one is in use again."""

    id: UUID
    content: TemplateContent
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RetireTemplate:
    """Take a template out of use."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetTemplate:
    """Ask for one template, its version `number` or else the newest."""

    id: UUID
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListTemplates:
    """Ask for the templates in use at an area, newest first: of a use; of a category or of none."""

    area_code: AreaCode
    use: TemplateUse | None = None
    category: Category | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class FillTemplate:
    """Ask for a template's texts with what is known of a request in place of its placeholders."""

    id: UUID
    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class TemplateView:
    """One version of a template, and the placeholders that it has."""

    id: UUID
    version: int
    area_code: AreaCode
    number: int
    newest: int
    retired: bool
    content: TemplateContent
    placeholders: tuple[str, ...]
    written_by: UUID
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class TemplatePage:
    """A page of templates."""

    items: tuple[TemplateView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class FilledTemplate:
    """A template's texts for one request; placeholders that the request has nothing for stay and are in `missing`."""

    id: UUID
    number: int
    text: str
    text_en: str | None
    missing: tuple[str, ...]
