"""Which number a call out shows, as Zammad's generic CTI has it: the rule of its destination, or the line's own."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from gateway.telephone.lines import Line


def answer_to_outgoing(line: Line, called: str) -> dict[str, Any]:
    """The `dial` action with the caller id for this destination; nothing to say when none is set.

    Rules are destinations with `*`, as `4930*`; of several that fit, the longest counts.
    """
    fitting = [pattern for pattern in line.caller_ids if fnmatchcase(called, pattern)]
    caller_id = line.caller_ids[max(fitting, key=len)] if fitting else line.caller_id
    return {"action": "dial", "caller_id": caller_id, "number": called} if caller_id else {}
