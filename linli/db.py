"""A service's database: PostgreSQL or SQLite behind one engine, one transaction at a time, migrated by number."""

from __future__ import annotations

import functools
import importlib.util
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID

import sqlalchemy
from sqlalchemy import (
    DateTime,
    Delete,
    Insert,
    Select,
    String,
    Table,
    Text,
    Update,
    create_engine,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from linli.config import Settings, settings
from linli.contracts.base import dump, load
from linli.engines import postgresql_engine, sqlite_engine
from linli.errors import Invalid
from linli.round_trips import Connection

T = TypeVar("T")
Peek = sqlalchemy.Connection
"""What `Database.peeking` gives."""
Asked = Session | Peek
"""What a question is asked of that is asked within work and of who only peeks."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite, which has no zones, gets the same moment as naive UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone reached the database")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A StrEnum kept as its word, so that a new word needs no migration."""

    impl = String(24)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class Words(TypeDecorator[tuple[StrEnum, ...]]):
    """A few words of a StrEnum, kept as one text with blanks between them."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: tuple[StrEnum, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[StrEnum, ...] | None:
        return None if value is None else tuple(self.kind(one) for one in value.split())


class ContractText(TypeDecorator[Any]):
    """A contract kept as its JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(dump(value), ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:
        return None if value is None else load(self.kind, json.loads(value), tolerant=True)


@functools.cache
def insert_new(table: Table, dialect: str) -> Insert:
    """The insert into `table` that leaves a taken key alone; made once, given its values at each execution."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return make(table).on_conflict_do_nothing()


def insert_if_new(session: Session, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert the row unless its key is taken; whether it was inserted. A parallel twin is waited for."""
    done = session.execute(insert_new(table, session.get_bind().dialect.name), values)
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def _own(connection: Peek) -> Connection:
    """PostgreSQL's connection itself, which is open."""
    return cast(Connection, connection.connection.dbapi_connection)


def write(session: Session, statement: Insert | Update | Delete, *rows: Mapping[str, Any]) -> None:
    """Have the statement done for each of these rows, which name the same columns, by the end of the transaction.

    In its order: before all that the transaction says afterwards. For what nobody asks back about, by a statement made
    once; on PostgreSQL it costs no round trip of its own.
    """
    if not rows:
        return
    session.flush()
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _own(connection).write(statement, rows)
    else:
        connection.execute(statement, list(rows))


_AS_IT_IS = {"no_parameters": True}


def write_new(session: Session, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Do the insert, made once, of these rows at once; what it returns of each that it made, as the driver gives it."""
    session.flush()
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return [tuple(row) for row in connection.execute(statement, list(rows))]
    text = _own(connection).filled(statement, rows).decode()
    return [tuple(row) for row in connection.exec_driver_sql(text, execution_options=_AS_IT_IS)]


def get_to_change(session: Session, kind: type[T], key: object) -> T | None:
    """The object of this key, as it is now, kept from others until the transaction ends; None when there is none.

    A bare `session.get(…, with_for_update=True)` locks, but leaves an object that was read before as it was then.
    """
    return session.get(kind, key, with_for_update=True, populate_existing=True)


def get(session: Session, kind: type[T], key: object, *, to_change: bool) -> T | None:
    """As `get_to_change`, or as the session gives it where it is only looked at."""
    return get_to_change(session, kind, key) if to_change else session.get(kind, key)


def for_change(wanted: Select[T]) -> Select[T]:
    """The same question, its objects as they are now and kept from others until the transaction ends."""
    return wanted.with_for_update().execution_options(populate_existing=True)


def take_turn(session: Session, key: UUID) -> None:
    """Have what is asked next wait until no other transaction has this turn, and keep it to the end: for rows that are
    still to be added.

    Who needs several takes them in their order. SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        turn = int.from_bytes(key.bytes[:8], signed=True)
        _own(session.connection()).waiting.append(b"SELECT pg_advisory_xact_lock(%d)" % turn)


class Database:
    """One service's database. `transaction()` commits at its end or undoes everything.

    SQLite has one writer at a time and lets the others poll; here the writers of a process queue for their turn.
    """

    def __init__(self, url: str, service: str, *, pool_size: int = 20) -> None:
        self.service = service
        self.url = url
        self.embedded = url.startswith("sqlite")
        self.committed = threading.Event()
        """Set at every commit of this process; who waits for changes clears it before looking."""
        self._turn: AbstractContextManager[object] = threading.Lock() if self.embedded else nullcontext()
        self.engine = sqlite_engine(url) if self.embedded else postgresql_engine(url, service, pool_size)
        self._reader = self.engine.execution_options(linli_reading=True)
        self._peeker = self.engine.execution_options(linli_reading=True, linli_peeking=True)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed when the block ends and undone when it raises."""
        with self._turn, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session
        self.committed.set()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for questions only, which keeps nothing; on SQLite it does not wait for writers."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def peeking(self) -> Iterator[Peek]:
        """As `reading`, for what is asked with every request or all day, by statements that only select.

        Each question stands for itself (as it does on PostgreSQL in a transaction at READ COMMITTED), which saves what
        begins and ends one. What were written here would be kept. Rows only: no objects, and so no session.
        """
        with self._peeker.connect() as connection:
            yield connection

    def answers(self) -> bool:
        """Whether the database answers now."""
        try:
            with self.peeking() as session:
                session.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


_OUTAGE_CLASSES = ("08", "53", "57P")
_SQLITE_OUTAGES = ("locked", "disk", "unable to open")


def is_outage(error: BaseException) -> bool:
    """Whether this error says that the database is away or full, rather than that the statement is wrong."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    if not hasattr(error.orig, "pgcode"):
        return any(word in str(error.orig) for word in _SQLITE_OUTAGES)
    code = getattr(error.orig, "pgcode", None)
    return code is None or str(code).startswith(_OUTAGE_CLASSES)


_BUSY = ("55P03", "40P01", "40001")


def is_busy(error: BaseException) -> bool:
    """Whether this error says that a row is in another's hands: the same may succeed a moment later."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "pgcode", None) in _BUSY


_UNKNOWN = ("42P01", "42703")
_SQLITE_UNKNOWN = ("no such table", "no such column", "has no column")


def is_behind(error: BaseException) -> bool:
    """Whether this error says that the database lacks a table or column, as one that is still to be migrated does."""
    if not isinstance(error, DBAPIError):
        return False
    told = str(error.orig)
    return getattr(error.orig, "pgcode", None) in _UNKNOWN or any(word in told for word in _SQLITE_UNKNOWN)


def count_up(database: Database) -> None:
    """Have PostgreSQL know how large its tables are after so much was entered at once, as autovacuum has it soon."""
    if not database.embedded:
        with database.transaction() as session:
            session.execute(text("ANALYZE"))


def open_database(service: str, chosen: Settings | None = None, connections: int | None = None) -> Database:
    """The database of a service by the settings (of the environment, unless given).

    `connections`: at most so many at once; unless given, one for each worker and two for the process's own jobs. All
    processes of a small installation together stay below the 100 that PostgreSQL allows as it comes.
    """
    chosen = chosen or settings()
    return Database(chosen.database(service), service, pool_size=connections or chosen.workers + 2)


def ensure_exists(url: str) -> None:
    """Create the PostgreSQL database of this URL when it is missing: for trying; operators make theirs."""
    target = make_url(url)
    if target.get_backend_name() != "postgresql":
        return
    engine = create_engine(target.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            known = connection.execute(
                text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": target.database}
            ).scalar()
            if not known:
                quoted = engine.dialect.identifier_preparer.quote_identifier(str(target.database))
                connection.execute(text(f"CREATE DATABASE {quoted}"))
    finally:
        engine.dispose()


def migrations_of(service: str) -> Path:
    """The folder of a service's numbered migrations."""
    package = "gateway" if service == "gateway" else f"services.{service}"
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Invalid("unknown_service", f"There is no service {service}.", f"没有服务 {service}。")
    return Path(next(iter(spec.submodule_search_locations))) / "migrations"


def migrate(database: Database) -> None:
    """Bring the database to the newest numbered migration. Raises `Invalid` when its file is damaged."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrating"))
    config.set_main_option("version_locations", str(migrations_of(database.service)))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = database.engine
    config.attributes["version_table"] = f"{database.service}_version"
    try:
        if database.embedded:
            _check_pages(database)
        command.upgrade(config, "head")
    except DBAPIError as error:
        if database.embedded and any(word in str(error) for word in ("not a database", "malformed")):
            raise Invalid(
                "damaged_database",
                f"The file {make_url(database.url).database} is damaged; restore it from a backup or remove it.",
                f"数据库文件 {make_url(database.url).database} 已损坏，请从备份恢复或删除。",
            ) from error
        raise


def _check_pages(database: Database) -> None:
    """Look at every page of the file once, so that damage is found at the start; raises `DatabaseError`."""
    with database.reading() as session:
        found = session.execute(text("PRAGMA quick_check(1)")).scalar()
    if found != "ok":
        raise DatabaseError("PRAGMA quick_check(1)", None, Exception(f"malformed: {found}"))
