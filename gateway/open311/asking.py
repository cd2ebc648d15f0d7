"""What a call of the standard asks for: whose jurisdiction, which requests, of which time, which page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import request

from gateway.areas import store as areas
from gateway.areas.store import Area
from gateway.open311 import keys
from gateway.open311.keys import ApiKey
from gateway.parts import parts
from gateway.refusals import Undecodable
from linli.clock import local, now
from linli.errors import Forbidden, NotFound

SPAN = timedelta(days=90)
MOST = 1000
"""The standard's own bounds of an answer."""
LONGEST = 400
"""Characters of an argument that is no text."""


def bad(field: str, text: str, zh: str) -> Undecodable:
    """The refusal of an argument: 400."""
    return Undecodable("bad_argument", f"{field}: {text}", f"{field}：{zh}", {field: [f"{text} {zh}"]})


def missing(field: str) -> Undecodable:
    """The refusal of a call without an argument that it needs: 400."""
    return bad(field, "was not provided.", "未提供。")


def absent(field: str) -> NotFound:
    """The answer about what there is not: 404."""
    return NotFound("not_found", f"{field}: not found.", f"{field}：不存在。")


def given(arguments: Mapping[str, str], name: str) -> str | None:
    """An argument, an empty one being none. Raises `Undecodable` for one that is too long."""
    found = (arguments.get(name) or "").strip()
    if len(found) > LONGEST and name not in ("description", "address_string", "service_request_id", "media_url"):
        raise bad(name, "is too long.", "过长。")
    return found or None


def jurisdiction(arguments: Mapping[str, str]) -> Area:
    """The district, which need not be named where there is but one.

    Raises `Undecodable` when it is not named but must be, `NotFound` when there is none of this code.
    """
    code = given(arguments, "jurisdiction_id")
    with parts().database.reading() as session:
        known = areas.districts(session, local(now()).date())
    if code is None and len(known) != 1:
        raise missing("jurisdiction_id")
    found = next((one for one in known if code in (None, one.code)), None)
    if found is None:
        raise absent("jurisdiction_id")
    return found


def api_key(arguments: Mapping[str, str]) -> ApiKey:
    """The key of who asks. Raises `Forbidden` when there is none or it is not good (any more)."""
    text = given(arguments, "api_key")
    with parts().database.reading() as session:
        found = keys.find(session, text) if text else None
    if found is None:
        raise Forbidden("bad_api_key", "api_key: missing or not valid.", "api_key：缺少或无效。")
    parts().limiter.account(str(found.id))
    return found


def moment(arguments: Mapping[str, str], name: str) -> datetime | None:
    """A moment in W3C form with its zone. Raises `Undecodable`."""
    text = given(arguments, name)
    if text is None:
        return None
    found: datetime | None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1900 <= found.year < 9990:
        raise bad(name, "give a moment such as 2010-01-01T00:00:00Z.", "请填写如 2010-01-01T00:00:00Z 的时间。")
    return found


@dataclass(frozen=True)
class Period:
    """From the first moment to the last, both included."""

    first: datetime
    last: datetime


def period(arguments: Mapping[str, str]) -> Period:
    """The time asked for, the last 90 days unless said. Raises `Undecodable` for more than 90 days, or none."""
    first, last = moment(arguments, "start_date"), moment(arguments, "end_date")
    if last is None:
        last = min(first + SPAN, now()) if first else now()
    first = first or last - SPAN
    if not timedelta() <= last - first <= SPAN:
        raise bad("end_date", "lies up to 90 days after start_date.", "应在 start_date 之后90天内。")
    return Period(first, last)


@dataclass(frozen=True)
class Slice:
    """Which rows of an answer: `page` counts from 1."""

    page: int
    size: int

    @property
    def skipped(self) -> int:
        """Rows of the pages before."""
        return (self.page - 1) * self.size


def rows(arguments: Mapping[str, str]) -> Slice:
    """The page asked for, the first 1000 rows unless said. Raises `Undecodable`."""
    return Slice(_count(arguments, "page", 1, 100_000), _count(arguments, "page_size", MOST, MOST))


def _count(arguments: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = given(arguments, name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or not 1 <= int(text) <= most:
        raise bad(name, f"give a number from 1 to {most}.", f"应为1至{most}的整数。")
    return int(text)


def ids(arguments: Mapping[str, str]) -> list[UUID] | None:
    """The ids asked for, comma delimited; None for all. What is no id is no request's. Raises `Undecodable`."""
    text = given(arguments, "service_request_id")
    if text is None:
        return None
    named = text.split(",")
    if len(named) > MOST:
        raise bad("service_request_id", f"name at most {MOST}.", f"最多{MOST}个。")
    return [found for one in named if (found := an_id(one.strip())) is not None]


def an_id(text: str) -> UUID | None:
    """The id that this is, if any."""
    try:
        return UUID(text)
    except ValueError:
        return None


def words(arguments: Mapping[str, str], name: str) -> list[str] | None:
    """The words asked for, comma delimited; None for all."""
    text = given(arguments, name)
    return [one.strip() for one in text.split(",")] if text else None


def form() -> Mapping[str, str]:
    """What was posted. Raises `Undecodable` unless it is a form in UTF-8."""
    if request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        text, zh = "send application/x-www-form-urlencoded.", "请以 application/x-www-form-urlencoded 提交。"
        raise bad("Content-Type", text, zh)
    if any("\ufffd" in value or "\x00" in value for value in request.form.values()):
        raise bad("body", "is not UTF-8 text.", "不是 UTF-8 文本。")
    return request.form
