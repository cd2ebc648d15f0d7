"""`linli run` on an empty directory shows the whole platform at work; killed, it goes on; in trouble, it says so."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import sqlite3
import time
from pathlib import Path

import pytest

from tests import books
from tests.e2e.asking import Person, assert_one_sentence, command
from tests.e2e.figures import assert_figures_are_recomputed, recomputed
from tests.e2e.trial import PATIENCE, Runs
from tests.platforms import DATABASES, Platform
from tests.polling import poll
from tests.private_server import free_ports

AGAIN = 45.0
"""Seconds in which one that finds everything done must serve, under the same circumstances."""
ACCOUNTS = 12
TABLE_LINE = r"^(\d{6,9}) +(\d+) +(\d+) +(\d+) +(\d+)/(\d+)/(\d+) +(\S+)$"


def _printed_accounts(said: str) -> list[tuple[str, str]]:
    found = re.findall(r"^  ([a-z_]+) +([-\w]{16}) +\d{6,12}$", said, re.MULTILINE)
    assert ("shown only this once" in said) == bool(found), said
    return found


def test_it_prints_what_it_did_and_where_it_serves(runs: Runs) -> None:
    """Areas, the file's rows and rules, the replay's outcome, the address."""
    first, last = runs.said[0], runs.said[-1]
    assert "Areas loaded: 1 district, 11 street, 111 community." in first
    assert "600 requests to replay." in last
    assert re.search(r"Replayed 600 requests in [0-9.]+ s: ", last), last
    assert f"Serving at {runs.platform.url}/ " in last


def test_it_was_killed_in_the_middle_of_the_replay(runs: Runs) -> None:
    """Both kills happened while there was work left: otherwise the tests here prove nothing."""
    assert all(100 <= seen < 560 for seen in runs.seen_at_kills), runs.seen_at_kills
    assert ["Serving at" in said for said in runs.said[:3]] == [False, False, True]


def test_accounts_are_printed_once_and_let_people_in(runs: Runs) -> None:
    """A password for each role at the first start, none later; each signs in."""
    made = _printed_accounts(runs.said[0])
    assert len(made) == len({login for login, _ in made}) == ACCOUNTS
    assert not _printed_accounts("".join(runs.said[1:]))
    login, password = made[-1]
    assert _sign_in(runs.platform, login, password) == 200
    assert _sign_in(runs.platform, login, password[::-1]) == 401


def _sign_in(platform: Platform, login: str, password: str) -> int:
    answer = Person(platform).ask("POST", "/api/login", {"login": login, "password": password})
    return answer.status_code


def test_killed_twice_it_has_the_figures_of_the_file(runs: Runs) -> None:
    """Every area's figures are those recomputed from the file; so are those printed for district and streets."""
    books.come_to_rest(runs.platform)
    assert_figures_are_recomputed(runs.platform, runs.platform.token())
    printed = {row[0]: tuple(map(int, row[1:7])) for row in re.findall(TABLE_LINE, runs.said[-1], re.MULTILINE)}
    wanted = {}
    for area, one in recomputed().items():
        tasks = [one.by_service.get(service) for service in ("assistance", "volunteer", "grid")]
        wanted[area] = (one.open, one.closed, one.late, *(task.open + task.closed if task else 0 for task in tasks))
    assert printed == {area: figures for area, figures in wanted.items() if len(area) <= 9}


def test_killed_twice_its_district_has_cells_once(runs: Runs) -> None:
    """Whoever tries it sees coverage and can plan rounds: each community has its cells, none twice."""
    wanted = "SELECT count(DISTINCT code) AS codes, count(*) AS cells, count(DISTINCT area_code) AS places FROM cell"
    poll(lambda: runs.platform.rows("grid", wanted)[0]["places"] == 111, PATIENCE, "the cells of 111 communities")
    counted = runs.platform.rows("grid", wanted)[0]
    assert counted["codes"] == counted["cells"] == 6001


