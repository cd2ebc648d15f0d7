"""Recurring moments: the recurrence rules of RFC 5545, within bounds that keep an answer quick."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from dateutil.rrule import rrule, rrulestr

from linli.errors import Invalid

LONGEST_RULE = 500
MOST = 5000
"""Moments looked at for one answer."""
_OFTEN = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|BYSECOND|BYMINUTE|BYHOUR")


def rule_of(text: str, first: datetime) -> rrule:
    """The rule, its moments counted from the aware moment `first`, whose wall clock it keeps.

    Raises `Invalid` (`bad_recurrence`, field `rule`) for what is no rule, and for one that recurs within a day.
    """
    written = text.strip().upper().removeprefix("RRULE:")
    if len(written) > LONGEST_RULE or "\n" in written or not written.startswith(("FREQ=", "INTERVAL=")):
        raise _bad("Give one rule of RFC 5545 such as FREQ=WEEKLY;BYDAY=MO.")
    if _OFTEN.search(written):
        raise _bad("A rule may recur daily or less often.")
    try:
        made = rrulestr(written, dtstart=first)
    except (ValueError, TypeError, AttributeError) as error:
        raise _bad(f"This is no recurrence rule: {str(error)[:80]}.") from error
    if not isinstance(made, rrule):
        raise _bad("Give one rule only.")
    return made


def occurrences(
    text: str, first: datetime, since: datetime, until: datetime, excluded: Sequence[datetime] = ()
) -> list[datetime]:
    """The rule's moments from `since` to before `until`, without those excluded, at most `MOST`.

    Raises as `rule_of`.
    """
    found = rule_of(text, first).xafter(since - timedelta(microseconds=1), inc=True)
    within = itertools.takewhile(lambda moment: moment < until, itertools.islice(found, MOST))
    left_out = set(excluded)
    return [moment for moment in within if moment not in left_out]


def _bad(text: str) -> Invalid:
    zh = "重复规则须符合RFC 5545，如 FREQ=WEEKLY;BYDAY=MO。"
    return Invalid("bad_recurrence", text, zh, {"rule": [f"{text} {zh}"]})
