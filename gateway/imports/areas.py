"""A file of areas: checked row by row, then loaded as a whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

from gateway.areas.cli import summary
from gateway.areas.importing import load_areas
from gateway.areas.reading import bad_file, read_areas
from gateway.imports.progress import Progress, Told
from gateway.imports.store import Claimed
from linli.areas import Tier, covers
from linli.context import Context
from linli.errors import LinliError

STEP = 1000
"""Rows between two looks whether it is still wanted."""
TIERS = {Tier.DISTRICT: "区", Tier.STREET: "街道", Tier.COMMUNITY: "社区"}


def load(context: Context, claimed: Claimed, progress: Progress) -> Told:
    """Check the file and load it. Raises `Cancelled`, and `Invalid` for what is wrong with the file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "areas.csv"
        file.write_bytes(claimed.content)
        try:
            _check(claimed, file, progress)
            report = load_areas(context.database.engine, [file], claimed.valid_from)
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


def _check(claimed: Claimed, file: Path, progress: Progress) -> None:
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
            progress(done)
    progress(done)
