"""The machine's own RabbitMQ and PostgreSQL: whether they answer, and a corner of them that a test run may use."""

import functools
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import quote, unquote, urlsplit

import amqp
import requests
import sqlalchemy as sa
from amqp.exceptions import AMQPError

DEFAULT_AMQP_URL = "amqp://guest:guest@127.0.0.1:5672//"
DEFAULT_DATABASE_URL = "postgresql+psycopg2://root@127.0.0.1:5432/postgres"
DEFINITIONS = Path(__file__).parents[1] / "deploy" / "rabbitmq" / "definitions.json"

FALLBACK_POLICY: dict[str, Any] = {
    "name": "linli",
    "pattern": ".*",
    "apply-to": "queues",
    "definition": {"delivery-limit": 1_000_000},
}
"""Without a dead-letter exchange RabbitMQ 4 drops a message at its 20th redelivery; tests must never lose one so."""


def amqp_url() -> str:
    """The broker that the integration and fault tests use: `LINLI_AMQP_URL`."""
    return os.environ.get("LINLI_AMQP_URL", DEFAULT_AMQP_URL)


@functools.cache
def database_url() -> str:
    """Server and maintenance database for the tests: `LINLI_DATABASE_URL`, else the first usual user that gets in."""
    if given := os.environ.get("LINLI_DATABASE_URL"):
        return given.replace("postgresql://", "postgresql+psycopg2://", 1)
    default = sa.make_url(DEFAULT_DATABASE_URL)
    users = [default.username, "postgres", os.environ.get("USER", "postgres")]
    candidates = [default.set(username=user).render_as_string(hide_password=False) for user in users]
    return next((url for url in candidates if postgres_problem(url) is None), candidates[0])


def place(url: str) -> str:
    """Host and port of a URL, fit to print: no user, no password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or {'amqp': 5672, 'amqps': 5671}.get(parts.scheme, 5432)}"


def connect_amqp(url: str, timeout: float = 10.0) -> Any:
    """An open `amqp.Connection`, the caller's to close; raises OSError or AMQPError.

    `timeout`, in seconds, holds for connecting and for every later answer.
    """
    parts = urlsplit(url)
    connection = amqp.Connection(
        host=place(url),
        userid=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        virtual_host=unquote(parts.path[1:]) or "/",
        connect_timeout=timeout,
        read_timeout=timeout,
        write_timeout=timeout,
        ssl=parts.scheme == "amqps",
    )
    try:
        connection.connect()
    except BaseException:
        connection.collect()
        raise
    return connection


def amqp_problem(url: str) -> str | None:
    """Why the broker cannot be used, in a sentence, or None when it answers."""
    try:
        connect_amqp(url, timeout=3.0).close()
    except (OSError, AMQPError) as problem:
        return f"RabbitMQ at {place(url)} does not answer ({_first_line(problem)})"
    return None


def postgres_problem(url: str) -> str | None:
    """Why the database server cannot be used, in a sentence, or None when it answers."""
    try:
        with maintenance(url) as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError as problem:
        return f"PostgreSQL at {place(url)} does not answer ({_first_line(getattr(problem, 'orig', problem))})"
    return None


def _first_line(problem: object) -> str:
    return next(iter(str(problem).strip().splitlines()), type(problem).__name__)


def answers_amqp() -> bool:
    """Whether the machine's broker answers."""
    return amqp_problem(amqp_url()) is None


def answers_postgres() -> bool:
    """Whether the machine's database server answers."""
    return postgres_problem(database_url()) is None


@functools.cache
def missing_servers() -> str | None:
    """Which of the two servers does not answer and why, asked once a run, or None when both do."""
    problems = [amqp_problem(amqp_url()), postgres_problem(database_url())]
    return "; ".join(problem for problem in problems if problem) or None


@contextmanager
def maintenance(url: str) -> Iterator[sa.Connection]:
    """A connection outside any transaction, as CREATE and DROP DATABASE need it."""
    arguments = {"connect_timeout": 3} if url.startswith("postgresql") else {}
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool, connect_args=arguments)
    with engine.connect() as connection:
        yield connection


def create_database(url: str, name: str, like: str = "template0") -> str:
    """Make a UTF-8 database on the server at `url`, empty or like another one there, and return its URL."""
    with maintenance(url) as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{like}" ENCODING \'UTF8\''))
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def drop_database(url: str, name: str) -> None:
    """Remove a database, ending whatever is still connected to it."""
    with maintenance(url) as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def production_policies() -> list[dict[str, Any]]:
    """The policies we deploy with (`deploy/rabbitmq/definitions.json`), so that tests run under the same ones."""
    if not DEFINITIONS.exists():
        return [FALLBACK_POLICY]
    found: list[dict[str, Any]] = json.loads(DEFINITIONS.read_text(encoding="utf-8")).get("policies", [])
    return found


POLICY_BODY = ("pattern", "definition", "apply-to", "priority")


class VhostRefused(Exception):
    """This way of making a virtual host is not open to us."""


class Vhosts(Protocol):
    """A way to make and remove virtual hosts: quorum queues by default, production's policies, all rights to `user`."""

    def create(self, name: str, user: str) -> None:
        """Raises VhostRefused."""

    def remove(self, name: str) -> None:
        """Raises VhostRefused."""


