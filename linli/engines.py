"""How Linli is connected to SQLite and to PostgreSQL: what is promised of a commit, how long anything may take."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError, OperationalError

from linli.round_trips import Connection

STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 10_000
IDLE_TIMEOUT_MS = 60_000
RESTED = 1.0
"""Seconds after which a connection is asked whether it still works before it is used again."""


def sqlite_engine(url: str) -> Engine:
    """WAL and full synchronisation: a commit that returned survives a power cut. Writers take turns from BEGIN on."""
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=20)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if options.get("linli_peeking"):
            return
        order = "BEGIN" if options.get("linli_reading") else "BEGIN IMMEDIATE"
        try:
            connection.connection.dbapi_connection.execute(order)
        except engine.dialect.loaded_dbapi.OperationalError as error:
            raise OperationalError(order, None, error) from error

    return engine


def postgresql_engine(url: str, service: str, pool_size: int) -> Engine:
    """Server-side timeouts, as under eventlet no timer may cut into database code; disks without moving parts."""
    options = (
        f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS} -c random_page_cost=1.1 "
        f"-c idle_in_transaction_session_timeout={IDLE_TIMEOUT_MS} -c timezone=UTC -c jit=off"
    )
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        connect_args={
            "connection_factory": Connection,
            "options": options,
            "connect_timeout": 5,
            "application_name": f"linli-{service}",
            "keepalives_idle": 10,
        },
    )
    _ask_after_rest(engine)
    _begin_in_words(engine)
    return engine


def _begin_in_words(engine: Engine) -> None:
    """Begin transactions as `linli.round_trips` does, and none for who only peeks.

    SQLAlchemy's own isolation level AUTOCOMMIT asks the server on the way.
    """

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if not connection.get_execution_options().get("linli_peeking"):
            connection.connection.dbapi_connection.begin()


def _ask_after_rest(engine: Engine) -> None:
    """Ask a connection that has rested whether it still works, before it is used; one just used needs no question.

    One that broke within `RESTED` is found by its first statement, which `is_outage` tells: nobody is misled by it.
    """

    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: Any) -> None:
        record.info["resting_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.pop("resting_since", None)
        if since is None or time.monotonic() - since < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error
