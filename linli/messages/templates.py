"""The texts of messages: a YAML file in every language and for every channel, checked when a process starts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from string import Formatter
from typing import Any

from linli import yaml_text
from linli.contracts.messages import Language

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True)
class Wording:
    """One template in one language: `short` for SMS, `title` and `text` for the others."""

    short: str
    title: str
    text: str


class Templates:
    """Every template by name and language; `facts` are the placeholders a text may hold."""

    def __init__(self, wordings: Mapping[tuple[str, Language], Wording], facts: Iterable[str]) -> None:
        self._wordings = dict(wordings)
        self.facts = frozenset(facts)

    @property
    def names(self) -> frozenset[str]:
        """The names of the templates."""
        return frozenset(name for name, _ in self._wordings)

    def worded(self, name: str, language: Language, facts: Mapping[str, str]) -> Wording:
        """The texts with the facts in their places. A fact is a line: control characters in it become blanks."""
        plain = {fact: _CONTROL.sub(" ", value) for fact, value in facts.items()}
        found = self._wordings[name, language]
        return Wording(*(getattr(found, one.name).format_map(plain) for one in fields(Wording)))


def load_templates(path: Path, facts: Iterable[str]) -> Templates:
    """The templates of a file; raises ValueError naming the template at fault, so that no process starts with it."""
    known = frozenset(facts)
    said = yaml_text.read(path.read_text(encoding="utf-8"))
    wordings = {
        (name, language): _wording(f"{path.name}: {name}.{language}", by_language.get(language.value), known)
        for name, by_language in said.items()
        for language in Language
    }
    return Templates(wordings, known)


def _wording(place: str, said: Any, known: frozenset[str]) -> Wording:
    wanted = {one.name for one in fields(Wording)}
    if not isinstance(said, dict) or set(said) != wanted or not all(isinstance(one, str) for one in said.values()):
        raise ValueError(f"{place} must have exactly {', '.join(sorted(wanted))}")
    for name, text in said.items():
        _check(f"{place}.{name}", text, known)
    return Wording(**{name: text.strip() for name, text in said.items()})


def _check(place: str, text: str, known: frozenset[str]) -> None:
    """Only plain placeholders of known facts: `{fact}`, without a path into it, a conversion or a format."""
    for _, fact, form, conversion in Formatter().parse(text):
        if fact is not None and (fact not in known or form or conversion):
            raise ValueError(f"{place}: there is no fact {{{fact}}}; there are {', '.join(sorted(known))}")
    if "\n" in text.strip() and not place.endswith(".text"):
        raise ValueError(f"{place} must be one line")
