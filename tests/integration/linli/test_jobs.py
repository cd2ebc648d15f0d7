"""Repeated work goes on after failures, at once while there is some, and ends after the step in hand."""

from __future__ import annotations

import threading
from functools import partial

import structlog

from linli.jobs import Job, Loops, jobs_of
from tests.factories.counter_service import Counter
from tests.polling import poll

PERSONAL = "13912345678"


def test_a_services_own_work_is_found_by_its_mark() -> None:
    service = Counter()
    (job,) = jobs_of(service)
    assert (job.name, job.pause) == ("counter.step", 0.01)
    loops = Loops()
    loops.start(job)
    poll(lambda: service.steps >= 5, message="steps with and without more to do")
    loops.stop()
    ended = service.steps
    assert loops.stopping
    assert service.steps == ended


def test_a_step_that_found_work_is_followed_at_once() -> None:
    left, emptied = [0] * 200, threading.Event()

    def step() -> bool:
        if left:
            left.pop()
        else:
            emptied.set()
        return bool(left)

    loops = Loops()
    loops.start(Job("busy", step, pause=3600.0))
    poll(lambda: not left, message="everything is done without a pause")
    loops.stop()


class Pauses(threading.Event):
    """Says how long each pause would be, and ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.append(timeout)
        return True


def test_some_work_is_followed_by_the_short_pause_much_by_none_and_idleness_by_longer_ones() -> None:
    answers: list[bool | int] = [3, 0, 0, 0, 0, 7, True, True, 0]
    pauses, loops = Pauses(), Loops()

    def step() -> bool | int:
        if not answers:
            loops.stop(0)
            return 0
        return answers.pop(0)

    loops.start(Job("relay", step, pause=1.0, longest=5.0, wake=pauses))
    poll(lambda: loops.stopping, message="all answers are given")
    assert pauses.asked[:7] == [1.0, 1.0, 2.0, 4.0, 5.0, 1.0, 1.0]


def test_a_job_that_fails_is_tried_again_and_logged_once_without_its_text() -> None:
    tried: list[int] = []

    def step() -> None:
        tried.append(1)
        if len(tried) < 3:
            raise RuntimeError(PERSONAL)

    loops = Loops()
    with structlog.testing.capture_logs() as lines:
        loops.start(Job("grid.step", step, pause=0.01))
        poll(lambda: len(tried) > 5, message="it goes on after two failures")
        loops.stop()
    assert [line["job"] for line in lines] == ["grid.step"]
    assert "RuntimeError" in lines[0]["error"]
    assert PERSONAL not in str(lines)


def test_a_failing_job_holds_no_other_up() -> None:
    steps: list[int] = []

    def fail() -> None:
        raise RuntimeError

    loops = Loops()
    loops.start(Job("fails", fail, pause=0.01))
    loops.start(Job("works", lambda: steps.append(1), pause=0.001))
    poll(lambda: len(steps) > 20, message="the other one works")
    loops.stop()


def test_stopping_waits_for_the_step_in_hand_and_cuts_pauses_short() -> None:
    entered, leave, left = threading.Event(), threading.Event(), threading.Event()

    def step() -> None:
        entered.set()
        assert leave.wait(20)
        left.set()

    loops = Loops()
    loops.start(Job("slow", step, pause=3600.0))
    loops.start(Job("pausing", lambda: None, pause=3600.0))
    assert entered.wait(10)
    stopping = threading.Thread(target=loops.stop)
    stopping.start()
    assert poll(lambda: loops.stopping)
    assert stopping.is_alive()
    leave.set()
    stopping.join(10)
    assert not stopping.is_alive()
    assert left.is_set()


def test_stopping_does_not_wait_for_ever() -> None:
    leave = threading.Event()
    loops = Loops()
    loops.start(Job("stuck", lambda: leave.wait(30), pause=1.0))
    loops.stop(patience=0.05)
    leave.set()


def test_a_wake_ends_a_pause_at_once() -> None:
    steps: list[int] = []
    wake = threading.Event()

    def reached(number: int) -> bool:
        return len(steps) >= number

    loops = Loops()
    loops.start(Job("sleepy", lambda: steps.append(1), pause=3600.0, wake=wake))
    for number in range(1, 4):
        poll(partial(reached, number), message=f"step {number}")
        wake.set()
    poll(lambda: len(steps) >= 4, message="the last step")
    loops.stop()
