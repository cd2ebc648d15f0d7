"""The figures of a run in words: rate, p50, p95 and p99 of each step in milliseconds, errors."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from gateway.bench.crowd import Score
from gateway.bench.lifecycle import STEPS


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; NaN of nothing."""
    if not values:
        return math.nan
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def errors(score: Score) -> dict[int, int]:
    """How many steps went wrong, by the status they were answered with (0: no answer)."""
    return dict(sorted(Counter(one.status for one in score.taken if not one.good).items()))


def lines(name: str, score: Score) -> Iterator[str]:
    """The report of one run."""
    wrong = errors(score)
    told = ", ".join(f"{count} × {status}" for status, count in wrong.items()) or "none"
    yield f"{name}: {score.lifecycles} lifecycles in {score.seconds:.1f} s, {rate(score):.1f}/s; errors: {told}"
    for step in STEPS:
        took = [one.seconds * 1000 for one in score.taken if one.step == step]
        if took:
            p50, p95, p99 = (percentile(took, share) for share in (0.50, 0.95, 0.99))
            yield f"  {step:8} {len(took):6}  p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f} ms"


def stage_line(rate_wanted: int, score: Score) -> str:
    """One stage of a profile on one line."""
    begun = f"  {rate_wanted:3}/s  done {score.lifecycles:5} in {score.seconds:5.1f} s"
    if not score.taken:
        return f"{begun}  (nobody comes)"
    took = [one.seconds * 1000 for one in score.taken]
    p95, late = percentile(took, 0.95), percentile(score.late, 0.95)
    return (
        f"{begun}  p95 of a step {p95:7.1f} ms  began late by {late:5.2f} s (p95)  errors {sum(errors(score).values())}"
    )


def rate(score: Score) -> float:
    """Complete lifecycles a second."""
    return score.lifecycles / score.seconds if score.seconds else 0.0
