"""`linli replay` brings real requests through the platform, on both hostings; the figures are those of the file.

The file is every sixth row of the one that is shipped: all of that goes through the platform in test_run.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests import books
from tests.e2e.asking import assert_one_sentence, command
from tests.e2e.figures import SHIPPED, assert_figures_are_recomputed
from tests.platforms import DATABASES, DISTRICT, Platform

REPLAY = 180.0
"""Seconds a replay may take on a machine that does much else at the same time."""
ENVIRONMENT: dict[str, str] = {}
TABLES = {
    "hotline": ("request", f"outbox WHERE {books.STEPS}"),
    "assistance": ("aid_case", "outbox"),
    "volunteer": ("volunteer_task", "outbox"),
    "grid": ("grid_case", "outbox"),
    "gateway": ("request_row", "task_row", f"timeline_row WHERE {books.STEPS}"),
}
KEYS = "SELECT source_ref FROM request WHERE source_ref LIKE :source ORDER BY source_ref"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sixth of the shipped rows; keys are known by the file's name, so it has that."""
    header, *rows = SHIPPED.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path_factory.mktemp("replay") / SHIPPED.name
    path.write_text("".join([header, *rows[::6]]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def told(platform: Platform, file: Path) -> str:
    """What the first replay of the file said."""
    return platform.linli("replay", str(file), "--area", DISTRICT)


def _counts(platform: Platform) -> dict[str, int]:
    assert set(TABLES) == set(DATABASES)
    return {
        f"{service}.{table}": platform.rows(service, f"SELECT count(*) AS n FROM {table}")[0]["n"]
        for service, tables in TABLES.items()
        for table in tables
    }


def test_every_row_of_the_file_becomes_a_request(platform: Platform, file: Path, told: str) -> None:
    """100 rows, 100 requests, each with its key, and the command says so."""
    assert "100 requests to replay." in told
    found = re.search(r"Replayed 100 requests in ([0-9.]+) s: (.+)\.", told)
    assert found, told
    print(f"replayed in {found[1]} s: {found[2]}")
    assert sum(int(number) for number in re.findall(r"\d+", found[2])) == 100
    assert float(found[1]) < REPLAY
    with file.open(encoding="utf-8", newline="") as rows:
        keys = sorted(f"nyc311:{row['Unique Key']}" for row in csv.DictReader(rows))
    assert [row["source_ref"] for row in platform.rows("hotline", KEYS, source="nyc311:%")] == keys


def test_the_figures_of_every_area_are_those_of_the_file(platform: Platform, file: Path, told: str) -> None:
    """Open, closed and late of district, streets and communities, whole and in part, as recomputed from the file."""
    books.come_to_rest(platform)
    assert_figures_are_recomputed(platform, platform.token(), file)


def test_a_second_replay_changes_nothing(platform: Platform, file: Path, told: str) -> None:
    """The same file again: not one request, task or event more."""
    books.come_to_rest(platform)
    before = _counts(platform)
    again = platform.linli("replay", str(file), "--area", DISTRICT)
    assert again.splitlines()[:-1] == told.splitlines()[:-1]
    assert re.sub(r"in [0-9.]+ s", "", again) == re.sub(r"in [0-9.]+ s", "", told)
    books.come_to_rest(platform)
    assert _counts(platform) == before
    assert_figures_are_recomputed(platform, platform.token(), file)


def _troubled(path: Path) -> Path:
    """Rows: a good one, its key again, one closed before it opened, one without due date, one cut off, one undated."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        pattern = next(csv.DictReader(file))
    header = list(pattern)
    early = {"Created Date": "06/26/2018 10:00:00 AM", "Closed Date": "06/25/2018 10:00:00 AM"}
    rows = [
        pattern | {"Unique Key": "T1"},
        pattern | {"Unique Key": "T1", "Complaint Type": "Noise - Residential"},
        pattern | {"Unique Key": "T2"} | early,
        pattern | {"Unique Key": "T3", "Due Date": ""},
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([row[name] for name in header] for row in rows)
        writer.writerow(["T4", "06/26/2018 10:00:00 AM"])
        writer.writerow([(pattern | {"Unique Key": "T5", "Created Date": "yesterday"})[name] for name in header])
    return path


def test_rows_in_trouble_are_counted_and_named(platform: Platform, tmp_path: Path) -> None:
    """What a rule was applied to is told by count and name, what is refused by its line; the rest is replayed."""
    done = command(platform.environment, "replay", str(_troubled(tmp_path / "trouble.csv")), "--area", DISTRICT)
    assert done.returncode == 0, done.stderr
    assert "3 requests to replay." in done.stdout
    findings = {" ".join(line.split()) for line in done.stdout.splitlines() if line.startswith("  ")}
    assert findings >= {
        "1 refused: the row has too few or too many columns: line 6",
        "1 refused: the created date cannot be read: line 7",
        "1 left out: an earlier row has the same key: T1",
        "1 closed before it opened: taken as closed at opening: T2",
        "1 no due date: the category's settling deadline holds: T3",
    }, findings
    assert re.search(r"Replayed 3 requests in [0-9.]+ s: 3 closed\.", done.stdout), done.stdout
    books.come_to_rest(platform)
    rows = platform.rows("hotline", "SELECT * FROM request WHERE source_ref LIKE 'trouble:%' ORDER BY source_ref")
    assert [row["source_ref"] for row in rows] == ["trouble:T1", "trouble:T2", "trouble:T3"]
    first, early, undue = rows
    assert first["category"] != "noise.residential", "the repeated key's second row was taken"
    assert str(early["ended_at"]) == str(early["opened_at"])
    assert str(undue["settle_due_at"]) != str(first["settle_due_at"])


def test_a_file_or_district_that_cannot_be_replayed_is_refused_with_one_sentence(
    platform: Platform, tmp_path: Path
) -> None:
    """Missing, damaged, without its columns, or into a district that is not loaded: exit code 1, nothing changed."""
    before = _counts(platform)
    damaged, bare = tmp_path / "damaged.csv", tmp_path / "bare.csv"
    damaged.write_bytes(SHIPPED.read_bytes()[:40_000] + b"\xff\xfe\x00" + bytes(range(256)))
    bare.write_text("Unique Key,Created Date\n1,06/26/2018 10:00:00 AM\n", encoding="utf-8")
    for path in (tmp_path / "missing.csv", damaged, bare):
        assert_one_sentence(command(platform.environment, "replay", str(path), "--area", DISTRICT), path.name)
    good = str(_troubled(tmp_path / "good.csv"))
    assert_one_sentence(command(platform.environment, "replay", good, "--area", "110101"), "110101")
    assert _counts(platform) == before


def test_the_books_balance_in_the_end(platform: Platform, told: str) -> None:
    """After all of it nothing is lost, doubled, or told differently in two places."""
    books.come_to_rest(platform)
    ids = [books.uuid_of(row["id"]) for row in platform.rows("hotline", "SELECT id FROM request")]
    assert len(ids) >= 100
    books.check(platform, ids)
