"""Signing in: the password check with its counted tries, outside of any transaction while the hash is computed."""

from __future__ import annotations

from datetime import datetime

from gateway.accounts import passwords, store
from gateway.accounts.store import Account
from linli.db import Database


def check_password(database: Database, login: str, password: str, address: str, at: datetime) -> Account | None:
    """The account when login and password are right, else None. Raises `TooMany` while account or address is locked.

    The slow hash runs between two short transactions, so that signing in never holds up other writers.
    """
    with database.transaction() as session:
        passwords.count_try(session, login, address, at)
        kept = store.password_hash_of(session, login)
    if not passwords.verify(kept, password):
        return None
    with database.transaction() as session:
        passwords.forgive(session, login, address)
        return store.find_by_login(session, login)
