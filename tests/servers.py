"""RabbitMQ and PostgreSQL started from the installed programs, for tests that kill a broker or a database."""

import contextlib
import ctypes
import itertools
import os
import pwd
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar, Self

import psutil  # type: ignore[import-untyped]

from tests import machine
from tests.polling import TimedOut, poll

GUARD = """
read -r _
while read -r signal pid; do
  kill "-$signal" "$pid"
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" || break; sleep 0.2; done
done < "$1/pids"
rm -rf "$1" || rm -rf "$1"
"""
"""Waits for our word or our death, then ends what we left running and removes its directory."""


class CannotStart(RuntimeError):
    """The server did not begin to answer; the message carries the end of its log."""


def free_ports(count: int) -> list[int]:
    """Free ports, none given out twice, below the ephemeral range: a client that retries cannot take one meanwhile."""
    shuffled = random.SystemRandom().sample(range(20_000, 25_000), 5_000)
    found = list(itertools.islice(filter(_is_free, shuffled), count))
    if len(found) < count:
        raise CannotStart(f"no {count} free ports between 20000 and 25000")
    _given.update(found)
    return found


_given: set[int] = set()


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        try:
            candidate.bind(("127.0.0.1", port))
        except OSError:
            return False
    return port not in _given


def find_program(name: str, *directories: str) -> str | None:
    """The program's path, looked for in these directories (patterns allowed, last match first) and then in PATH."""
    for pattern in directories:
        for directory in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if found := shutil.which(name, path=str(directory)):
                return found
    return shutil.which(name)


class PrivateServer(ABC):
    """A server in a directory of its own that may be killed and restarted; as a context manager it leaves nothing."""

    stop_signal: ClassVar[signal.Signals]
    guard_signal: ClassVar[str]
    user: str | None = None

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="linli-"))
        if self.user:
            shutil.chown(self.directory, self.user)
        self.log = self.directory / "output.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._helpers: list[subprocess.Popen[bytes]] = []
        self._note_pids()
        arguments = ["sh", "-c", GUARD, "linli-guard", str(self.directory)]
        null = subprocess.DEVNULL
        self._guard = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=null, stderr=null, start_new_session=True
        )
        self._prepared = False

    @abstractmethod
    def _prepare(self) -> None:
        """Lay out the directory, once."""

    @abstractmethod
    def _command(self) -> list[str]:
        """The server's command line; the process that it starts must become the server itself."""

    @abstractmethod
    def _problem(self) -> str | None:
        """Why it does not answer, or None."""

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}

    @property
    def pid(self) -> int | None:
        """The server's process, or None while it is down."""
        return self._process.pid if self._process else None

    def start(self, timeout: float = 60.0) -> Self:
        """Start it and wait until it answers, at most `timeout` seconds; raises CannotStart."""
        if self._process:
            raise CannotStart("it is running already")
        if not self._prepared:
            self._prepare()
            self._prepared = True
        self._process = self._spawn(self._command())
        self._note_pids()
        try:
            poll(self._is_ready, timeout, "the server answers")
        except TimedOut as late:
            raise CannotStart(f"{late}: {self._problem()}\n{self._log_end()}") from late
        return self

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        group = pwd.getpwnam(self.user).pw_gid if self.user else None
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                env=self._environment(),
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.user,
                group=group,
                extra_groups=[] if self.user else None,
            )

    def _is_ready(self) -> bool:
        if self._process and self._process.poll() is not None:
            code, self._process = self._process.returncode, None
            raise CannotStart(f"it ended with code {code}:\n{self._log_end()}")
        return self._problem() is None

    def is_answering(self) -> bool:
        """Whether it answers now."""
        return self._problem() is None

    def _log_end(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-6000:] if self.log.exists() else "no log"

    def kill(self) -> None:
        """SIGKILL the server and only it; returns when its own children have ended too. Its data stays."""
        self._end(signal.SIGKILL, 10.0)

    def stop(self, timeout: float = 30.0) -> None:
        """Shut it down in order, at most `timeout` seconds, then by force. Its data stays for a `restart`."""
        self._end(self.stop_signal, timeout)

    def restart(self, timeout: float = 60.0) -> Self:
        """Start it again on the same ports and data; one that still runs is stopped first."""
        self.stop()
        return self.start(timeout)

    def _end(self, how: signal.Signals, timeout: float) -> None:
        if not self._process:
            return
        children = _children(self._process.pid)
        self._process.send_signal(how)
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        _outlive(children)
        self._note_pids()

    def _note_pids(self) -> None:
        running = [self._process, *self._helpers]
        lines = [f"{self.guard_signal} {process.pid}\n" for process in running if process]
        (self.directory / "pids").write_text("".join(lines), encoding="ascii")

    def close(self) -> None:
        """End it quickly and remove its directory; may be called twice."""
        if not self._guard.stdin:
            return
        self._end(getattr(signal, f"SIG{self.guard_signal}"), 10.0)
        for helper in self._helpers:
            helper.kill()
            helper.wait()
        self._helpers = []
        self._note_pids()
        self._forget()
        self._guard.communicate(b"\n", timeout=30)
        self._guard.stdin = None

    def _forget(self) -> None:  # noqa: B027  most servers have nothing to give back
        """Give back what lives outside the directory."""

    def __enter__(self) -> Self:
        try:
            return self if self._process else self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()


