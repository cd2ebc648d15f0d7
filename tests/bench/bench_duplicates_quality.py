"""How well each method tells pairs of requests apart: `python -m tests.bench.bench_duplicates_quality`.

Three sets of labelled pairs, all written by hand: the half by which the weights were chosen, the other half, and pairs
written after everything was fixed. A method's threshold is the one of the best F1 on the first. Prints for each set the
average precision, and precision, recall and F1 at that threshold.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from services.hotline.domain.duplicates import ALIKE, likeness, same_grams
from services.hotline.domain.wording import plain
from tests.factories.matters import PAIRS, Pair, labelled_pairs

Method = Callable[[Pair], float]


def squeezed(text: str) -> str:
    """The normalised text without blanks."""
    return plain(text).replace(" ", "")


def grams(text: str, size: int) -> frozenset[str]:
    """Every run of so many characters."""
    run = squeezed(text)
    return frozenset(run[at : at + size] for at in range(len(run) - size + 1)) or frozenset([run])


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """What both have of what either has."""
    return len(one & other) / len(one | other)


def tokens(text: str) -> frozenset[str]:
    """Words and numbers; of Chinese, which has no blanks, the characters."""
    return frozenset(one for run in plain(text).split() for one in ([run] if run.isascii() else run))


def cosine(pairs: Sequence[Pair]) -> Method:
    """The cosine of tf-idf vectors of character pairs, their rarity counted in these pairs."""
    texts = [one.text for pair in pairs for one in (pair.one, pair.other)]
    having = Counter(gram for text in texts for gram in grams(text, 2))

    def weights(text: str) -> dict[str, float]:
        return {gram: math.log((1 + len(texts)) / (1 + having[gram])) + 1 for gram in grams(text, 2)}

    def method(pair: Pair) -> float:
        one, other = weights(pair.one.text), weights(pair.other.text)
        both = sum(one[gram] * other[gram] for gram in one.keys() & other.keys())
        return both / math.hypot(*one.values()) / math.hypot(*other.values())

    return method


def without(*fields: str) -> Method:
    """The likeness where these fields are not known."""
    nothing = dict.fromkeys(fields)
    return lambda pair: likeness(replace(pair.one, **nothing), replace(pair.other, **nothing)).score  # type: ignore[arg-type]


def half_typed(pair: Pair) -> float:
    """The likeness when half of the second text is typed."""
    text = pair.other.text
    return likeness(pair.one, replace(pair.other, text=text[: len(text) // 2])).score


def methods(chosen_by: Sequence[Pair]) -> dict[str, Method]:
    """The methods compared."""
    return {
        "characters, Jaccard": lambda pair: jaccard(grams(pair.one.text, 1), grams(pair.other.text, 1)),
        "2-grams, Jaccard": lambda pair: jaccard(grams(pair.one.text, 2), grams(pair.other.text, 2)),
        "3-grams, Jaccard": lambda pair: jaccard(grams(pair.one.text, 3), grams(pair.other.text, 3)),
        "2-grams, tf-idf cosine": cosine(chosen_by),
        "token set, Jaccard": lambda pair: jaccard(tokens(pair.one.text), tokens(pair.other.text)),
        "SequenceMatcher": lambda pair: SequenceMatcher(
            None, squeezed(pair.one.text), squeezed(pair.other.text)
        ).ratio(),
        "wording (addresses out), Dice": lambda pair: same_grams(pair.one.wording.grams, pair.other.wording.grams),
        "likeness by text and address": without("category", "latitude", "longitude", "caller"),
        "likeness without place": without("latitude", "longitude"),
        "likeness without category": without("category"),
        "likeness without caller": without("caller"),
        "likeness, half of the text typed": half_typed,
        "likeness": lambda pair: likeness(pair.one, pair.other).score,
    }


def average_precision(scored: Iterable[tuple[float, bool]]) -> float:
    """The mean of the precisions at each true pair, the likeliest pairs first; of equal scores the untrue first."""
    ranked = sorted(scored, key=lambda one: (-one[0], one[1]))
    found, total = 0, 0.0
    for rank, (_, same) in enumerate(ranked, start=1):
        if same:
            found += 1
            total += found / rank
    return total / found


def quality(scored: Iterable[tuple[float, bool]], threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of taking what reaches the threshold."""
    taken = Counter((score >= threshold, same) for score, same in scored)
    right, wrong, missed = taken[True, True], taken[True, False], taken[False, True]
    precision = right / (right + wrong) if right else 0.0
    return precision, right / (right + missed), 2 * right / (2 * right + wrong + missed)


def main() -> None:
    """Print the table."""
    pairs = labelled_pairs()
    sets = [pairs[::2], pairs[1::2], labelled_pairs(PAIRS.with_name("duplicate_pairs_later.csv"))]
    print(f"{[len(one) for one in sets]} pairs, {[sum(pair.same for pair in one) for one in sets]} of one matter")
    for name, method in methods(sets[0]).items():
        scored = [[(method(pair), pair.same) for pair in one] for one in sets]
        tell(name, scored, max({score for score, _ in scored[0]}, key=lambda at: quality(scored[0], at)[2]))
    tell("likeness, as the service asks", scored, ALIKE)


def tell(name: str, sets: Iterable[Sequence[tuple[float, bool]]], threshold: float) -> None:
    """Print one method's row: for each set average precision, precision, recall, F1."""
    told = [(average_precision(one), *quality(one, threshold)) for one in sets]
    print(f"{name:33} from {threshold:.2f} | " + " | ".join("  ".join(f"{x:.2f}" for x in one) for one in told))


if __name__ == "__main__":
    main()
