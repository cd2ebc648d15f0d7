"""Checks a file of areas row by row, with progress and a way to stop, and then loads it, all or nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from gateway.areas.cli import summary
from gateway.areas.importing import load_areas
from gateway.areas.reading import bad_file, read_areas
from gateway.imports import store
from gateway.imports.store import Claimed
from gateway.long_work import WorkState
from linli.areas import Tier, covers
from linli.db import Database
from linli.errors import LinliError

STEP = 1000
"""Rows between two looks whether it is still wanted."""
TIERS = {Tier.DISTRICT: "区", Tier.STREET: "街道", Tier.COMMUNITY: "社区"}


class Cancelled(Exception):
    """It is wanted no more."""


def make_next(database: Database) -> bool:
    """Make one import that waits; False when none does."""
    with database.transaction() as session:
        claimed = store.claim(session)
    if claimed is None:
        return False
    state, told, told_zh = WorkState.DONE, "", ""
    try:
        told, told_zh = _load(database, claimed)
    except Cancelled:
        state = WorkState.CANCELLED
    except LinliError as problem:
        state, told, told_zh = WorkState.FAILED, problem.message, problem.message_zh
    with database.transaction() as session:
        store.end(session, claimed.id, state, told, told_zh)
    return True


def _load(database: Database, claimed: Claimed) -> tuple[str, str]:
    """What came of it, in English and Chinese. Raises `Cancelled`, and `Invalid` for what is wrong with the file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "areas.csv"
        file.write_bytes(claimed.content)
        try:
            _check(database, claimed, file)
            report = load_areas(database.engine, [file], claimed.valid_from)
        except LinliError as problem:
            problem.message = problem.message.replace(str(file), claimed.name)
            problem.message_zh = problem.message_zh.replace(str(file), claimed.name)
            raise
    words = {"inserted": "新增", "renamed": "改名", "unchanged": "未变"}
    parts = (
        f"{words[name]}" + ("、".join(f"{count}个{TIERS[tier]}" for tier, count in counts.items()) or "无")
        for name, counts in report.by_outcome()
    )
    return f"Loaded as of {claimed.valid_from}: {summary(report)}.", f"自{claimed.valid_from}起：{'；'.join(parts)}。"


def _check(database: Database, claimed: Claimed, file: Path) -> None:
    """Read every row, before anything is written: what lies outside the district is refused with its line."""
    done = 0
    for row in read_areas(file):
        if not covers(claimed.area_code, row.code):
            where = f"{file}:{row.line}"
            raise bad_file(
                where, f"{row.code} lies outside {claimed.area_code}", f"{row.code} 不在 {claimed.area_code}"
            )
        done += not row.implied
        if done % STEP == 0 and not row.implied:
            _reached(database, claimed, done)
    _reached(database, claimed, done)


def _reached(database: Database, claimed: Claimed, done: int) -> None:
    with database.transaction() as session:
        wanted = store.reached(session, claimed.id, done)
    if not wanted:
        raise Cancelled