def test_killed_twice_it_has_lost_and_doubled_nothing(runs: Runs) -> None:
    """600 requests, one for each row, with the tasks and events that belong to them."""
    books.come_to_rest(runs.platform)
    rows = runs.platform.rows("hotline", "SELECT id, source_ref FROM request")
    assert len({row["source_ref"] for row in rows}) == len(rows) == 600
    books.check(runs.platform, [books.uuid_of(row["id"]) for row in rows])


def test_a_second_process_may_not_use_the_same_directory(runs: Runs) -> None:
    """It says who is there already, and the first goes on serving."""
    (port,) = free_ports(1)
    done = command({**runs.platform.environment, "LINLI_PORT": str(port)}, "run", "--no-replay")
    assert_one_sentence(done, "LINLI_DATA", runs.platform.environment["LINLI_DATA"])
    assert runs.platform.processes["embedded"].ready()


def test_started_again_it_repeats_nothing(runs: Runs) -> None:
    """Ended in order and started once more: it sees that the file was replayed, and nobody takes a step."""
    books.come_to_rest(runs.platform)
    before = _steps(runs.platform)
    assert runs.platform.processes["embedded"].terminate() == 0
    began = time.monotonic()
    runs.start()
    runs.until_serving()
    took = time.monotonic() - began
    print(f"serving again after {took:.1f} s")
    assert took < AGAIN
    assert "nyc311.csv were replayed before" in runs.said[-1]
    books.come_to_rest(runs.platform)
    assert _steps(runs.platform) == before
    assert not _printed_accounts(runs.said[-1])
    assert "Areas loaded" not in runs.said[-1]


def _steps(platform: Platform) -> dict[str, int]:
    """How many steps each service told and the gateway heard of: what clocks tell meanwhile is nobody's step."""
    tables = {service: "timeline_row" if service == "gateway" else "outbox" for service in DATABASES}
    question = f"SELECT count(*) AS n FROM {{}} WHERE {books.STEPS}"
    return {service: platform.rows(service, question.format(table))[0]["n"] for service, table in tables.items()}


def _refused(data: Path, *named: str, **environment: str) -> None:
    (port,) = free_ports(1)
    done = command({"LINLI_DATA": str(data), "LINLI_PORT": str(port), **environment}, "run", "--no-replay")
    assert_one_sentence(done, *named)
    assert "Serving at" not in done.stdout


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    """It neither waits for the port nor takes another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        _refused(tmp_path / "var", port, "LINLI_PORT", LINLI_PORT=port)


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_named(tmp_path: Path, port: str) -> None:
    """What is no port number is refused before anything is made."""
    _refused(tmp_path / "var", "LINLI_PORT", port, LINLI_PORT=port)
    assert not (tmp_path / "var").exists()


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A place below a regular file can be nobody's directory, not even root's."""
    (tmp_path / "file").touch()
    _refused(tmp_path / "file" / "var", str(tmp_path / "file" / "var"), "LINLI_DATA")


@pytest.mark.parametrize("service", ["hotline", "gateway"])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, service: str) -> None:
    """It is neither used nor replaced."""
    file = tmp_path / f"{service}.db"
    file.write_bytes(b"no database at all " * 500)
    _refused(tmp_path, str(file))
    assert file.read_bytes() == b"no database at all " * 500


def test_a_damaged_secret_is_named(tmp_path: Path) -> None:
    """Without the secret nothing that was sealed can be read: a new one would hide that."""
    (tmp_path / "secret.key").write_bytes(b"short")
    _refused(tmp_path, str(tmp_path / "secret.key"))
    assert (tmp_path / "secret.key").read_bytes() == b"short"


def test_a_database_damaged_in_the_middle_is_named(runs: Runs, tmp_path: Path) -> None:
    """A file whose beginning is sound and whose pages are not is found out at the start, not by a citizen."""
    copy = tmp_path / "var"
    books.come_to_rest(runs.platform)
    shutil.copytree(runs.platform.environment["LINLI_DATA"], copy)
    file = copy / "hotline.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:  # what the log beside it holds would undo the damage
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = bytearray(file.read_bytes())
    whole[8192:-4096] = b"\x5a" * (len(whole) - 8192 - 4096)
    file.write_bytes(whole)
    _refused(copy, str(file))
