"""The program accounts that a replay acts as."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from gateway.accounts import store
from gateway.replay.steps import People
from linli.identity import Grant, Role

TOKEN_LIFETIME = timedelta(hours=12)


def replay_tokens(session: Session, district: str) -> tuple[People, str, str]:
    """The two program accounts of a replay into this district, made at the first call, with a new token each."""
    ids, tokens = [], []
    for name in ("recorder", "checker"):
        login = f"replay-{name}-{district}"
        grant = Grant(Role.ADMINISTRATOR, district)
        account = store.find_by_login(session, login) or store.create_account(session, login, login, None, [grant])
        ids.append(account.id)
        tokens.append(store.issue_token(session, account.id, store.Kind.BEARER, TOKEN_LIFETIME))
    return People(*ids), tokens[0], tokens[1]
