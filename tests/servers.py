"""RabbitMQ and PostgreSQL started from the installed programs, for tests that kill a broker or a database."""

import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess

from tests import machine
from tests.polling import poll
from tests.private_server import CannotStart, PrivateServer, find_program, free_ports

__all__ = ["CannotStart", "PrivatePostgres", "PrivateRabbit", "PrivateServer"]


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
