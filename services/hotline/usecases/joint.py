"""Joint handling: helping units are asked, sign, report or are released; the last one lets the lead settle."""

from __future__ import annotations

from uuid import UUID

from linli.contracts.envelope import Event
from linli.contracts.hotline.joint import AddHelper, HelpersView, HelperView, ReleaseHelper, ReportHelp, SignHelp
from linli.work import Work
from services.hotline.domain.joint import Helper
from services.hotline.domain.request import Action, Request
from services.hotline.domain.routing import Unit
from services.hotline.store import joint as store
from services.hotline.store import requests as requests_store
from services.hotline.usecases.deciding import check_held
from services.hotline.usecases.history import tell
from services.hotline.usecases.requests import to_change


def add_helper(work: Work, said: AddHelper) -> Request:
    """Ask another unit to help."""
    request = to_change(work, said.id, said.version, Action.ADD_HELPER)
    helper, asked = request.add_helper(work.now, Unit(said.unit_area, said.department), said.reason, said.due_at)
    store.save(work.session, helper)
    tell(work, asked, note=f"{said.unit_area}/{said.department}: {said.reason}", reason="asked")
    return request


def sign_help(work: Work, said: SignHelp) -> Request:
    """The helping unit signs for its part."""
    request, helper = _helper_to_change(work, said)
    check_held(work, Action.SIGN_HELP, helper.unit_area)
    tell(work, request.sign_help(work.now, helper), reason=helper.state)
    return request


def report_help(work: Work, said: ReportHelp) -> Request:
    """The helping unit reports its part done."""
    request, helper = _helper_to_change(work, said)
    check_held(work, Action.REPORT_HELP, helper.unit_area)
    _end_help(work, request, helper, request.report_help(work.now, helper, said.result))
    return request


def release_helper(work: Work, said: ReleaseHelper) -> Request:
    """The helping unit need not do its part."""
    request, helper = _helper_to_change(work, said)
    check_held(work, Action.RELEASE_HELPER, request.unit_area)
    _end_help(work, request, helper, request.release_helper(work.now, helper, said.reason))
    return request


def _helper_to_change(work: Work, said: SignHelp | ReportHelp | ReleaseHelper) -> tuple[Request, Helper]:
    request = to_change(work, said.id, said.version)
    return request, store.helper_of(work.session, said.id, said.helper_id)


def _end_help(work: Work, request: Request, helper: Helper, ended: Event) -> None:
    """Where the request's task ended before its helping units, the last of them settles it."""
    tell(work, ended, note=helper.result or "", reason=helper.state)
    if request.task_outcome and not request.helpers_open and request.may(Action.SETTLE):
        tell(work, request.settle(work.now, request.task_outcome), note=request.task_outcome)


def helpers(work: Work, request_id: UUID) -> HelpersView:
    """The helping units of a request."""
    request = requests_store.request_of(work.session, request_id)
    work.authorise(request.area_code, "request", "诉求")
    return HelpersView(version=request.sequence, helpers=tuple(map(_view, store.helpers_of(work.session, request.id))))


def _view(helper: Helper) -> HelperView:
    return HelperView(
        id=helper.id,
        unit_area=helper.unit_area,
        department=helper.department,
        state=helper.state,
        asked_for=helper.asked_for,
        result=helper.result,
        asked_at=helper.asked_at,
        due_at=helper.due_at,
        signed_at=helper.signed_at,
        ended_at=helper.ended_at,
    )