class CtlVhosts:
    """Through `rabbitmqctl`, run by the function given (arguments in, output out, OSError or SubprocessError)."""

    def __init__(self, run: Callable[..., str]) -> None:
        self._run = run

    def _try(self, *arguments: str) -> None:
        try:
            self._run(*arguments)
        except (OSError, subprocess.SubprocessError) as problem:
            raise VhostRefused(f"rabbitmqctl {arguments[0]}: {problem}") from problem

    def create(self, name: str, user: str) -> None:
        try:
            self._try("add_vhost", name, "--default-queue-type", "quorum")
        except VhostRefused:  # before RabbitMQ 3.10 there is no such option
            self._try("add_vhost", name)
        self._try("set_permissions", "-p", name, user, ".*", ".*", ".*")
        for policy in production_policies():
            kind, what = policy.get("apply-to", "all"), json.dumps(policy["definition"])
            self._try("set_policy", "-p", name, "--apply-to", kind, policy["name"], policy["pattern"], what)

    def remove(self, name: str) -> None:
        self._try("delete_vhost", name)


class ApiVhosts:
    """Through the management plugin's HTTP API."""

    def __init__(self, base: str, user: str, password: str) -> None:
        self._base = base.rstrip("/")
        self._auth = (user, password)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        try:
            answer = requests.request(method, f"{self._base}/api/{path}", json=body, auth=self._auth, timeout=10)
            answer.raise_for_status()
        except requests.RequestException as problem:
            raise VhostRefused(f"{method} {path}: {problem}") from problem

    def create(self, name: str, user: str) -> None:
        quorum = {"default_queue_type": "quorum", "defaultqueuetype": "quorum"}  # its name since 3.11, and in 3.10
        self._call("PUT", f"vhosts/{quote(name, safe='')}", quorum)
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        self._call("PUT", f"permissions/{quote(name, safe='')}/{quote(user, safe='')}", rights)
        for policy in production_policies():
            body: dict[str, Any] = {key: policy[key] for key in POLICY_BODY if key in policy}
            self._call("PUT", f"policies/{quote(name, safe='')}/{quote(policy['name'], safe='')}", body)

    def remove(self, name: str) -> None:
        self._call("DELETE", f"vhosts/{quote(name, safe='')}")


def machine_rabbitmqctl(*arguments: str) -> str:
    """Run the machine's `rabbitmqctl`; raises OSError or SubprocessError where it is missing or forbidden."""
    program = shutil.which("rabbitmqctl") or "/usr/lib/rabbitmq/bin/rabbitmqctl"
    command = [program, "-q", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout


def ways_to_make_vhosts(url: str) -> list[Vhosts]:
    """The ways worth trying for the broker at `url`, best first; rabbitmqctl reaches only a broker on this machine."""
    parts = urlsplit(url)
    host, user, password = parts.hostname or "", unquote(parts.username or "guest"), unquote(parts.password or "guest")
    ways: list[Vhosts] = [ApiVhosts(f"http://{host}:15672", user, password)]
    if host in {"127.0.0.1", "localhost", "::1"}:
        ways.insert(0, CtlVhosts(machine_rabbitmqctl))
    return ways


class Scratch:
    """A virtual host and databases of a test run's own, gone when the block ends, however it ends.

    Where no virtual host may be made, `amqp_url` is the default one and `name_prefix` is not empty: every queue and
    exchange must then begin with it and be named to `keep_track`, or it stays behind. Where it is not `durable` a
    commit does not wait for the disk: what survives a crash is tested on private servers, and measured durably.
    """

    def __init__(
        self,
        amqp: str | None = None,
        database: str | None = None,
        ways: Iterable[Vhosts] | None = None,
        *,
        durable: bool = True,
    ) -> None:
        self.name = f"linli_test_{secrets.token_hex(4)}"
        self.amqp_url = amqp or amqp_url()
        self.name_prefix = ""
        self._database = database or database_url()
        self._durable = durable
        self._ways = list(ways_to_make_vhosts(self.amqp_url) if ways is None else ways)
        self._databases: dict[str, str] = {}
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._make_vhost()
        except BaseException:
            self._undo.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def _make_vhost(self) -> None:
        parts = urlsplit(self.amqp_url)
        own = parts._replace(path=f"/{self.name}").geturl()
        if any(self._made_by(way, own, unquote(parts.username or "guest")) for way in self._ways):
            self.amqp_url = own
        else:
            self.name_prefix = f"{self.name}."

    def _made_by(self, way: Vhosts, url: str, user: str) -> bool:
        """Whether this way made the virtual host, and on the broker that the URL reaches, not on another."""
        try:
            way.create(self.name, user)
        except VhostRefused:
            return False
        if amqp_problem(url):
            way.remove(self.name)
            return False
        self._undo.callback(way.remove, self.name)
        return True

    def has_database(self, service: str) -> bool:
        """Whether this run's database for `service` was made already."""
        return service in self._databases

    def database_url(self, service: str, like: str | None = None) -> str:
        """The URL of this run's database for `service`, made when first asked for.

        Empty, or as the run's database for `like` is then, to which nobody may be connected.
        """
        if service not in self._databases:
            name = f"{self.name}_{service}"
            self._undo.callback(drop_database, self._database, name)
            model = f"{self.name}_{like}" if like else "template0"
            self._databases[service] = create_database(self._database, name, model)
            if not self._durable:
                with maintenance(self._database) as connection:
                    connection.execute(sa.text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
        return self._databases[service]

    def keep_track(self, queues: Iterable[str] = (), exchanges: Iterable[str] = ()) -> None:
        """Have these removed at the end; needed only where `name_prefix` is not empty."""
        for queue in queues:
            self._undo.callback(self._on_channel, "queue_delete", queue)
        for exchange in exchanges:
            self._undo.callback(self._on_channel, "exchange_delete", exchange)

    def _on_channel(self, method: str, name: str) -> None:
        connection = connect_amqp(self.amqp_url)
        try:
            getattr(connection.channel(), method)(name)
        finally:
            connection.close()
