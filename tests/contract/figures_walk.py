"""The routes of figures as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.people import COMMUNITY
from tests.factories.web import Caller

Way = tuple[Callable[[Caller], Any], int, bool]
FIGURES = "/api/hotline/figures"


def ways() -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    return {
        ("GET", FIGURES): (_get(f"{FIGURES}?area={COMMUNITY}"), 200, True),
        ("GET", f"{FIGURES}/formulas"): (_get(f"{FIGURES}/formulas"), 200, False),
        ("GET", f"{FIGURES}/<string:code>/requests"): (_get(f"{FIGURES}/returns/requests?area={COMMUNITY}"), 200, True),
    }


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
