"""Named places where a fault test may end the process as a power cut would; they do nothing otherwise."""

from __future__ import annotations

import os
import signal

BEFORE_COMMIT = "before_commit"
BEFORE_ACK = "before_ack"
BEFORE_MARK = "before_mark"
IN_RELAY_BATCH = "in_relay_batch"

_name, _, _count = os.environ.get("LINLI_CRASH_AT", "").partition(":")
_left = int(_count or 1)


def reach(point: str) -> None:
    """Kill this process, unasked and uncleaned, the n-th time it passes `point` (`LINLI_CRASH_AT=point:n`)."""
    global _left
    if point != _name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
