"""Formulas are read whole or not at all, with every fault by its line; a district's own go before the shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.figures.conditions import HANDLINGS
from gateway.figures.counting import Share
from gateway.figures.document import in_words, text
from gateway.figures.formulas import Better, effective, formula_of, read, shipped
from linli.cli import main
from linli.config import settings
from linli.errors import Invalid, NotFound

WANTED = {
    *("response", "resolution", "satisfaction", "on_time_signing", "on_time_closing", "first_call_resolution"),
    *("valid_call_backs", "returns", "rework", "extensions", "repeats", "data_quality"),
}
OWN = """figures:
  - code: returns
    zh: 退单率
    en: Returns
    says_zh: 只计首轮
    says_en: of the first round only
    source: 区考评办法
    of: handlings
    by: dispatched
    counted: [dispatched, first_round, not excluded]
    reached: [returned]
    better: lower
  - code: complaints_settled
    zh: 投诉按时办结率
    en: Complaints settled in time
    says_zh: 投诉类按时办结
    says_en: complaints settled in time
    source: 区考评办法
    of: handlings
    by: settled
    counted: [complaint, not excluded, settled]
    reached: [settled_in_time]
"""


def written(folder: Path, said: str) -> Path:
    file = folder / "own.yaml"
    file.write_text(said, encoding="utf-8")
    return file


def fault(folder: Path, said: str) -> str:
    with pytest.raises(Invalid) as refused:
        read(written(folder, said))
    assert refused.value.code == "bad_file"
    return refused.value.message


def test_all_the_figures_that_a_hotline_owes_are_there_each_with_its_source() -> None:
    assert shipped().keys() >= WANTED
    assert all(one.source and one.says_zh and one.says_en for one in shipped().values())


def test_all_but_the_quality_of_the_record_leave_out_what_is_out_of_scope() -> None:
    assert [code for code, one in shipped().items() if "not excluded" not in one.counted] == ["data_quality"]


def test_a_districts_own_formulas_take_the_place_of_the_shipped_or_are_added(tmp_path: Path) -> None:
    found = effective(written(tmp_path, OWN))
    assert list(found) == [*shipped(), "complaints_settled"]
    assert found["returns"].counted == ("dispatched", "first_round", "not excluded")
    assert (found["returns"].better, found["complaints_settled"].better) == (Better.LOWER, Better.HIGHER)
    assert effective(None) == shipped()


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    wrong = OWN.replace("by: settled", "by: called_back").replace("[returned]", "[sent_back, not lost]")
    told = fault(tmp_path, wrong)
    assert "own.yaml:2: reached: sent_back is no condition of handlings; there are excluded, dispatched" in told
    assert "own.yaml:2: reached: not lost is no condition" in told
    assert "own.yaml:13: by: called_back is no moment of handlings; there are opened, dispatched" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("code: complaints_settled", "code: returns", "own.yaml:13: code: returns stands on line 2 already"),
        ("code: returns", "code: Returns!", "own.yaml:2: code: Give a code."),
        ("of: handlings", "of: telephones", "own.yaml:2: of: "),
        ("[returned]", "[]", "own.yaml:2: reached: "),
        ("better: lower", "better: sideways", "own.yaml:2: better: "),
        ("source: 区考评办法", "weight: 5", "own.yaml:2: "),
        ("figures:", "figure:", "own.yaml:1: figure is no list of figures"),
        ("    en: Returns", "\tzh: [", "own.yaml:"),
    ],
)
def test_what_is_not_right_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert told in fault(tmp_path, OWN.replace(old, new, 1))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.yaml"):
        effective(tmp_path / "none.yaml")


def test_the_setting_names_the_file() -> None:
    assert settings({"LINLI_FIGURES": "/etc/linli/figures.yaml"}).figures == Path("/etc/linli/figures.yaml")
    assert settings({}).figures is None


def test_the_command_shows_the_formulas_and_names_the_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)  # that of the tests' server
    monkeypatch.setenv("LINLI_DATA", str(tmp_path / "var"))
    assert main(["figures", "check", str(written(tmp_path, OWN))]) == 0
    assert "settled_in_time / complaint, not excluded, settled" in capsys.readouterr().out
    monkeypatch.setenv("LINLI_FIGURES", str(written(tmp_path, OWN.replace("[returned]", "[lost]"))))
    assert main(["figures", "show"]) == 1
    assert "own.yaml:2: reached: lost is no condition" in capsys.readouterr().err


def test_an_unknown_figure_is_not_found() -> None:
    with pytest.raises(NotFound):
        formula_of(shipped(), "telephones")


def test_where_nothing_was_counted_there_is_no_value() -> None:
    assert (Share(0, 0).value, Share(0, 3).value, Share(2, 3).value) == (None, 0.0, 0.6667)
    assert Share(1, 2) + Share(2, 3) == Share(3, 5)


def test_the_document_has_every_formula_and_every_word() -> None:
    told = text(shipped())
    for one in shipped().values():
        assert one.says_zh in told
        assert in_words(one).partition(" / ")[0] in told.replace("`", "").replace(" · ", ", ")
    assert all(f"| `{name}` |" in told for name in HANDLINGS.conditions)
