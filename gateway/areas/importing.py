"""Loads published areas into the tree in one transaction, keeping what was valid before.

Rows are staged in a temporary table, judged there as a whole, and only then written: until the last check has passed
the tree is untouched. A code the files do not name stays as it is, for a file may hold one district only.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Engine, TextClause, bindparam, text

from gateway.areas.reading import AreaRow, bad_file, read_areas
from linli.areas import Tier, parent_of, path_of, tier_of

BATCH = 10_000
Progress = Callable[[int], object]
Staged = tuple[str, str, str, str | None, str, str, int, int, bool]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many areas of each tier a load inserted, renamed and found unchanged."""

    inserted: dict[Tier, int] = field(default_factory=dict)
    renamed: dict[Tier, int] = field(default_factory=dict)
    unchanged: dict[Tier, int] = field(default_factory=dict)

    def by_outcome(self) -> tuple[tuple[str, dict[Tier, int]], ...]:
        """The three counts, each with its name."""
        return ("inserted", self.inserted), ("renamed", self.renamed), ("unchanged", self.unchanged)


def load_areas(
    engine_or_connection: Engine | Connection,
    files: Sequence[Path],
    as_of: date,
    progress: Progress = lambda rows: None,
) -> LoadReport:
    """Load the files, all or nothing, as the areas of `as_of`; `progress` is told how many lines each batch took.

    A new code is valid from `as_of`; a changed name ends the old row and begins a new one at `as_of` (on one and the
    same day it corrects the row). With a connection the caller's transaction is used, and the caller commits. Raises
    `Invalid` (`area_file`) naming file and line for a bad row, a code given twice, two names for one code, a parent
    that is in neither files nor tree, and a code whose history goes beyond `as_of`; nothing is written then.
    """
    if isinstance(engine_or_connection, Engine):
        with engine_or_connection.begin() as connection:
            return load_areas(connection, files, as_of, progress)
    connection = engine_or_connection
    _prepare(connection)
    for batch in _batched(_staged(files), BATCH):
        _stage(connection, batch)
        progress(sum(not implied for *_, implied in batch))
    connection.execute(text("CREATE INDEX ix_area_stage ON area_stage (code)"))
    connection.execute(text("ANALYZE area_stage"))
    _judge(connection, as_of)
    report = _write(connection, as_of)
    connection.execute(text("DROP TABLE area_stage"))
    return report


def _prepare(connection: Connection) -> None:
    """One load at a time (readers go on), however long its statements take."""
    collation = ""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("LOCK TABLE area IN SHARE ROW EXCLUSIVE MODE"))
        collation = 'COLLATE "C"'
    connection.execute(text("DROP TABLE IF EXISTS area_stage"))
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE area_stage (code text {collation}, name text, tier text, "
            f"parent_code text {collation}, path text {collation}, "
            "file text, line integer, seq integer, implied boolean)"
        )
    )


def _staged(files: Sequence[Path]) -> Iterator[Staged]:
    rows = (row for file in files for row in read_areas(file))
    return (_with_place(row, seq) for seq, row in enumerate(rows))


def _with_place(row: AreaRow, seq: int) -> Staged:
    code = row.code
    return code, row.name, tier_of(code).value, parent_of(code), path_of(code), row.file, row.line, seq, row.implied


def _stage(connection: Connection, rows: Sequence[Staged]) -> None:
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql("INSERT INTO area_stage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", list(rows))
        return
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    buffer.seek(0)
    cursor: Any = connection.connection.cursor()  # psycopg2's own, for COPY
    with cursor:
        cursor.copy_expert("COPY area_stage FROM STDIN (FORMAT csv)", buffer)


