"""What every private server shares: a directory, a process to kill, and a guard that leaves nothing behind."""

import contextlib
import itertools
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar, Self

import psutil

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