def _children(pid: int) -> list[Any]:
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _outlive(children: list[Any]) -> None:
    """Wait until the children of an ended server have ended too, helping after two seconds."""
    try:
        poll(lambda: not any(_lives(child) for child in children), 2.0)
    except TimedOut:
        for child in filter(_lives, children):
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        poll(lambda: not any(_lives(child) for child in children), 5.0, "the killed server's children end")


def _lives(process: Any) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


class PrivateRabbit(PrivateServer):
    """A broker with its own node name, ports, cookie and epmd, on 127.0.0.1 only; it starts in about 4 seconds.

    Only `plugins` are enabled; with `rabbitmq_management` the HTTP API listens at `management_url`.
    """

    stop_signal = signal.SIGTERM
    guard_signal = "KILL"

    def __init__(self, plugins: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.plugins = plugins
        self.node = f"linli_{secrets.token_hex(4)}@localhost"
        self.port, self._epmd_port, self._distribution_port, management_port = free_ports(4)
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        self.management_url = f"http://127.0.0.1:{management_port}"
        self._management_port = management_port

    @staticmethod
    def _program(name: str) -> str | None:
        return find_program(name, "/usr/lib/rabbitmq/bin", "/usr/lib/rabbitmq/lib/*/sbin", "/opt/rabbitmq/sbin")

    @staticmethod
    def _epmd() -> str | None:
        return find_program("epmd", "/usr/lib/erlang/bin", "/usr/lib/erlang/erts-*/bin", "/usr/local/lib/erlang/bin")

    @classmethod
    def available(cls) -> str | None:
        """Why a private broker cannot be started here, in a sentence, or None when it can."""
        programs = {"rabbitmq-server": cls._program("rabbitmq-server"), "epmd": cls._epmd(), "erl": shutil.which("erl")}
        missing = [name for name, path in programs.items() if path is None]
        return f"RabbitMQ's programs are not installed: {', '.join(missing)}" if missing else None

    def _prepare(self) -> None:
        if reason := self.available():
            raise CannotStart(reason)
        files = {
            "rabbitmq.conf": f"listeners.tcp.local = 127.0.0.1:{self.port}\n",
            "enabled_plugins": f"[{','.join(self.plugins)}].\n",
            "rabbitmq-env.conf": "",
            ".erlang.cookie": secrets.token_hex(16),
        }
        if "rabbitmq_management" in self.plugins:
            management = f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {self._management_port}\n"
            files["rabbitmq.conf"] += management
        for name, text in files.items():
            (self.directory / name).write_text(text, encoding="ascii")
        (self.directory / ".erlang.cookie").chmod(0o400)
        self._helpers.append(self._spawn([str(self._epmd()), "-port", str(self._epmd_port), "-address", "127.0.0.1"]))
        self._note_pids()
        poll(self._epmd_answers, 10, "epmd answers")

    def _epmd_answers(self) -> bool:
        with socket.socket() as knock:
            return knock.connect_ex(("127.0.0.1", self._epmd_port)) == 0

    def _environment(self) -> dict[str, str]:
        at = str(self.directory)
        return super()._environment() | {
            "HOME": at,
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_CRASH_DUMP_SECONDS": "0",
            "ERL_FLAGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": f"{at}/mnesia",
            "RABBITMQ_LOG_BASE": f"{at}/log",
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONFIG_FILE": f"{at}/rabbitmq.conf",
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{at}/advanced.config",
            "RABBITMQ_CONF_ENV_FILE": f"{at}/rabbitmq-env.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{at}/enabled_plugins",
        }

    def _command(self) -> list[str]:
        # With "input" allowed the script execs the broker in place of waiting for it, so our child is the broker.
        settings = ["RABBITMQ_ALLOW_INPUT=1", "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-noinput +S 2:2"]
        return ["env", *settings, str(self._program("rabbitmq-server"))]

    def _problem(self) -> str | None:
        return machine.amqp_problem(self.url)

    def rabbitmqctl(self, *arguments: str) -> str:
        """Run `rabbitmqctl` against this node and return what it printed; raises SubprocessError."""
        command = [str(self._program("rabbitmqctl")), "-q", *arguments]
        environment = self._environment()
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60).stdout

    def settle(self) -> None:
        """Have the broker write down which quorum queues exist; call it between declaring them and `kill`.

        RabbitMQ 3.10 writes that register (the Raft library's `names.dets`) up to a second late. Killed before, it
        comes back with the queue but without its confirmed messages and without a leader: every use of it hangs.
        """
        self.rabbitmqctl("eval", "[ok = dets:sync(Table) || Table <- dets:all()].")

    def add_vhost(self, name: str) -> str:
        """Make a virtual host with quorum queues by default and the production policies; returns its URL."""
        machine.CtlVhosts(self.rabbitmqctl).create(name, "guest")
        return f"amqp://guest:guest@127.0.0.1:{self.port}/{name}"


