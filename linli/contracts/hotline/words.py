"""The words and field kinds of the hotline: channels, kinds, states, what a request may call on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from marshmallow import validate

from linli.contracts.base import END

Category = Annotated[
    str, validate.Length(max=60), validate.Regexp(rf"^[a-z0-9_]+(\.[a-z0-9_]+)*{END}", error="Give a category code.")
]


Phone = Annotated[
    str,
    validate.Length(max=24),
    validate.Regexp(r"^\+?[0-9][0-9 -]{4,22}" + END, error="Give a telephone number. 请填写电话号码。"),
]


Mobile = Annotated[
    str, validate.Regexp(r"^1[3-9][0-9]{9}" + END, error="Give a mobile number of 11 digits. 请填写11位手机号码。")
]
"""A Chinese mobile number in the one form that it is kept in."""


TrackingCode = Annotated[str, validate.Regexp(r"^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}" + END)]


Latitude = Annotated[float, validate.Range(-90, 90)]


Longitude = Annotated[float, validate.Range(-180, 180)]


Level = Annotated[int, validate.Range(1, 5)]
"""好差评, from 1 (very bad) to 5 (very good), GB/T 39735-2020."""


class Channel(StrEnum):
    """How a request reached the hotline."""

    PHONE = "phone"
    WEB = "web"
    APP = "app"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"
    PATROL = "patrol"
    OTHER = "other"


class Kind(StrEnum):
    """What the citizen wants: 咨询 求助 投诉 举报 建议 表扬."""

    QUESTION = "question"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class RequestState(StrEnum):
    """The states of a work order 工单."""

    RECORDED = "recorded"
    PENDING_DISPATCH = "pending_dispatch"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    DISPUTED = "disputed"
    SETTLED = "settled"
    CALL_BACK = "call_back"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    REFERRED = "referred"


ENDED = frozenset({RequestState.CLOSED, RequestState.WITHDRAWN, RequestState.MERGED, RequestState.REFERRED})
"""The states of a work order that has ended, though some ends can be undone."""


class WaitingFor(StrEnum):
    """For whom a work order waits while its clock stands still."""

    CITIZEN = "citizen"
    THIRD_PARTY = "third_party"


class ReturnReason(StrEnum):
    """Why a unit returns a work order 退单."""

    NOT_OURS = "not_ours"
    WRONG_PLACE = "wrong_place"
    UNCLEAR = "unclear"
    NOT_POSSIBLE = "not_possible"
    TASK_GIVEN_UP = "task_given_up"
    OTHER = "other"


class EmergencyLine(StrEnum):
    """The emergency lines that a request may be referred to."""

    POLICE = "110"
    FIRE = "119"
    MEDICAL = "120"


class CallBackOutcome(StrEnum):
    """What a call-back 回访 found."""

    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    NOT_REACHED = "not_reached"


class HelperState(StrEnum):
    """The states of a helping unit's part of a work order 协办."""

    ASKED = "asked"
    SIGNED = "signed"
    REPORTED = "reported"
    RELEASED = "released"


class Gap(StrEnum):
    """What the record of a request lacks, as it was when the request was recorded."""

    PLACE = "place"
    CONTACT = "contact"
    ANSWERS = "answers"


class UpdateKind(StrEnum):
    """Who wrote an update of a request: the citizen, or its unit in public."""

    COMMENT = "comment"
    REPLY = "reply"


class TaskService(StrEnum):
    """The services a request may call on."""

    ASSISTANCE = "assistance"
    VOLUNTEER = "volunteer"
    GRID = "grid"
