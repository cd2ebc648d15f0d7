"""The people that a mediation or a commitment is about: sealed, shown masked, and in full for a reason that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.base import ShortText
from linli.contracts.hotline.words import Phone


@dataclass(frozen=True, kw_only=True)
class Party:
    """A person, shop or household; `role` is what they are in the matter, such as landlord."""

    name: ShortText
    phone: Phone | None = None
    address: ShortText | None = None
    role: ShortText | None = None


@dataclass(frozen=True, kw_only=True)
class MaskedParty:
    """A party as everybody in the field sees it; parties are counted from 1."""

    number: int
    name: str
    phone: str | None
    role: str | None


@dataclass(frozen=True, kw_only=True)
class SeeParties:
    """See the parties of a mediation (by its case) or of a commitment in full, for a reason that is written down."""

    id: UUID
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class PartiesSeen:
    """The parties in full, in their order."""

    items: tuple[Party, ...]


@dataclass(frozen=True, kw_only=True)
class ListPartyLooks:
    """Ask who has seen the parties of a mediation or commitment in full."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class PartyLookView:
    """Who saw them, when, and why."""

    at: datetime
    account_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class PartyLookList:
    """Who has seen them, the latest first."""

    items: tuple[PartyLookView, ...]