class PrivatePostgres(PrivateServer):
    """A database server on a free port of 127.0.0.1 and a socket of its own; fsync stays on, for honest crashes.

    Run by root it takes the account `postgres` or `nobody`, as PostgreSQL refuses to serve as root.
    """

    stop_signal = signal.SIGINT
    guard_signal = "QUIT"

    def __init__(self) -> None:
        self.user = self._account() if os.getuid() == 0 else None
        super().__init__()
        (self.port,) = free_ports(1)
        self._data = self.directory / "data"

    @staticmethod
    def _program(name: str) -> str | None:
        return find_program(name, "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")

    @staticmethod
    def _account() -> str | None:
        accounts = {entry.pw_name for entry in pwd.getpwall() if entry.pw_uid != 0}
        return next((name for name in ("postgres", "nobody") if name in accounts), None)

    @classmethod
    def available(cls) -> str | None:
        """Why a private database server cannot be started here, in a sentence, or None when it can."""
        missing = [name for name in ("initdb", "postgres") if cls._program(name) is None]
        if missing:
            return f"PostgreSQL's programs are not installed: {', '.join(missing)}"
        if os.getuid() == 0 and cls._account() is None:
            return "PostgreSQL does not serve as root and there is no account postgres or nobody"
        return None

    def _prepare(self) -> None:
        if reason := self.available():
            raise CannotStart(reason)
        options = ["-U", "linli", "--auth=trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        setup = self._spawn([str(self._program("initdb")), "-D", str(self._data), *options])
        if setup.wait(60):
            raise CannotStart(f"initdb failed:\n{self._log_end()}")

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.directory),
            "dynamic_shared_memory_type": "mmap",  # files in the data directory: a killed server leaves none behind
            "fsync": "on",
            "synchronous_commit": "on",
            "max_connections": "200",
        }
        pairs = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._program("postgres")), "-D", str(self._data), *pairs]

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy URL of a database on this server, for its superuser."""
        return f"postgresql+psycopg2://linli@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty UTF-8 database and return its URL."""
        return machine.create_database(self.url(), name)

    def _problem(self) -> str | None:
        return machine.postgres_problem(self.url())

    def _forget(self) -> None:
        """Remove the System V segment that a killed server leaves; its id ends line 7 of the server's pid file."""
        with contextlib.suppress(OSError, IndexError, ValueError):
            segment = int((self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[6].split()[1])
            ctypes.CDLL(None).shmctl(segment, 0, None)  # 0 is IPC_RMID
