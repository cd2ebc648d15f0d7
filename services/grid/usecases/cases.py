"""What is done with a grid case; what all tasks do alike is in `linli.tasks.usecases`."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from linli.contracts.grid.cases import (
    AssignCase,
    ConfirmCase,
    EvaluateCase,
    ExtendCase,
    GiveReason,
    GridCaseView,
    LocateCase,
    ReferCase,
    VerifyCase,
)
from linli.contracts.grid.findings import CaseSource, ReportFinding
from linli.contracts.hotline.events import RequestEvent, RequestSettled
from linli.contracts.task import ChangeTask
from linli.errors import Conflict, Invalid
from linli.tasks.usecases import caller_of, task_to_change
from linli.tracking import PATROL_ACCOUNT, identity_of
from linli.work import Work
from services.grid.domain.case import GridCase
from services.grid.store import field
from services.grid.store.cases import CASES, find_referred
from services.grid.usecases import mediation
from services.grid.usecases.kinds import find_kind, kind_to_report

LONG_AGO = timedelta(days=31)


def report(work: Work, said: ReportFinding) -> GridCase:
    """A case for what somebody noticed; raises as `keep_finding`."""
    work.authorise(said.area_code, "area", "区域")
    return keep_finding(work, said, CaseSource.PATROL, caller_of(work))


def keep_finding(work: Work, said: ReportFinding, source: CaseSource, by: UUID | None) -> GridCase:
    """A case for what was noticed; the same report again answers with what is there.

    Raises `Conflict` when the id is that of another area's case, `Invalid` for a moment that cannot be.
    """
    known = CASES.find(work.session, said.id)
    if known is not None:
        if known.area_code != said.area_code:
            raise Conflict("id_taken", "Another case has this id.", "该编号已被占用。")
        return known
    at = said.at or work.now
    if not work.now - LONG_AGO < at <= work.now + timedelta(minutes=5):
        text, zh = "It lies in the future, or more than 31 days ago.", "时间不能晚于现在或早于31天前。"
        raise Invalid("bad_moment", text, zh, {"at": [f"{text} {zh}"]})
    case, told = GridCase.report(said, kind_to_report(work, said.area_code, said.kind), by, source, min(at, work.now))
    CASES.save(work.session, case)
    work.emit(*told)
    return case


def file_case(work: Work, said: ChangeTask) -> GridCase:
    """File what was reported."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.file(at, said.note))
    return case


def confirm_case(work: Work, said: ConfirmCase) -> GridCase:
    """Somebody looked whether what a device reported is there."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.confirm(caller_of(work), said.found, at, said.note))
    return case


def locate_case(work: Work, said: LocateCase) -> GridCase:
    """Note where the matter is; that moves the case no further, so its version stays."""
    case = CASES.task_to_change(work.session, said.id)
    work.authorise(case.area_code, CASES.what, CASES.what_zh)
    work.expect(said.version, case.sequence)
    case.found_latitude, case.found_longitude = said.latitude, said.longitude
    return case


def dismiss_case(work: Work, said: GiveReason) -> GridCase:
    """Do not file what was reported."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.dismiss(at, said.reason))
    return case


def assign_case(work: Work, said: AssignCase) -> GridCase:
    """Send one grid worker; of a finding the clock starts now."""
    case, at = task_to_change(work, said, CASES)
    kind = find_kind(work, case.area_code, case.category) if case.request_id is None else None
    work.emit(case.assign(said.worker_id, at, timedelta(hours=kind.hours) if kind else None))
    return case


def start_case(work: Work, said: ChangeTask) -> GridCase:
    """The worker is at it."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.start(at, said.note))
    return case


def handle_case(work: Work, said: ChangeTask) -> GridCase:
    """The matter is reported handled; a dispute when its mediation has come to an end."""
    case, at = task_to_change(work, said, CASES)
    mediation.check_concluded(work, case)
    work.emit(case.handle(caller_of(work), at, said.note))
    return case


def verify_case(work: Work, said: VerifyCase) -> GridCase:
    """The matter was looked at on site: done, or to be handled again."""
    case, at = task_to_change(work, said, CASES)
    look = case.verify if said.passed else case.reject
    told = look(caller_of(work), at, said.note)
    _check_photo(work, case)
    work.emit(told)
    return case


def _check_photo(work: Work, case: GridCase) -> None:
    """Who verifies a kind that asks for it has taken a photograph. Raises `Conflict` (`photo_needed`)."""
    kind = find_kind(work, case.area_code, case.category)
    if kind is not None and kind.photo and not field.has_photo_by(work.session, case.id, caller_of(work)):
        text = "Upload a photograph of what you saw on site first."
        raise Conflict("photo_needed", text, "请先上传现场核查照片。")


def shelve_case(work: Work, said: GiveReason) -> GridCase:
    """No unit is responsible: the case hangs."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.shelve(at, said.reason))
    return case


def take_up_case(work: Work, said: ChangeTask) -> GridCase:
    """A unit was found for what hung."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.take_up(at, said.note))
    return case


def extend_case(work: Work, said: ExtendCase) -> GridCase:
    """Give more time."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.extend(said.due_at, at, said.reason))
    return case


def refer_case(work: Work, said: ReferCase, secret: bytes) -> GridCase:
    """Have the hotline open a request; its id is derived here as there, so that both know it before it is."""
    case, at = task_to_change(work, said, CASES)
    kind = find_kind(work, case.area_code, case.category)
    category = said.category or (kind.hotline if kind else case.category)
    key = referral_key(case)
    request_id, _ = identity_of(secret, PATROL_ACCOUNT, str(key))
    work.emit(case.refer(category, kind.zh if kind else case.category, request_id, key, at))
    return case


def referral_key(case: GridCase) -> UUID:
    """What makes the request of this referral one; a case referred anew after a rejection gets another."""
    return UUID(int=(case.id.int + case.sequence) % 2**128)


def request_ended(work: Work, event: RequestEvent) -> None:
    """A request that was opened for a case is over."""
    case = find_referred(work.session, event.subject)
    told = case.request_ended(event.occurred_at, isinstance(event, RequestSettled)) if case else None
    if told is not None:
        work.emit(told)


def evaluate_case(work: Work, said: EvaluateCase) -> GridCase:
    """Judge how a closed case was handled."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.evaluate(said.rating, at, said.note))
    return case


def shown(work: Work, case: GridCase) -> GridCaseView:
    """The case as it is shown, with its photographs."""
    return view(case, tuple(sorted(field.photos_of(work.session, case.id))))


def view(case: GridCase, photos: tuple[UUID, ...] = ()) -> GridCaseView:
    """The case as it is shown."""
    return GridCaseView(
        id=case.id,
        version=case.sequence,
        area_code=case.area_code,
        task=case.summary(),
        note=case.note,
        source=case.source,
        worker_id=case.worker_id,
        found_by=case.found_by,
        round_id=case.round_id,
        latitude=case.found_latitude,
        longitude=case.found_longitude,
        referred_to=case.referred_to,
        commitment_id=case.commitment_id,
        device_id=case.device_id,
        confirmed_by=case.confirmed_by,
        photos=photos,
        rework=case.rework,
        extensions=case.extensions,
        rating=case.rating,
    )
