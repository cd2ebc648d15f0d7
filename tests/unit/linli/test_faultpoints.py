"""Planted faults: a process dies at the n-th pass of a point, a handler fails n times; unplanned, nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linli.faultpoints import POINTS

ROOT = Path(__file__).parents[3]


def run(program: str, **environment: str) -> tuple[int, list[str]]:
    """How this program ended, and the lines it printed until then."""
    begin = "import atexit\nfrom linli import faultpoints\n"
    done = subprocess.run(
        [sys.executable, "-u", "-c", begin + program], env=environment, cwd=ROOT, capture_output=True, timeout=60
    )
    return done.returncode, done.stdout.decode().split()


PASSES = """
atexit.register(print, 'cleaned')
for number in range(1, 6):
    for point in faultpoints.POINTS:
        print(f'{point}:{number}')
        try:
            faultpoints.reach(point)
        except BaseException:
            print('caught')
"""


@pytest.mark.parametrize("point", POINTS)
def test_the_process_is_killed_at_the_nth_pass_unasked_and_uncleaned(point: str) -> None:
    code, printed = run(PASSES, LINLI_CRASH_AT=f"{point}:3")
    assert code == -signal.SIGKILL
    assert printed[-1] == f"{point}:3"


def test_a_point_without_a_number_kills_at_the_first_pass() -> None:
    assert run(PASSES, LINLI_CRASH_AT=POINTS[0])[1] == [f"{POINTS[0]}:1"]


@pytest.mark.parametrize("plan", ["", "nowhere:1", f"{POINTS[0]}:99"])
def test_without_a_plan_for_it_a_point_does_nothing(plan: str) -> None:
    code, printed = run(PASSES, LINLI_CRASH_AT=plan)
    assert code == 0
    assert len(printed) == 5 * len(POINTS) + 1


HANDLES = """
for name in ['grid.open_case'] * 4 + ['hotline.settle']:
    try:
        faultpoints.enter(name)
        print('done')
    except faultpoints.Planted as planted:
        print(planted)
"""


@pytest.mark.parametrize(
    ("plan", "failures"),
    [("grid.open_case:2", 2), ("grid.open_case:0", 0), ("grid.open_case:always", 4), ("grid.open_case", 0), ("", 0)],
)
def test_a_handler_fails_as_often_as_planned_and_no_other_does(plan: str, failures: int) -> None:
    printed = run(HANDLES, LINLI_FAIL_AT=plan)[1]
    assert printed == ["grid.open_case"] * failures + ["done"] * (5 - failures)
