"""Named places where a fault test may end the process or make a handler fail; they do nothing otherwise.

`LINLI_CRASH_AT=point:n` kills the process, unasked and uncleaned, the n-th time it passes the point.
`LINLI_FAIL_AT=service.handler:n` makes that handler raise the first n times it runs; `:always` every time.
"""

from __future__ import annotations

import os
import signal

BEFORE_COMMIT = "before_commit"
BEFORE_ACK = "before_ack"
BEFORE_MARK = "before_mark"
IN_RELAY_BATCH = "in_relay_batch"
POINTS = (BEFORE_COMMIT, BEFORE_ACK, BEFORE_MARK, IN_RELAY_BATCH)

_crash_point, _, _crash_count = os.environ.get("LINLI_CRASH_AT", "").partition(":")
_until_crash = int(_crash_count or 1)
_failing, _, _fail_count = os.environ.get("LINLI_FAIL_AT", "").partition(":")
_failures_left = -1 if _fail_count == "always" else int(_fail_count or 0)


class Planted(Exception):
    """The failure that a test planted in a handler."""


def reach(point: str) -> None:
    """End this process here, if that was asked for and it is the time."""
    global _until_crash
    if point != _crash_point:
        return
    _until_crash -= 1
    if _until_crash == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def enter(handler: str) -> None:
    """Raise `Planted` in this handler (`service.handler`), if that was asked for and failures are left."""
    global _failures_left
    if handler != _failing or _failures_left == 0:
        return
    _failures_left -= 1
    raise Planted(handler)
