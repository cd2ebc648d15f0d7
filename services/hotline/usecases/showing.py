"""What screens show beside a request: what the caller may do with it, who would have it by the rules; titles."""

from __future__ import annotations

from uuid import UUID

from linli.contracts.hotline.showing import ActionsView, ListTitles, ProposedUnit, TitlesView, TitleView
from linli.work import Work
from services.hotline.domain.request import Action, Request
from services.hotline.domain.transitions import RULES, HeldAt, possible
from services.hotline.store import joint
from services.hotline.store import requests as store
from services.hotline.usecases.catalogue import ruled
from services.hotline.usecases.requests import get_request

HELPED = frozenset({Action.SIGN_HELP, Action.REPORT_HELP, Action.RELEASE_HELPER})


def actions(work: Work, request_id: UUID) -> ActionsView:
    """What the caller may do with the request now, as the calls themselves would decide. Raises `NotFound`."""
    request = get_request(work, request_id)
    proposed = ruled(work, request).unit
    return ActionsView(
        version=request.sequence,
        actions=tuple(one.value for one in possible(request.state) if _may(work, request, one)),
        proposed=ProposedUnit(unit_area=proposed.area_code, department=proposed.department),
    )


def _may(work: Work, request: Request, action: Action) -> bool:
    if action is Action.DECIDE_EXTENSION and request.extension_asked_at is None:
        return False
    if action in HELPED and not request.helpers_open:
        return False
    rule = RULES[action]
    return any(_holds(work, area, action) for area in _held_at(work, request, action, rule.held_at))


def _holds(work: Work, area_code: str, action: Action) -> bool:
    return work.principal is not None and bool(work.principal.roles_at(area_code) & RULES[action].roles)


def _held_at(work: Work, request: Request, action: Action, held_at: HeldAt) -> tuple[str, ...]:
    """At one of which areas the role for the action must be held."""
    if held_at is HeldAt.UNIT:
        return (request.unit_area,)
    if held_at is HeldAt.TIER_ABOVE:
        disputed = request.dispute_area if action is Action.DECIDE_DISPUTE else None
        return (disputed or request.tier_above,)
    if held_at is HeldAt.HELPER:
        return tuple(one.unit_area for one in joint.helpers_of(work.session, request.id))
    return (request.area_code,)


def titles(work: Work, said: ListTitles) -> TitlesView:
    """The titles of those of the requests that the caller may see; the others are passed over."""
    work.authorised = True
    found = store.titles_of(work.session, said.ids)
    shown = (row for row in found if work.reaches(row.area_code))
    named = ("id", "tracking_code", "title", "latitude", "longitude")
    return TitlesView(items=tuple(TitleView(**{one: getattr(row, one) for one in named}) for row in shown))
