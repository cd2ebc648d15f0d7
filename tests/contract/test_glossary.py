"""The glossary has every word that people see: states, roles, kinds, channels, services and tiers, each in Chinese."""

from __future__ import annotations

import re
from enum import Enum, StrEnum
from pathlib import Path

import pytest

from linli import areas, identity
from linli.contracts.release import contract_modules
from linli.contracts.terms import vocabularies, zh
from services.hotline.domain.transitions import Action

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
ENUMS: list[type[Enum]] = [Action] + [
    one
    for module in (*contract_modules(), identity, areas)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Enum) and one.__module__ == module.__name__
]


def unexplained(words: type[Enum], glossary: str) -> list[str]:
    """The values of an enumeration without a row, with a Chinese term, in the section of its name."""
    sections = [one for one in glossary.split("\n## ") if one.partition("\n")[0].endswith(f"`{words.__name__}`")]
    rows = re.findall(r"^\| [^|]*[\u4e00-\u9fff][^|]* \| `(\w+)` \| [^|]+ \|$", "\n".join(sections), re.MULTILINE)
    return [str(one.value) for one in words if one.value not in rows]


@pytest.mark.parametrize("words", ENUMS, ids=lambda words: words.__name__)
def test_every_word_is_in_the_glossary_with_its_chinese_term(words: type[Enum]) -> None:
    assert unexplained(words, GLOSSARY) == []


@pytest.mark.parametrize("words", ENUMS, ids=lambda words: words.__name__)
def test_the_glossary_has_no_word_that_the_code_lost(words: type[Enum]) -> None:
    (section,) = [one for one in GLOSSARY.split("\n## ") if one.partition("\n")[0].endswith(f"`{words.__name__}`")]
    rows = re.findall(r"^\| [^|]+ \| `(\w+)` \|", section, re.MULTILINE)
    assert rows == [one.value for one in words]


def test_a_word_that_is_missing_or_not_in_chinese_is_found() -> None:
    class Mood(StrEnum):
        GLAD = "glad"
        SAD = "sad"
        CALM = "calm"

    moods = "## Moods 心情: `Mood`\n\n| 高兴 | `glad` | glad |\n| sad | `sad` | sad |\n"
    glossary = f"# G\n\n{moods}\n## More\n\n| 静 | `calm` | calm |\n"
    assert unexplained(Mood, glossary) == ["sad", "calm"]


@pytest.mark.parametrize("words", ENUMS, ids=lambda words: words.__name__)
def test_the_chinese_term_of_every_value_is_known_to_the_code(words: type[Enum]) -> None:
    assert all(re.search("[\u4e00-\u9fff]", zh(one)) for one in words if isinstance(one, StrEnum))


def test_there_is_no_vocabulary_of_an_enumeration_that_is_not_there() -> None:
    assert sorted(vocabularies()) == sorted(words.__name__ for words in ENUMS)
