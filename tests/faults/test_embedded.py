"""Whatever happens to the one process, no accepted request is lost and no effect is doubled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conduct import Stage, outbox_garbage
from tests.faults.plans import EMBEDDED_KINDS, EMBEDDED_RUNS, embedded_plan, seeds
from tests.platforms import Platform, embedded
from tests.story import desk_at

FAST = {"LINLI_BACKOFF": "0.1,0.2,0.4,0.4,0.4", "LINLI_LOG_LEVEL": "WARNING"}


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Stage]]:
    """The stage in use; a run that fails leaves it to be built anew."""
    kept: list[Stage] = []
    yield kept
    for stage in kept:
        stage.platform.stop()


def _stage(stages: list[Stage], directory: Path) -> Stage:
    if not stages or stages[-1].damaged:
        platform: Platform = embedded(directory, environment=FAST)
        platform.start()
        stages.append(Stage(platform, desk_at(platform), outbox_garbage))
    return stages[-1]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", seeds(EMBEDDED_KINDS, EMBEDDED_RUNS))
def test_nothing_is_lost_or_doubled(seed: int, stages: list[Stage], tmp_path: Path) -> None:
    """A run with the fault of this seed; `LINLI_FAULT_SEED=<seed>` repeats it."""
    plan = embedded_plan(seed)
    print(f"LINLI_FAULT_SEED={seed}: {plan}")
    stage = _stage(stages, tmp_path)
    stage.conduct(plan)


def test_the_same_seed_plans_the_same_fault() -> None:
    """Another run of a seed is the same run, and the seeds between them plan every kind."""
    plans = [embedded_plan(seed) for seed in range(EMBEDDED_RUNS)]
    assert plans == [embedded_plan(seed) for seed in range(EMBEDDED_RUNS)]
    assert {plan.kind for plan in plans} == set(EMBEDDED_KINDS)
