"""Waiting for something to become true, instead of sleeping and hoping."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class TimedOut(AssertionError):
    """What was waited for did not become true in the time allowed."""


def poll(until: Callable[[], T], timeout: float = 60.0, message: str = "the condition") -> T:
    """Call `until` until it returns something true and return that.

    `timeout` is in seconds; `until` is called at least once and once more at the end. Its exceptions are not caught.
    Raises TimedOut naming `message` and the last value seen.
    """
    deadline = time.monotonic() + timeout
    pause = 0.005
    while True:
        over = time.monotonic() >= deadline
        value = until()
        if value:
            return value
        if over:
            raise TimedOut(f"not true within {timeout:g} s: {message} (last value: {value!r})")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
