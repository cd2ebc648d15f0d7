"""The words that people read: every value of every enumeration by its Chinese term, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from linli import yaml_text

FILE = Path(__file__).with_name("terms.yaml")


@dataclass(frozen=True, kw_only=True)
class Term:
    """One value of an enumeration: the word of the trade, and in English what is meant."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The values of one enumeration; `zh` and `en` say what they are values of."""

    name: str
    zh: str
    en: str
    words: tuple[Term, ...]
    note: str = ""


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Every vocabulary by the name of its enumeration, in the file's order."""
    said = yaml_text.read(FILE.read_text(encoding="utf-8"))
    return {name: _vocabulary(name, **one) for name, one in said.items()}


def _vocabulary(name: str, words: Mapping[str, Mapping[str, str]], **said: str) -> Vocabulary:
    return Vocabulary(name=name, words=tuple(Term(code=code, **term) for code, term in words.items()), **said)


@cache
def zh(word: StrEnum) -> str:
    """The Chinese term of a value; raises KeyError for one that has none, which a test rules out."""
    return {one.code: one.zh for one in vocabularies()[type(word).__name__].words}[word.value]
