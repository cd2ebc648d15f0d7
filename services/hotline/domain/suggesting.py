"""Which categories a text is likely about, by the words of the catalogue that stand in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from linli.contracts.hotline.catalogue import CategoryDefinition

_LATIN = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
NAME_WEIGHT = 0.5
"""What stands in a name says less than a keyword, for a name is chosen to be read and not to be said."""


@dataclass(frozen=True)
class Suggestion:
    """A category, how much speaks for it, and the words that do."""

    code: str
    score: float
    matched: tuple[str, ...]


class Suggester:
    """Knows the words of a catalogue; made once for each edition.

    A Chinese word counts where it stands, an English one as a whole word; longer words, and words of fewer categories,
    count more. Pairs of characters that a text shares with a Chinese name count a little.
    """

    def __init__(self, categories: Mapping[str, CategoryDefinition]) -> None:
        words: dict[str, dict[str, float]] = defaultdict(dict)
        for code, said in categories.items():
            for word in (*said.keywords, said.zh, said.en):
                words[_plain(word)][code] = 1.0
            for pair in set(_pairs(said.zh)):
                words[pair].setdefault(code, NAME_WEIGHT)
        self._words = {word: of for word, of in words.items() if word}
        self._longest = max(map(len, self._words), default=0)

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        """The likely categories, best first; those with equal scores by their codes."""
        scores: dict[str, float] = defaultdict(float)
        matched: dict[str, list[str]] = defaultdict(list)
        for word in self._found(text):
            of = self._words[word]
            for code, weight in of.items():
                if not any(word in longer for longer in matched[code]):
                    scores[code] += weight * _length(word) / len(of) ** 0.5
                    matched[code].append(word)
        ranked = sorted(scores, key=lambda code: (-scores[code], code))[:limit]
        return [Suggestion(code, round(scores[code], 3), tuple(matched[code])) for code in ranked]

    def _found(self, text: str) -> list[str]:
        """The words that stand in the text, the longest first."""
        found = {word for run in _HAN.findall(text) for word in self._slices(run)}
        said = _LATIN.findall(text.casefold())
        for size in range(1, 8):
            found.update(word for word in _joined(said, size) if word in self._words)
        return sorted(found, key=lambda word: (-len(word), word))

    def _slices(self, run: str) -> Iterator[str]:
        for start in range(len(run)):
            for end in range(start + 1, min(start + self._longest, len(run)) + 1):
                if run[start:end] in self._words:
                    yield run[start:end]


def _joined(words: list[str], size: int) -> Iterable[str]:
    return (" ".join(words[start : start + size]) for start in range(len(words) - size + 1))


def _plain(word: str) -> str:
    """A word as it is looked for: Chinese as it stands, the rest in small letters without marks."""
    return word if _HAN.search(word) else " ".join(_LATIN.findall(word.casefold()))


def _pairs(name: str) -> Iterator[str]:
    return (run[start : start + 2] for run in _HAN.findall(name) for start in range(len(run) - 1))


def _length(word: str) -> float:
    """How much a word says: its characters in Chinese, of which one says about as much as a word of English."""
    return float(len(word)) if _HAN.search(word) else 2.0 * len(word.split())
