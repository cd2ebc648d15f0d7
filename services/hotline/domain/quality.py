"""What the record of a request lacks 数据质量, judged once, when it is recorded."""

from __future__ import annotations

from collections.abc import Collection

from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import Gap, Kind
from services.hotline.domain.wording import names_address

GONE_TO = frozenset({Kind.HELP, Kind.COMPLAINT, Kind.REPORT})
"""The kinds for which somebody has to go somewhere."""
ANSWERED = frozenset({Kind.QUESTION, Kind.HELP, Kind.COMPLAINT})
"""The kinds whose citizen waits for an answer. A report, a suggestion or praise may come from nobody in particular."""


def gaps_of(said: OpenRequest, required: Collection[str]) -> tuple[Gap, ...]:
    """What is missing in what was taken down; `required` are the fields that the category's form asks for.

    `place`: somebody has to go there, and neither a point on the map nor any part of an address is told. `contact`:
    the citizen waits for an answer and left neither telephone number nor e-mail address; one who had it on the phone
    waits no more, and one who left no name either is anonymous, which reports, suggestions and praise may be.
    `answers`: a required answer of the form is not there, as in what was recorded elsewhere before.
    """
    missing = {
        Gap.PLACE: said.kind in GONE_TO and not _is_placed(said),
        Gap.CONTACT: _needs_contact(said) and said.contact_phone is None and said.contact_email is None,
        Gap.ANSWERS: any(not said.answers.get(name, "").strip() for name in required),
    }
    return tuple(gap for gap, is_so in missing.items() if is_so)


def _is_placed(said: OpenRequest) -> bool:
    if said.latitude is not None and said.longitude is not None:
        return True
    return names_address(f"{said.title} {said.description}")


def _needs_contact(said: OpenRequest) -> bool:
    """A name without a way to reach it is a gap whatever the kind."""
    return said.answer is None and (said.kind in ANSWERED or said.contact_name is not None)
