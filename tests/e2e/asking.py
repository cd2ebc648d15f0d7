"""How end-to-end tests ask: over HTTP as someone or nobody, and on the command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import requests

from tests.platforms import ROOT, Platform, surroundings

Json = dict[str, Any]
COMMAND_TIMEOUT = 200.0


@dataclass(frozen=True)
class Person:
    """Someone with a bearer token at a platform; without one, nobody in particular."""

    platform: Platform
    token: str | None = None

    def ask(self, method: str, path: str, body: Json | None = None, key: str | None = None) -> requests.Response:
        """One request and its answer, whatever it is."""
        headers = {"Accept-Language": "en", "If-Match": "*", "Idempotency-Key": key or str(uuid4())}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return requests.request(method, self.platform.url + path, json=body, headers=headers, timeout=30)

    def seen(self, path: str) -> Json:
        """What is to be seen there; anything but 200 is a failure."""
        answer = self.ask("GET", path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        found: Json = answer.json()
        return found

    def figures(self, area: str) -> Json:
        """The figures of one area."""
        found: Json = self.seen(f"/api/network/figures?area={area}")["area"]
        return found


def command(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A `linli` command and what came of it."""
    return subprocess.run(
        [sys.executable, "-m", "linli.cli", *arguments],
        env={**surroundings(), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=COMMAND_TIMEOUT,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], *named: str) -> None:
    """It ended with exit code 1 and one clear sentence on standard error that names what is at fault."""
    assert done.returncode == 1, (done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("linli: "), lines
    assert "Traceback" not in done.stdout + done.stderr
    for word in named:
        assert word in lines[0], (word, lines[0])
