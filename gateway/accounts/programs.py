"""The accounts that programs act as: made when they are first needed, with a new token each time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from gateway.accounts import store
from linli.errors import Conflict
from linli.identity import Grant


def program_token(session: Session, login: str, grant: Grant, lifetime: timedelta) -> tuple[UUID, str]:
    """The id and a new token of the program account of this name, which holds this one role.

    Raises `Conflict` (`other_grants`) where an account of the name holds others, `Invalid` for no lifetime.
    """
    account = store.find_by_login(session, login) or store.create_account(session, login, login, None, [grant])
    if account.grants != (grant,):
        text, zh = (
            f"The account {login} has other roles; use another login.",
            f"账号 {login} 角色不同，请换用其他账号名。",
        )
        raise Conflict("other_grants", text, zh)
    return account.id, store.issue_token(session, account.id, store.Kind.BEARER, lifetime)
