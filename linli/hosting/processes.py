"""Every process of the platform as children of one: for developers, and for the tests of the distributed host."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linli.config import Settings
from linli.errors import Invalid

FIRST_METRICS_PORT = 9101
STREAM_PORT = "8001"
"""Where the process of the stream listens unless told; with no proxy before them all, the console is live there."""
PATIENCE = 35.0
"""Seconds a child may take to finish what it has in hand."""


@dataclass
class Child:
    """One process with its own metrics port."""

    name: str
    metrics_port: int
    extra: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with this process's environment and what is its own."""
        environment = {**os.environ, "LINLI_METRICS_PORT": str(self.metrics_port), **self.extra}
        command = [sys.executable, "-m", "linli.cli", "serve", self.name]
        self.process = subprocess.Popen(command, env=environment)

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Ask it to finish and leave."""
        if self.running and self.process is not None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, patience: float = PATIENCE) -> None:
        """Wait for its end; kill it when it takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()


def children(names: Sequence[str], first_port: int = FIRST_METRICS_PORT) -> list[Child]:
    """A child for each name, metrics ports in order."""
    return [Child(name, first_port + number) for number, name in enumerate(names)]


def run_all(chosen: Settings, names: Sequence[str]) -> int:
    """Run all until SIGINT or SIGTERM; one that ends is started again after a second."""
    if not chosen.secret:
        raise Invalid(
            "no_secret",
            "Set LINLI_SECRET_FILE to a file of 64 random bytes (head -c 64 /dev/urandom > FILE); `make up` does.",
            "请用 LINLI_SECRET_FILE 指定64字节随机密钥文件。",
        )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    family = children(names)
    for child in family:
        child.start()
        print(f"{child.name}: metrics and health on port {child.metrics_port}")
    print(f"gateway: http://{chosen.host}:{chosen.port}/")
    print(f"console, live: http://{chosen.host}:{os.environ.get('LINLI_STREAM_PORT', STREAM_PORT)}/")
    while not stop.wait(1):
        for child in family:
            if not child.running:
                print(f"{child.name} ended; starting it again", file=sys.stderr)
                child.start()
    for child in family:
        child.stop()
    until = time.monotonic() + PATIENCE
    for child in family:
        child.wait(max(until - time.monotonic(), 1))
    return 0
