"""The whole platform as real processes, embedded and distributed, for end-to-end and fault tests."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import sqlalchemy as sa

from linli.hosting.commands import PROCESSES
from linli.hosting.registry import SERVICES, database_of
from tests.polling import poll
from tests.private_server import free_ports

ROOT = Path(__file__).parents[1]
DATABASES = tuple(sorted({database_of(name) for name in SERVICES}))
START = 60.0
DISTRICT = "210103"
AREA_FILES = [str(ROOT / "linli" / "data" / "shenhe" / name) for name in ("streets.csv", "communities.csv")]


def surroundings() -> dict[str, str]:
    """This process's environment without Linli's settings: those name the tests' servers, or whatever is set here."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}


@dataclass
class Process:
    """One process of the platform, its log kept in a file."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    ready_url: str
    running: subprocess.Popen[bytes] | None = None

    def start(self, **extra: str) -> None:
        """Start it with further environment variables (a planted fault, say)."""
        with self.log.open("ab") as out:
            environment = {**surroundings(), **self.environment, **extra}
            self.running = subprocess.Popen(
                self.command, env=environment, stdout=out, stderr=out, cwd=ROOT, start_new_session=True
            )

    @property
    def alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def kill(self) -> None:
        """SIGKILL to it and what it started."""
        if self.running is not None:
            if self.alive:
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def terminate(self, patience: float = 40.0) -> int:
        """SIGTERM, and its exit code."""
        assert self.running is not None
        self.running.terminate()
        return self.running.wait(patience)

    def ready(self) -> bool:
        """Whether it says that it is ready; raises when it ended instead."""
        if not self.alive:
            raise AssertionError(f"{self.name} ended:\n{self.log.read_text()[-3000:]}")
        try:
            return requests.get(self.ready_url, timeout=2).status_code == 200
        except requests.RequestException:
            return False


@dataclass
class Platform:
    """Processes by name, the addresses of the API and of the stream, every database for looking behind it."""

    directory: Path
    environment: dict[str, str]
    url: str
    stream_url: str
    database_urls: dict[str, str]
    processes: dict[str, Process] = field(default_factory=dict)
    engines: dict[str, sa.Engine] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start these processes (all, unless named) and wait until they are ready."""
        for name in names or tuple(self.processes):
            self.processes[name].start()
        for name in names or tuple(self.processes):
            poll(self.processes[name].ready, START, f"{name} to be ready")

    def stop(self) -> None:
        """End everything, gently where it can."""
        for process in self.processes.values():
            if process.alive and process.running is not None:
                process.running.terminate()
        for process in self.processes.values():
            if process.running is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.running.wait(40)
                process.kill()
        for engine in self.engines.values():
            engine.dispose()

    def linli(self, *arguments: str, patience: float = 300.0) -> str:
        """The output of a `linli` command on this installation, which has so many seconds."""
        done = subprocess.run(
            [sys.executable, "-m", "linli.cli", *arguments],
            env={**surroundings(), **self.environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=patience,
        )
        if done.returncode:
            raise AssertionError(f"linli {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def token(self, role: str = "administrator", area: str = DISTRICT, login: str | None = None) -> str:
        """A bearer token, as `linli token` prints it."""
        named = ["--login", login] if login else []
        return self.linli("token", "--role", role, "--area", area, *named).strip()

    def rows(self, service: str, statement: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a question to one service's database."""
        if service not in self.engines:
            self.engines[service] = sa.create_engine(self.database_urls[service], pool_pre_ping=True)
        with self.engines[service].connect() as connection:
            return [dict(row._mapping) for row in connection.execute(sa.text(statement), values)]


def embedded(directory: Path, *, replay: bool = False, environment: Mapping[str, str] | None = None) -> Platform:
    """`linli run` on a directory of its own; not started yet."""
    (port,) = free_ports(1)
    data = directory / "var"
    settings = {"LINLI_DATA": str(data), "LINLI_PORT": str(port), "PYTHONUNBUFFERED": "1", **(environment or {})}
    url = f"http://127.0.0.1:{port}"
    platform = Platform(directory, settings, url, url, {name: f"sqlite:///{data}/{name}.db" for name in DATABASES})
    command = [sys.executable, "-m", "linli.cli", "run", *([] if replay else ["--no-replay"])]
    log = directory / "embedded.log"
    platform.processes["embedded"] = Process("embedded", command, settings, log, f"{url}/health/ready")
    return platform


def distributed(
    directory: Path,
    amqp_url: str,
    database_urls: Mapping[str, str],
    prefix: str = "linli",
    environment: Mapping[str, str] | None = None,
) -> Platform:
    """Every process against these servers, databases migrated and 沈河区 loaded; not started yet."""
    secret = directory / "secret"
    if not secret.exists():
        secret.write_bytes(os.urandom(64))
    template = database_urls["hotline"].replace("hotline", "{service}")
    assert all(template.replace("{service}", name) == url for name, url in database_urls.items()), database_urls
    port, stream_port, *ports = free_ports(2 + len(PROCESSES))
    settings = {
        "LINLI_AMQP_URL": amqp_url,
        "LINLI_AMQP_PREFIX": prefix,
        "LINLI_DATABASE_URL": template,
        "LINLI_SECRET_FILE": str(secret),
        "LINLI_PORT": str(port),
        "LINLI_STREAM_PORT": str(stream_port),
        "LINLI_DATA": str(directory),
        "LINLI_WEB_WORKERS": "1",
        **(environment or {}),
    }
    url, stream_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{stream_port}"
    platform = Platform(directory, settings, url, stream_url, dict(database_urls))
    web = {"gateway": url, "stream": stream_url}
    for name, metrics_port in zip(PROCESSES, ports, strict=True):
        own = {**settings, "LINLI_METRICS_PORT": str(metrics_port)}
        ready = web.get(name, f"http://127.0.0.1:{metrics_port}")
        command = [sys.executable, "-m", "linli.cli", "serve", name]
        platform.processes[name] = Process(name, command, own, directory / f"{name}.log", f"{ready}/health/ready")
    platform.linli("migrate")
    platform.linli("areas", "load", *AREA_FILES, "--as-of", "2023-06-30")
    return platform
