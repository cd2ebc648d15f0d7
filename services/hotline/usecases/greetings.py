"""A greeting call that nobody answered, and that nobody else has looked after, becomes a request."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid5

from linli.calendar import WorkingCalendar
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import Channel
from linli.contracts.volunteer.greetings import GreetingAlarmed, GreetingLevel
from linli.sealing import Sealer
from linli.work import Work
from services.hotline.usecases.requests import open_request

CATEGORY = "elderly.alarm"
"""Urgent, to be signed for within an hour: somebody may lie on the floor."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NAMES = UUID("2b6b6f6e-3c35-4d62-8f4e-0a1d7d5a9c11")
"""What the ids of these requests are derived from: never changed."""


def concerns_hotline(event: GreetingAlarmed) -> bool:
    """Whether it has climbed this far."""
    return event.greeting.level is GreetingLevel.HOTLINE


def open_for_greeting(work: Work, event: GreetingAlarmed, sealer: Sealer, calendar: WorkingCalendar) -> None:
    """Open a request for one call, once; who it is about stands with the call, to those who may see it."""
    minute = f"{event.greeting.due_at:%m-%d}"
    said = OpenRequest(
        id=uuid5(_NAMES, str(event.subject)),
        tracking_code=_code(event.subject),
        area_code=event.area_code,
        category=CATEGORY,
        title=f"【紧急】问候电话无人应答，请立即上门查看（{minute}）",
        description=f"问候电话编号 {event.subject}：邻里与网格员均未确认平安，或本人按键求助。",
        channel=Channel.OTHER,
        source_ref=f"greeting:{event.subject}",
    )
    open_request(work, said, sealer, calendar)


def _code(call_id: UUID) -> str:
    """A tracking code of its own, the same for the same call."""
    number = int.from_bytes(hashlib.sha256(call_id.bytes).digest()[:7], "big") >> 6
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(45, -1, -5))
    return f"{letters[:5]}-{letters[5:]}"
