"""The program accounts that a replay acts as."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from gateway.accounts.programs import program_token
from gateway.replay.steps import People
from linli.identity import Grant, Role

TOKEN_LIFETIME = timedelta(hours=12)


def replay_tokens(session: Session, district: str) -> tuple[People, str, str]:
    """The two program accounts of a replay into this district, made at the first call, with a new token each."""
    grant = Grant(Role.ADMINISTRATOR, district)
    (recorder, recording), (checker, checking) = (
        program_token(session, f"replay-{name}-{district}", grant, TOKEN_LIFETIME) for name in ("recorder", "checker")
    )
    return People(recorder, checker), recording, checking
