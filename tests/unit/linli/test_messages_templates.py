"""Templates: complete in both languages, with facts that exist, or no process starts with them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from linli.contracts.messages import Language
from linli.messages.templates import Wording, load_templates

WORDING = {"short": "s {code}", "title": "t {code}", "text": "first {code}\nsecond {due}"}
FACTS = {"code": "7K3QX", "due": "tomorrow"}


def file_of(folder: Path, **changed: object) -> Path:
    """A file with one template, of which something was changed: its Chinese wording, or a part of it."""
    chinese = {**WORDING, **changed}
    path = folder / "messages.yaml"
    path.write_text(yaml.safe_dump({"thing.done": {"zh": chinese, "en": WORDING}}), encoding="utf-8")
    return path


def test_each_text_gets_its_facts(tmp_path: Path) -> None:
    templates = load_templates(file_of(tmp_path, short="短 {due}"), FACTS)
    assert templates.names == {"thing.done"}
    assert templates.worded("thing.done", Language.ZH, FACTS).short == "短 tomorrow"
    english = Wording("s 7K3QX", "t 7K3QX", "first 7K3QX\nsecond tomorrow")
    assert templates.worded("thing.done", Language.EN, FACTS) == english


def test_a_fact_is_one_line_and_its_braces_are_its_own(tmp_path: Path) -> None:
    templates = load_templates(file_of(tmp_path), FACTS)
    worded = templates.worded("thing.done", Language.ZH, {**FACTS, "code": "a\r\nBcc: b\x00{due}\u2028"})
    assert worded.title == "t a Bcc: b {due} "


@pytest.mark.parametrize(
    "text",
    ["{phone}", "{code.__class__}", "{code[0]}", "{}", "{0}", "{code!r}", "{code:>1000000}", "{code", "two\nlines"],
)
def test_a_text_that_names_no_fact_or_does_more_than_name_one_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        load_templates(file_of(tmp_path, short=text), FACTS)


def test_the_template_at_fault_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"messages\.yaml: thing\.done\.zh\.title: there is no fact \{phone\}"):
        load_templates(file_of(tmp_path, title="{phone}"), FACTS)


@pytest.mark.parametrize("changed", [{"short": None}, {"title": 3}, {"letter": "more"}])
def test_a_wording_with_a_part_too_few_or_too_many_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"thing\.done\.zh must have exactly"):
        load_templates(file_of(tmp_path, **changed), FACTS)


def test_a_template_without_one_of_the_languages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "messages.yaml"
    path.write_text(yaml.safe_dump({"thing.done": {"en": WORDING}}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"thing\.done\.zh"):
        load_templates(path, FACTS)
