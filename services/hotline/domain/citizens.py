"""What a citizen must know to reach their request, and what they may do with it."""

from __future__ import annotations

import hmac

from linli.contracts.hotline.citizens import CitizenAction
from linli.phone import canonical
from services.hotline.domain.request import Action, Request
from services.hotline.domain.updates import Rating, may_comment, may_rate


def is_tail(phone: str | None, tail: str) -> bool:
    """Whether these are the last four digits of the number, in the same time whatever they are.

    A number of fewer digits, like no number, has no tail: such a request shows its bare state only.
    """
    digits = "".join(one for one in phone or "" if one.isdigit())
    return hmac.compare_digest(digits[-4:] if len(digits) >= 7 else "none", tail)


def is_number(phone: str | None, number: str) -> bool:
    """Whether this is the request's telephone number, however it was written, in the same time whatever it is."""
    return hmac.compare_digest(canonical(phone or "") or "none", number)


def actions(request: Request, rating: Rating | None) -> tuple[CitizenAction, ...]:
    """What the citizen may do now."""
    allowed = {
        CitizenAction.COMMENT: may_comment(request),
        CitizenAction.WITHDRAW: request.may(Action.WITHDRAW),
        CitizenAction.RATE: may_rate(request, rating),
    }
    return tuple(action for action, is_allowed in allowed.items() if is_allowed)