_SAME_CODE = (
    "SELECT a.code, a.name, a.file, a.line, b.name, b.file, b.line FROM area_stage a "
    "JOIN area_stage b ON b.code = a.code AND b.seq > a.seq WHERE "
)
_REPEATED = _SAME_CODE + "NOT a.implied AND NOT b.implied ORDER BY b.seq LIMIT 1"
_TWO_NAMES = _SAME_CODE + "a.name <> b.name ORDER BY b.seq LIMIT 1"
_KEEP_ONE = (
    "DELETE FROM area_stage WHERE implied AND EXISTS (SELECT 1 FROM area_stage other "
    "WHERE other.code = area_stage.code AND (NOT other.implied OR other.seq < area_stage.seq))"
)
_ORPHAN = (
    "SELECT s.code, s.file, s.line, s.parent_code FROM area_stage s WHERE s.parent_code IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM area_stage p WHERE p.code = s.parent_code) "
    "AND NOT EXISTS (SELECT 1 FROM area p WHERE p.code = s.parent_code AND p.valid_from <= :as_of "
    "AND (p.valid_to IS NULL OR p.valid_to > :as_of)) ORDER BY s.seq LIMIT 1"
)
_BEYOND = (
    "SELECT s.code, s.file, s.line, a.valid_from FROM area_stage s JOIN area a ON a.code = s.code "
    "WHERE a.valid_from > :as_of OR a.valid_to > :as_of ORDER BY s.seq LIMIT 1"
)


def _judge(connection: Connection, as_of: date) -> None:
    """Raises `Invalid` for the first fault of the staged rows as a whole; of several rows for one code keeps one."""
    if twice := connection.execute(text(_REPEATED)).first():
        code, _, file, line, _, other, other_line = twice
        fault = f"the code {code} is already at {file}:{line}"
        raise bad_file(f"{other}:{other_line}", fault, f"代码 {code} 已见于 {file}:{line}")
    if names := connection.execute(text(_TWO_NAMES)).first():
        code, name, file, line, other_name, other, other_line = names
        fault = f"{code} is {other_name!r} here and {name!r} at {file}:{line}"
        raise bad_file(f"{other}:{other_line}", fault, f"{code} 的名称与 {file}:{line} 不一致")
    connection.execute(text(_KEEP_ONE))
    if orphan := connection.execute(_dated(_ORPHAN, as_of)).first():
        code, file, line, parent = orphan
        fault = f"{code} lies in {parent}, which is in no file and not among the areas of {as_of}"
        raise bad_file(f"{file}:{line}", fault, f"{code} 的上级 {parent} 不在文件中，也不在 {as_of} 的区划中")
    if beyond := connection.execute(_dated(_BEYOND, as_of)).first():
        code, file, line, since = beyond
        fault = f"{code} has been loaded with validity after {as_of} (from {since}): load with a later date"
        raise bad_file(f"{file}:{line}", fault, f"{code} 已有晚于 {as_of} 的记录（{since} 起），请用更晚的日期导入")


_OUTCOMES = (
    "SELECT CASE WHEN a.code IS NULL THEN 'inserted' WHEN a.name <> s.name THEN 'renamed' ELSE 'unchanged' END, "
    "s.tier, count(*) FROM area_stage s LEFT JOIN area a ON a.code = s.code AND a.valid_to IS NULL GROUP BY 1, 2"
)
_CORRECT = (
    "UPDATE area SET name = (SELECT s.name FROM area_stage s WHERE s.code = area.code) "
    "WHERE valid_to IS NULL AND valid_from = :as_of "
    "AND EXISTS (SELECT 1 FROM area_stage s WHERE s.code = area.code AND s.name <> area.name)"
)
_END = (
    "UPDATE area SET valid_to = :as_of WHERE valid_to IS NULL "
    "AND EXISTS (SELECT 1 FROM area_stage s WHERE s.code = area.code AND s.name <> area.name)"
)
_BEGIN = (
    "INSERT INTO area (code, valid_from, valid_to, name, tier, parent_code, path) "
    "SELECT s.code, :as_of, NULL, s.name, s.tier, s.parent_code, s.path FROM area_stage s "
    "WHERE NOT EXISTS (SELECT 1 FROM area a WHERE a.code = s.code AND a.valid_to IS NULL) ORDER BY s.code"
)


def _write(connection: Connection, as_of: date) -> LoadReport:
    report = LoadReport()
    counts = {(outcome, tier): number for outcome, tier, number in connection.execute(text(_OUTCOMES))}
    for tier in Tier:
        for outcome, by_tier in report.by_outcome():
            if number := counts.get((outcome, tier.value)):
                by_tier[tier] = number
    for statement in (_CORRECT, _END, _BEGIN):
        connection.execute(_dated(statement, as_of))
    return report


def _dated(statement: str, as_of: date) -> TextClause:
    return text(statement).bindparams(bindparam("as_of", as_of, Date))


def _batched(rows: Iterable[Staged], size: int) -> Iterator[list[Staged]]:
    batch: list[Staged] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
