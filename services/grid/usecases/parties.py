"""Whom a mediation or a commitment is about: sealed at rest, masked on screens, in full for a reason that is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from linli.contracts.base import dump, load
from linli.contracts.grid.mediation import MediationBook
from linli.contracts.grid.parties import (
    ListPartyLooks,
    MaskedParty,
    PartiesSeen,
    Party,
    PartyLookList,
    SeeParties,
)
from linli.sealing import Sealer, masked_name, masked_phone
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.grid.store import parties as store

T = TypeVar("T")


def sealed(sealer: Sealer, said: Any, context: str) -> str:
    """A contract as it may be stored."""
    return sealer.seal(json.dumps(dump(said), ensure_ascii=False), context)


def opened(sealer: Sealer, kind: type[T], text: str, context: str) -> T:
    """The contract again."""
    return load(kind, json.loads(sealer.open(text, context)), tolerant=True)


def masked(parties: Sequence[Party]) -> tuple[MaskedParty, ...]:
    """Parties as everybody in the field sees them; an address is not shown at all."""
    return tuple(
        MaskedParty(
            number=number,
            name=masked_name(one.name),
            phone=masked_phone(one.phone) if one.phone else None,
            role=one.role,
        )
        for number, one in enumerate(parties, 1)
    )


def see(work: Work, said: SeeParties, sealer: Sealer) -> PartiesSeen:
    """The parties in full; who saw them, and why, is written down."""
    area_code, found = _found(work, said, sealer)
    work.authorise(area_code, "record", "记录")
    store.note_look(work.session, said.id, caller_of(work), said.reason, work.now)
    return PartiesSeen(items=found)


def list_looks(work: Work, said: ListPartyLooks) -> PartyLookList:
    """Who has seen the parties in full."""
    commitment = store.find_commitment(work.session, said.id)
    area_code = (commitment or store.mediation_of(work.session, said.id)).area_code
    work.authorise(area_code, "record", "记录")
    return PartyLookList(items=tuple(store.looks_at(work.session, said.id)))


def _found(work: Work, said: SeeParties, sealer: Sealer) -> tuple[str, tuple[Party, ...]]:
    commitment = store.find_commitment(work.session, said.id)
    if commitment is not None:
        return commitment.area_code, (opened(sealer, Party, commitment.party, "commitment"),)
    mediation = store.mediation_of(work.session, said.id)
    return mediation.area_code, opened(sealer, MediationBook, mediation.book, "mediation").parties
