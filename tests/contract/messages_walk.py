"""The routes of messages as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.factories.people import COMMUNITY
from tests.factories.web import Caller, Web
from tests.polling import poll

Way = tuple[Callable[[Caller], Any], int, bool]
LISTS = ("/api/hotline/deliveries", "/api/hotline/notices")


def ways(web: Web) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community.

    The message has no channel, so trying it again is a conflict; a notice may be read again and again.
    """
    log, notices = LISTS
    if not _first(web, log):
        web.be().open(contact_phone="13912345678")
    message, notice = (poll(partial(_first, web, one), message=one) for one in LISTS)
    return {
        ("GET", log): (_get(f"{log}?area={COMMUNITY}"), 200, True),
        ("POST", f"{log}/<uuid:message_id>/retry"): (_post(f"{log}/{message}/retry"), 409, True),
        ("GET", notices): (_get(f"{notices}?area={COMMUNITY}"), 200, True),
        ("POST", f"{notices}/<uuid:notice_id>/read"): (_post(f"{notices}/{notice}/read"), 200, True),
    }


def _first(web: Web, path: str) -> str:
    """The id of the first of a list, or nothing."""
    items = (web.be().get(f"{path}?area={COMMUNITY}").json or {})["items"]
    return str(items[0]["id"]) if items else ""


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)


def _post(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.post(path)
