"""Nothing is forgotten: what holds for every file of the repository, each rule shown to fail on a planted file."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOREIGN = ("gateway/static/swagger/", "linli/data/")
"""Files of others, shipped as they are."""
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
REASON = "# Long:"
"""Begins the comment that says why a module or a function is longer."""
VAGUE = frozenset({"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"})
VARIABLE = re.compile(r"LINLI_[A-Z][A-Z_]*[A-Z]")
LEFT_OVER = re.compile("|".join((r"\bTO" r"DO\b", r"\bFIX" r"ME\b", r"\bXX" r"X\b", r"\bHA" r"CK\b")))
WORKPLACE = re.compile(
    "|".join(
        (
            r"(?<![\w.])/(wo" r"rk|home|root|Users)/",  # a directory of the machine it was written on
            r"\.\./sha" r"red\b",
            r"(?i:\biss" r"ues? #?\d+)",
            r"\biss" r"ues (show|list|close)\b",
            r"(?i:\bsub-?ag" r"ents?\b)",
            r"(?i:\b(earlier|parallel|coding) ses" r"sions?\b)",
            r"--(extra-)?index-u" r"rl",
        )
    )
)


def files() -> list[Path]:
    """Every file of the repository that is ours, also those not committed yet."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    names = [name for name in listed if name and not name.startswith(FOREIGN)]
    return [ROOT / name for name in sorted(names) if (ROOT / name).is_file()]


def modules() -> list[Path]:
    """Every Python module that is ours."""
    return [file for file in files() if file.suffix == ".py"]


def text_of(file: Path) -> str:
    """The text of a file; of one that is no text, nothing."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def lines_with(pattern: re.Pattern[str], file: Path) -> list[str]:
    """Where the pattern occurs in a file."""
    lines = text_of(file).splitlines()
    return [f"{file.name}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if pattern.search(line)]


def too_long(file: Path) -> Iterator[str]:
    """What of a module is longer than it may be, without saying why."""
    source = text_of(file)
    lines = source.splitlines()
    if len(lines) > LONGEST_MODULE and not any(line.startswith(REASON) for line in lines[:20]):
        yield f"{file.name} has {len(lines)} lines"
    for one in ast.walk(ast.parse(source)):
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) or one.end_lineno is None:
            continue
        length = one.end_lineno - one.lineno + 1
        if length > LONGEST_FUNCTION and not any(REASON in line for line in lines[one.lineno - 1 : one.end_lineno]):
            yield f"{file.name}:{one.lineno} {one.name} has {length} lines"


def opens_without_a_word(file: Path) -> bool:
    """Whether a module that has anything in it does not begin with a sentence."""
    source = text_of(file)
    said = ast.get_docstring(ast.parse(source)) or ""
    return bool(source.strip()) and not re.match(r"(?s).+[.:]($|\n)", said)


def documented() -> set[str]:
    """The variables that docs/configuration.md has a row for."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(LINLI_\w+)` \|", text, re.MULTILINE))


def variables_of(found: list[Path]) -> set[str]:
    """The variables that these files name, other than in words."""
    texts = [text_of(file) for file in found if file.suffix != ".md" and "tests" not in file.parts]
    return {name for text in texts for name in VARIABLE.findall(text)}


# ---- the rules hold --------------------------------------------------------------------------------------------------


def test_no_file_speaks_of_the_place_it_was_written_at() -> None:
    assert [line for file in files() for line in lines_with(WORKPLACE, file)] == []


def test_nothing_is_left_to_be_done() -> None:
    assert [line for file in files() for line in lines_with(LEFT_OVER, file)] == []


def test_no_module_or_function_is_long_without_a_reason() -> None:
    assert [told for file in modules() if "migrations" not in file.parts for told in too_long(file)] == []


def test_half_of_the_modules_and_functions_are_short() -> None:
    sources = [text_of(file) for file in modules() if "tests" not in file.parts]
    lengths = sorted(len(source.splitlines()) for source in sources if source)
    functions = sorted(
        (one.end_lineno or one.lineno) - one.lineno + 1
        for source in sources
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] < 110
    assert functions[len(functions) // 2] < 10


def test_every_module_opens_with_a_sentence() -> None:
    assert [str(file.relative_to(ROOT)) for file in modules() if opens_without_a_word(file)] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [file.name for file in modules() if file.name in VAGUE] == []


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    tests = {"LINLI_FAULT_RUNS", "LINLI_FAULT_SEED", "LINLI_SCREENS"}
    assert variables_of(files()) ^ documented() <= tests


def test_every_file_of_ours_is_text_in_utf_8() -> None:
    broken = [file.name for file in files() if file.read_bytes() and not text_of(file)]
    assert [name for name in broken if not name.endswith((".png", ".ico", ".woff2"))] == []


def test_decisions_are_numbered_and_say_why_what_and_what_follows() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [file.name[:4] for file in decisions] == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    for file in decisions:
        text = text_of(file)
        assert text.startswith(f"# {int(file.name[:4])}. "), file.name
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), file.name


# ---- a file gone wrong is found --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        'DATA = "/wo' + 'rk/data"',
        "see ../sha" + "red/design",
        "as iss" + "ue 12 asks",
        "iss" + "ues show 2",
        "done by a sub" + "agent",
        "as in an earlier ses" + "sion",
        "--index" + "-url https://example.org",
    ],
)
def test_a_word_of_the_workplace_is_found(tmp_path: Path, line: str) -> None:
    file = tmp_path / "planted.md"
    file.write_text(f"first\n{line}\n", encoding="utf-8")
    assert lines_with(WORKPLACE, file) == [f"planted.md:2: {line}"]


@pytest.mark.parametrize("line", ["the session of the database", "/api/work/", "a network/path", "session cookie"])
def test_words_of_the_trade_are_not_taken_for_it(tmp_path: Path, line: str) -> None:
    file = tmp_path / "fine.md"
    file.write_text(line, encoding="utf-8")
    assert lines_with(WORKPLACE, file) == []


def test_a_left_over_is_found(tmp_path: Path) -> None:
    file = tmp_path / "planted.py"
    file.write_text("# TO" + "DO: later\n", encoding="utf-8")
    assert lines_with(LEFT_OVER, file) != []


def test_a_long_module_and_a_long_function_are_found_unless_they_say_why(tmp_path: Path) -> None:
    file = tmp_path / "planted.py"
    body = "    pass\n" * LONGEST_FUNCTION
    file.write_text(f"def long():\n{body}" + "x = 1\n" * LONGEST_MODULE, encoding="utf-8")
    assert list(too_long(file)) == ["planted.py has 441 lines", "planted.py:1 long has 41 lines"]
    said = f"# Long: a table\ndef long():  # Long: a list\n{body}" + "x = 1\n" * LONGEST_MODULE
    file.write_text(said, encoding="utf-8")
    assert list(too_long(file)) == []


@pytest.mark.parametrize(("source", "found"), [("x = 1\n", True), ('"""Says it."""\n', False), ("", False)])
def test_a_module_without_a_sentence_is_found(tmp_path: Path, source: str, found: bool) -> None:
    file = tmp_path / "planted.py"
    file.write_text(source, encoding="utf-8")
    assert opens_without_a_word(file) is found


def test_an_undocumented_variable_is_found(tmp_path: Path) -> None:
    file = tmp_path / "planted.py"
    file.write_text('os.environ["LINLI_NEW_THING"]\n', encoding="utf-8")
    assert variables_of([file]) - documented() == {"LINLI_NEW_THING"}
