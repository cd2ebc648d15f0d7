"""How the walk of routes asks those of the catalogue: free to read, changed by administrators of a district only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Caller

CATEGORIES = "/api/hotline/categories"
CATEGORY: dict[str, Any] = {
    "zh": "路灯",
    "en": "Lamp",
    "group": "road",
    "service": "grid",
    "unit": {"tier": "street", "department": "CG"},
    "deadlines": {"sign": "1h", "answer": "2h", "settle": "3wd"},
}

RULES: dict[str, dict[str, Any]] = {
    "routing": {"kind": "praise", "unit": {"tier": "district"}},
    "deadline": {"kind": "question", "deadlines": {"settle": "1wd"}},
}
"""Each with the code of a rule that the shipped catalogue has."""
TAKEN = {"routing": "praise", "deadline": "question"}
DRY_RUN = "/api/hotline/routing/dry-run"

Way = tuple[Callable[[Caller], Any], int, bool | str]


def ways() -> dict[tuple[str, str], Way]:
    """Changes name a version that nobody has, or a code that is taken: they are let in and change nothing."""
    one = f"{CATEGORIES}/<string:code>"
    found = {way: asked for kind in RULES for way, asked in _rule_ways(kind).items()}
    return found | {
        ("POST", DRY_RUN): (_posting(DRY_RUN, {"area_code": COMMUNITY}), 200, True),
        ("GET", CATEGORIES): (_reading(CATEGORIES), 200, False),
        ("GET", f"{CATEGORIES}/codes"): (_reading(f"{CATEGORIES}/codes"), 200, False),
        ("GET", f"{CATEGORIES}/suggested"): (_reading(f"{CATEGORIES}/suggested?text=路灯"), 200, False),
        ("GET", one): (_reading(f"{CATEGORIES}/other"), 200, False),
        ("POST", CATEGORIES): (_posting(CATEGORIES, {**CATEGORY, "code": "other"}), 409, DISTRICT),
        ("POST", f"{one}/change"): (_posting(f"{CATEGORIES}/other/change", CATEGORY), 412, DISTRICT),
        ("POST", f"{one}/retire"): (_posting(f"{CATEGORIES}/other/retire", {}), 412, DISTRICT),
    }


def _rule_ways(kind: str) -> dict[tuple[str, str], Way]:
    path, body, taken = f"/api/hotline/{kind}-rules", RULES[kind], TAKEN[kind]
    return {
        ("GET", path): (_reading(path), 200, False),
        ("POST", path): (_posting(path, {**body, "code": taken}), 409, DISTRICT),
        ("POST", f"{path}/<string:code>/change"): (_posting(f"{path}/{taken}/change", body), 412, DISTRICT),
        ("POST", f"{path}/<string:code>/retire"): (_posting(f"{path}/{taken}/retire", {}), 412, DISTRICT),
    }


def _reading(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)


def _posting(path: str, body: Any) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body, If_Match='"999"')
