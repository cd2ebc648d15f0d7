"""A certificate of service 志愿服务记录证明: what was recorded, frozen under a code that anyone may check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from linli.errors import Conflict, Invalid

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: none of them is taken for another."""
LONGEST = timedelta(days=366)


@dataclass(eq=False)
class Certificate:
    """Frozen when it is issued; `name` and `card_tail` are sealed by who keeps it. `sequence` is its version."""

    id: UUID
    code: str
    volunteer_id: UUID
    area_code: str
    name: str
    card_tail: str | None
    since: date
    until: date
    hours: Decimal
    services: int
    issued_at: datetime
    issued_by: UUID
    revoked_at: datetime | None = None
    revoked_for: str = ""
    sequence: int = 1

    def revoke(self, at: datetime, reason: str) -> None:
        """It holds no more; raises `Conflict` where that was said before."""
        if self.revoked_at is not None:
            raise Conflict("revoked_already", "The certificate is revoked already.", "该证明已作废。")
        self.revoked_at, self.revoked_for = at, reason
        self.sequence += 1


def code_of(district: str, number: int) -> str:
    """The code of a certificate of this district from a random number of 60 bits."""
    letters = "".join(LETTERS[number >> shift & 31] for shift in range(0, 60, 5))
    return "-".join([district, letters[:4], letters[4:8], letters[8:]])


def check_days(since: date, until: date, today: date, longest: timedelta | None = None) -> None:
    """Raises `Invalid` for days in the wrong order, in the future or too many."""
    if since > until or until > today or (longest is not None and until - since >= longest):
        text, zh = "Give the first day and the last, not in the future", "起止日期应先后正确且不晚于今天"
        more, more_zh = (f", at most {longest.days} days", f"，最多{longest.days}天") if longest else ("", "")
        told = f"{text}{more}. {zh}{more_zh}。"
        raise Invalid("bad_days", f"{text}{more}.", f"{zh}{more_zh}。", {"until": [told]})
