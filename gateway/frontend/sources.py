"""Where the console's sources and its built files are, and whether the one were built from the other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

CONSOLE = Path(__file__).parents[1] / "console"
DIST = CONSOLE / "dist"
PAGE = "index.html"
STAMP = "sources.sha256"
MADE = "schema.d.ts"
"""Types made from the API's description, which only the type check reads."""
TOP = ("index.html", "package.json", "package-lock.json", "vite.config.ts")


def source_files(console: Path = CONSOLE) -> Iterator[Path]:
    """Every file that the build reads, in the order of their names."""
    yield from (console / name for name in TOP)
    found = (one for one in (console / "src").rglob("*") if one.is_file() and one.name != MADE)
    yield from sorted(one for one in found if ".test." not in one.name)


def fingerprint(console: Path = CONSOLE) -> str:
    """What tells these sources from any others: SHA-256 over names and contents."""
    told = hashlib.sha256()
    for one in source_files(console):
        content = hashlib.sha256(one.read_bytes()).hexdigest()
        told.update(f"{one.relative_to(console).as_posix()} {content}\n".encode())
    return told.hexdigest()


def is_built(console: Path = CONSOLE) -> bool:
    """Whether the built files are those of these sources."""
    stamp = console / "dist" / STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == fingerprint(console)
