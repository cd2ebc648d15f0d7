"""The command line with one command only is, for that command, the same as the whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from linli.cli import COMMANDS, parser

WHOLE = parser()


def told(arguments: list[str], only: str | None, capsys: pytest.CaptureFixture[str]) -> str:
    """What is printed of these arguments, which end the command line."""
    with pytest.raises(SystemExit):
        (parser(only) if only else WHOLE).parse_args(arguments)
    printed = capsys.readouterr()
    return printed.out + printed.err


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_alone_is_the_same_as_in_the_whole(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told([name, "--help"], name, capsys) == told([name, "--help"], None, capsys)


@pytest.mark.parametrize("arguments", [["token", "--role", "auditor", "--area", "210103"], ["events", "list"]])
def test_databases_that_were_not_migrated_are_named_with_what_to_do(tmp_path: Path, arguments: list[str]) -> None:
    given = {**os.environ, "LINLI_DATABASE_URL": f"sqlite:///{tmp_path}/{{service}}.db", "LINLI_DATA": str(tmp_path)}
    (tmp_path / "secret").write_bytes(bytes(64))
    (tmp_path / "secret").chmod(0o600)
    given["LINLI_SECRET_FILE"] = str(tmp_path / "secret")
    command = [sys.executable, "-m", "linli.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=given)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "linli: The database is not of this version; run `linli migrate` first.\n"


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["sing"], 2)])
def test_who_names_no_command_that_there_is_is_shown_all(arguments: list[str], code: int) -> None:
    command = [sys.executable, "-m", "linli.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert [name for name in COMMANDS if name not in done.stdout + done.stderr] == []
    assert done.returncode == code
