"""Answers to the forms of categories: checked when a request is opened, kept, shown."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from linli.contracts.hotline.answers import AnswersView, AnswerView
from linli.contracts.hotline.catalogue import FieldDefinition
from linli.contracts.hotline.requests import OpenRequest
from linli.sealing import Sealer
from linli.work import Work
from services.hotline.domain.answers import check
from services.hotline.store import answers as store
from services.hotline.store.requests import request_of

CONTEXT = "answer"
SHOWN = 2
"""Characters of a personal answer that are shown."""


def keep(work: Work, said: OpenRequest, sealer: Sealer, fields: Sequence[FieldDefinition]) -> None:
    """Keep what was answered to the form of the category; raises `Invalid` for what does not fit.

    The past may be recorded without what its form requires.
    """
    check(fields, said.answers, complete=said.at is None)
    personal = {one.name for one in fields if one.personal}
    values = {
        name: (sealer.seal(value, CONTEXT), True) if name in personal else (value, False)
        for name, value in said.answers.items()
    }
    store.save(work.session, said.id, values)


def list_answers(work: Work, request_id: UUID, sealer: Sealer) -> AnswersView:
    """What was answered, personal answers masked."""
    work.authorise(request_of(work.session, request_id).area_code, "request", "诉求")
    found = store.of_request(work.session, request_id)
    return AnswersView(
        items=tuple(
            AnswerView(
                name=one.name,
                value=_masked(sealer.open(one.value, CONTEXT)) if one.sealed else one.value,
                personal=one.sealed,
            )
            for one in found
        )
    )


def _masked(value: str) -> str:
    hidden = max(len(value) - SHOWN, min(len(value), SHOWN))
    return "*" * hidden + value[hidden:]
