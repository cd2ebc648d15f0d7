"""When a request is a repeat 重复诉求: the same caller told of the same matter before."""

from __future__ import annotations

from datetime import timedelta

from services.hotline.domain.duplicates import NEAR_METRES, Matter, distance, same_address

REPEATED_WITHIN = timedelta(days=90)
"""How far back a request counts as the earlier one, ended or not."""


def is_repeat(told: Matter, earlier: Matter) -> bool:
    """Whether the caller of both tells of the same matter again.

    The caller and the category are the same, and nothing says that the place is another: neither the metres between
    (more than 250) nor an address. The wording does not count: who calls again tells it another way.
    """
    if told.caller is None or told.caller != earlier.caller or told.category != earlier.category:
        return False
    metres = distance(told, earlier)
    return (metres is None or metres <= NEAR_METRES) and same_address(told.wording, earlier.wording) is not False
