"""One-time codes: six digits, good for five minutes, five tries and one sign-in; counted for all processes together."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Row, and_, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gateway.citizen_accounts.tables import SIGN_IN_CODE
from gateway.refusals import TooMany

LIFETIME = timedelta(minutes=5)
TRIES = 5
PAUSE = timedelta(minutes=1)
"""Between two codes to one number."""
DAY = timedelta(days=1)
MOST = 5
"""Codes to one number in a day."""

_CODE = SIGN_IN_CODE.c


def make() -> str:
    """Six digits that nobody can foretell."""
    return f"{secrets.randbelow(1_000_000):06d}"


def reserve(session: Session, phone: str, digest: str, at: datetime) -> None:
    """Make this the one code of the (sealed) number; an earlier one is good no more.

    Raises `TooMany` within a minute of the one before, and after five in a day.
    """
    make_new = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = make_new(SIGN_IN_CODE).values(phone=phone, digest=digest, made_at=at, tries=0, sent=1, since=at)
    day_over = _CODE.since <= at - DAY
    counted = new.on_conflict_do_update(
        index_elements=["phone"],
        set_={
            "digest": digest,
            "made_at": at,
            "tries": 0,
            "sent": case((day_over, 1), else_=_CODE.sent + 1),
            "since": case((day_over, at), else_=_CODE.since),
        },
        where=and_(_CODE.made_at <= at - PAUSE, or_(day_over, _CODE.sent < MOST)),
    )
    if session.execute(counted.returning(_CODE.phone)).first() is None:
        raise _too_many(session.execute(select(SIGN_IN_CODE).where(_CODE.phone == phone)).one(), at)


def _too_many(kept: Row[tuple[object, ...]], at: datetime) -> TooMany:
    if kept.sent >= MOST and kept.since > at - DAY:
        text = "So many codes were sent to this number today; try again tomorrow, or file without signing in."
        zh = "该号码今日获取验证码次数已达上限，请明日再试，或不登录直接提交诉求。"
        return TooMany("codes_used_up", text, zh, int((kept.since + DAY - at).total_seconds()) + 1)
    text, zh = "A code was sent a moment ago; wait a minute.", "验证码刚刚发送，请一分钟后再获取。"
    return TooMany("code_just_sent", text, zh, int((kept.made_at + PAUSE - at).total_seconds()) + 1)


def take_back(session: Session, phone: str, digest: str, at: datetime) -> None:
    """It was not sent: it is good for nothing, counts for nothing and keeps nobody waiting."""
    mine = update(SIGN_IN_CODE).where(_CODE.phone == phone, _CODE.digest == digest, _CODE.sent > 0)
    session.execute(mine.values(digest=None, sent=_CODE.sent - 1, made_at=at - PAUSE))


def use(session: Session, phone: str, digest: str, at: datetime) -> bool:
    """Whether this is the number's code; the right one is used up by it, a wrong try counts (keep the count).

    Two tries at once wait for each other at the row.
    """
    good = _CODE.phone == phone, _CODE.digest.is_not(None), _CODE.made_at > at - LIFETIME, _CODE.tries < TRIES
    counted = update(SIGN_IN_CODE).where(*good).values(tries=_CODE.tries + 1).returning(_CODE.digest)
    kept = session.scalar(counted)
    if kept is None or not hmac.compare_digest(kept, digest):
        return False
    session.execute(update(SIGN_IN_CODE).where(_CODE.phone == phone).values(digest=None))
    return True


def forget(session: Session, at: datetime) -> None:
    """Delete the counts of days that are over."""
    session.execute(delete(SIGN_IN_CODE).where(_CODE.since <= at - DAY, _CODE.made_at <= at - LIFETIME))
