"""How a text becomes terms to search by: Chinese in pairs of characters, other writing in words; no dictionary needed.

Every two neighbouring Han characters are one term, a lone one is a term by itself; letters and digits of other
scripts are whole words. Full-width and half-width forms and cases count alike (NFKC, casefold).
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_WORD = 30
K1, B = 1.2, 0.5
"""BM25's saturation of repeated terms and its share of length (Robertson and Zaragoza 2009)."""
SCALE = 1000
"""Weights are kept as whole thousandths, so that sums are the same on every database."""
_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")


@dataclass(frozen=True)
class Field:
    """A part of an article: how much a term in it counts, and its usual number of terms."""

    text: str
    weight: float
    usual: int


@dataclass(frozen=True)
class Place:
    """A term where it stands in a text: from character `start` up to `end`."""

    term: str
    start: int
    end: int


def folded(text: str) -> str:
    """The text with as many characters as before, each in its plain lower-case form where that is one character."""
    return "".join(map(_plain, text))


@functools.cache
def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).casefold()
    return plain if len(plain) == 1 else character


def places(text: str, *, written: bool = False) -> Iterator[Place]:
    """Every term of the text with its place, in order.

    `written`: of a text to be found; there the last character of each Chinese run is a term by itself too, so that
    every character begins some term.
    """
    for run in _RUN.finditer(folded(text)):
        word, start = run[0], run.start()
        if not _IS_HAN.match(word):
            yield Place(word[:LONGEST_WORD], start, run.end())
        elif len(word) == 1:
            yield Place(word, start, start + 1)
        else:
            yield from (Place(word[at : at + 2], start + at, start + at + 2) for at in range(len(word) - 1))
            if written:
                yield Place(word[-1], run.end() - 1, run.end())


def terms(text: str, *, written: bool = False) -> list[str]:
    """Every term of the text, in order; `written` as in `places`."""
    return [place.term for place in places(text, written=written)]


def is_lone(term: str) -> bool:
    """Whether the term is a single Han character, which stands for every term that begins with it."""
    return len(term) == 1 and bool(_IS_HAN.match(term))


def weights(fields: Iterable[Field]) -> dict[str, int]:
    """What each term of a text in several fields counts, in thousandths below K1 + 1: BM25F without the rarity."""
    counted: defaultdict[str, float] = defaultdict(float)
    for field in fields:
        found = terms(field.text, written=True)
        norm = 1 - B + B * len(found) / field.usual
        for term, times in Counter(found).items():
            counted[term] += field.weight * times / norm
    return {term: max(1, round(SCALE * (K1 + 1) * tf / (K1 + tf))) for term, tf in counted.items()}


def rarity(articles: int, having: int) -> int:
    """How much a term tells that `having` of all articles have: BM25's idf in thousandths, at least 1."""
    return max(1, round(SCALE * math.log(1 + (articles - having + 0.5) / (having + 0.5))))
