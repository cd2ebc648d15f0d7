"""Passwords: argon2id with the parameters of RFC 9106 for little memory, and the lock after repeated failures.

Failures are counted in the database, so all processes share the count. A try is counted before its password is
looked at: tries in parallel gain nothing. Five failures lock an account, twenty an address, for a quarter of an hour.
"""

from __future__ import annotations

import functools
import hashlib
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gateway.accounts.tables import FAILURE
from gateway.refusals import TooMany
from linli.errors import Invalid

SHORTEST, LONGEST = 12, 200
WINDOW = timedelta(minutes=15)
TRIES = {"account": 5, "address": 20}

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16)


def hash_password(password: str) -> str:
    """The argon2id hash. Raises `Invalid` for fewer than 12 or more than 200 characters."""
    if not SHORTEST <= len(password) <= LONGEST:
        text = f"Give {SHORTEST} to {LONGEST} characters. 请填写{SHORTEST}至{LONGEST}个字符。"
        raise Invalid("bad_password", text, f"密码应为{SHORTEST}至{LONGEST}个字符。", {"password": [text]})
    return HASHER.hash(password)


@functools.cache
def _dummy() -> str:
    """What the password of an unknown login is held against, so that the answer takes as long."""
    return HASHER.hash("nobody's password")


def verify(kept: str | None, password: str) -> bool:
    """Whether the password is the right one; takes as long when there is none to hold it against."""
    try:
        HASHER.verify(kept or _dummy(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def count_try(session: Session, login: str, address: str, at: datetime) -> None:
    """Count a try against the account and the address; raises `TooMany` when either is locked (undo the count then)."""
    session.execute(delete(FAILURE).where(FAILURE.c.since <= at - WINDOW))
    subjects = {_subject("account", login): TRIES["account"], _subject("address", address): TRIES["address"]}
    for subject, most in sorted(subjects.items()):
        tries, since = _add(session, subject, at)
        if tries > most:
            raise _locked(since + WINDOW - at)


def _add(session: Session, subject: str, at: datetime) -> tuple[int, datetime]:
    """Count one more, and say how many there are since when; parallel tries wait for each other here."""
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = make(FAILURE).values(subject=subject, tries=1, since=at)
    counted = new.on_conflict_do_update(index_elements=["subject"], set_={"tries": FAILURE.c.tries + 1})
    row = session.execute(counted.returning(FAILURE.c.tries, FAILURE.c.since)).one()
    return row.tries, row.since


def forgive(session: Session, login: str, address: str) -> None:
    """The try succeeded: the account's count begins anew, the address loses this one."""
    session.execute(delete(FAILURE).where(FAILURE.c.subject == _subject("account", login)))
    mine = FAILURE.c.subject == _subject("address", address)
    session.execute(update(FAILURE).where(mine).values(tries=FAILURE.c.tries - 1))


def _subject(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value.strip().lower()}".encode()).hexdigest()


def _locked(left: timedelta) -> TooMany:
    return TooMany(
        "locked_out",
        "Too many failed tries; wait before the next one.",
        "失败次数过多，请稍后再试。",
        int(left.total_seconds()) + 1,
    )
