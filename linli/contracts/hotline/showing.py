"""The calls by which screens show requests: what a caller may do with one, who would have it by the rules, titles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode

Ids = Annotated[tuple[UUID, ...], validate.Length(min=1, max=200, error="1-200 ids. 1至200个编号。")]


@dataclass(frozen=True, kw_only=True)
class ListActions:
    """Ask what the caller may do with a request now."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ProposedUnit:
    """A unit: an area and a department there."""

    unit_area: AreaCode
    department: str


@dataclass(frozen=True, kw_only=True)
class ActionsView:
    """What the caller may do with a request in this version, in the order of the table of transitions.

    `proposed`: the unit that would have it by today's routing rules.
    """

    version: int
    actions: tuple[str, ...]
    proposed: ProposedUnit


@dataclass(frozen=True, kw_only=True)
class ListTitles:
    """Ask for the titles of these requests."""

    ids: Ids


@dataclass(frozen=True, kw_only=True)
class TitleView:
    """How a request is called, and where it is in WGS-84, if that was said."""

    id: UUID
    tracking_code: str
    title: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, kw_only=True)
class TitlesView:
    """The titles of those requests that the caller's areas reach, in no order."""

    items: tuple[TitleView, ...]
