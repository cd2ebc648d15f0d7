"""The calls by which one form opens what each of several offices needs (一件事一次办), and a bundle as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, text
from linli.contracts.hotline.directory import ServiceCode
from linli.contracts.hotline.words import Channel, Kind, Phone, RequestState, TrackingCode

FieldName = Annotated[str, validate.Regexp(r"^[a-z][a-z0-9_]{0,39}$(?!\n)", error="Give a field's name.")]
Answer = Annotated[str, text(1, 500)]


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One question of a bundle's form."""

    name: FieldName
    zh: str
    en: str
    required: bool


@dataclass(frozen=True, kw_only=True)
class BundlePart:
    """One office's part of a bundle: the request that is opened for it, and the answers it is given."""

    code: str
    zh: str
    en: str
    category: str
    kind: Kind
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BundleDefinition:
    """A matter that several offices have a part in, with the one form for all of them."""

    code: str
    zh: str
    en: str
    form: tuple[FormField, ...]
    parts: tuple[BundlePart, ...]


@dataclass(frozen=True, kw_only=True)
class ListBundles:
    """Ask for the definitions of bundles."""


@dataclass(frozen=True, kw_only=True)
class BundleCatalogue:
    """The definitions of bundles."""

    items: tuple[BundleDefinition, ...]


@dataclass(frozen=True, kw_only=True)
class PartToOpen:
    """Which part is opened, under which id and tracking code; the gateway gives both."""

    code: str
    request_id: UUID
    tracking_code: TrackingCode


@dataclass(frozen=True, kw_only=True)
class OpenBundle:
    """Open all these parts of a bundle, or none. A repeat with the same id answers with what is there."""

    id: UUID
    code: ServiceCode
    area_code: AreaCode
    parts: tuple[PartToOpen, ...]
    answers: dict[FieldName, Answer]
    channel: Channel = Channel.PHONE
    contact_name: Annotated[str, text(1, 60)] | None = None
    contact_phone: Phone | None = None


@dataclass(frozen=True, kw_only=True)
class GetBundle:
    """Ask for one opened bundle."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class OpenedPart:
    """Where the request of one part stands."""

    code: str
    zh: str
    en: str
    request_id: UUID
    tracking_code: str
    state: RequestState
    settle_due_at: datetime
    ended: bool


@dataclass(frozen=True, kw_only=True)
class BundleView:
    """An opened bundle: where each of its requests stands, and how many have ended."""

    id: UUID
    code: str
    zh: str
    en: str
    area_code: AreaCode
    opened_at: datetime
    parts: tuple[OpenedPart, ...]
    ended: int
