"""Builds the console when its sources are others than those of the built files."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from gateway.frontend.node import Node, node
from gateway.frontend.sources import CONSOLE, DIST, STAMP, fingerprint, is_built

MODULES = CONSOLE / "node_modules"


def build() -> bool:
    """Build the console; False when that was done before. Raises `Unavailable` when it cannot be built here.

    Two that build at once wait for each other; the files that are served are exchanged when the new ones are whole.
    """
    with _alone():
        if is_built():
            return False
        chosen, sources = node(), fingerprint()
        install(chosen)
        fresh = CONSOLE / "dist.new"
        chosen.run("run", "--silent", "build", "--", "--outDir", str(fresh), "--emptyOutDir")
        (fresh / STAMP).write_text(sources + "\n", encoding="ascii")
        shutil.rmtree(DIST, ignore_errors=True)
        fresh.rename(DIST)
        return True


def install(chosen: Node) -> None:
    """Install what `package-lock.json` names, when that is not what is there. Raises `Unavailable`."""
    wanted = hashlib.sha256((CONSOLE / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".lock.sha256"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    chosen.run("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    stamp.write_text(wanted, encoding="ascii")


@contextmanager
def _alone() -> Iterator[None]:
    with (CONSOLE / ".building").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
