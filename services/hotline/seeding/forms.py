"""What is taken down of a made-up request besides its words: answers that its form requires, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from linli.clock import local
from linli.contracts.hotline.catalogue import FieldDefinition, FieldType
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import Gap, Kind
from linli.sealing import Sealer
from linli.seeding import slots
from services.hotline.domain.quality import ANSWERED, GONE_TO, gaps_of

SOON = timedelta(days=3)
SEALED = "answer"
"""The context in which `services.hotline.usecases.answers` seals personal answers."""


def answers_to(fields: Sequence[FieldDefinition], at: datetime) -> dict[str, str]:
    """An answer to each of these fields."""
    return {one.name: _answer(one, at) for one in fields}


def lines(request: str, fields: Sequence[FieldDefinition], answers: Mapping[str, str], sealer: Sealer) -> list[str]:
    """The rows of these answers, personal ones sealed."""
    personal = {one.name for one in fields if one.personal}
    return [
        f"{request}\t{name}\t{sealer.seal(said, SEALED) if name in personal else said}\t{int(name in personal)}\n"
        for name, said in answers.items()
    ]


def _answer(field: FieldDefinition, at: datetime) -> str:
    match field.type:
        case FieldType.TEXT:
            return "见诉求内容"
        case FieldType.NUMBER:
            return "1"
        case FieldType.DATE:
            return local(at + SOON).date().isoformat()
        case FieldType.CHOICE:
            return field.choices[0].code
        case FieldType.BOOLEAN:
            return "true"


def gaps(
    kind: Kind,
    told: tuple[str, str],
    *,
    placed: bool,
    named: str | None,
    phone: str | None,
    answered: bool,
    answers: Mapping[str, str],
) -> tuple[Gap, ...]:
    """What its record lacks, as the hotline judges it; it is only asked where something may be missing."""
    if (placed or kind not in GONE_TO) and (phone or (named is None and kind not in ANSWERED)):
        return ()
    said = OpenRequest(
        id=slots.REQUEST_ID,
        tracking_code=slots.CODE,
        area_code=slots.AREA,
        category=slots.CATEGORY,
        kind=kind,
        title=told[0],
        description=told[1],
        latitude=0.0 if placed else None,
        longitude=0.0 if placed else None,
        contact_name=named,
        contact_phone=phone,
        answer="" if answered else None,
        answers=dict(answers),
    )
    return gaps_of(said, list(answers))
