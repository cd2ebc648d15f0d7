"""Tips: taken down, checked by two who are apart, answered; the application that one is about is visited."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from linli.areas import path_of
from linli.contracts.assistance.tips import (
    AnswerTip,
    CheckTip,
    GetTip,
    Informant,
    ListTips,
    ShowInformant,
    TakeTip,
    TipAction,
    TipMoved,
    TipPage,
    TipView,
)
from linli.contracts.assistance.tips import TipStep as TipStepView
from linli.errors import Conflict, Forbidden
from linli.phone import canonical
from linli.sealing import Sealer, masked_name, masked_phone
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.application import two_different
from services.assistance.domain.procedure import DECIDING
from services.assistance.domain.tips import Tip, TipStep
from services.assistance.store import applications
from services.assistance.store import tips as store
from services.assistance.usecases.applications import near
from services.assistance.usecases.households import reached_home
from services.assistance.usecases.payment_eyes import check_apart_from, persons_of

NAME, PHONE = "tip-name", "tip-phone"


def take_tip(work: Work, said: TakeTip, sealer: Sealer) -> TipView:
    """Take a tip down; what the household has applied for is visited before it is decided (art. 20, 37)."""
    work.authorise(said.area_code, "area", "区域")
    if said.household_id is not None:
        reached_home(work, said.household_id)
    who = said.informant
    tip = Tip(
        id=uuid4(),
        area_code=said.area_code,
        path=path_of(said.area_code),
        about=said.about,
        household_id=said.household_id,
        informant_name=None if who is None else sealer.seal(who.name.strip(), NAME),
        informant_phone=None if who is None else sealer.seal(canonical(who.phone) or who.phone, PHONE),
        received_at=work.now,
    )
    store.save(work.session, tip)
    _have_visited(work, tip)
    return _kept(work, tip, TipAction.RECEIVE, tip.received(), sealer)


def check_tip(work: Work, said: CheckTip, sealer: Sealer) -> TipView:
    """What two found; raises `Forbidden` for who is near the household, or decided about its aid."""
    tip = _to_change(work, said.id, said.version)
    pair = two_different(said.investigators)
    household = tip.household_id or said.household_id
    if household is not None:
        reached_home(work, household)
        _check_apart(work, household, [caller_of(work), *pair])
    moved = tip.check(said.outcome, household, work.now)
    _have_visited(work, tip)
    return _kept(work, tip, TipAction.CHECK, moved, sealer, said.finding, pair)


def answer_tip(work: Work, said: AnswerTip, sealer: Sealer) -> TipView:
    """Who gave a name was told what became of it (art. 37)."""
    tip = _to_change(work, said.id, said.version)
    return _kept(work, tip, TipAction.ANSWER, tip.answer(work.now), sealer, said.how)


def show_informant(work: Work, said: ShowInformant, sealer: Sealer) -> Informant:
    """Who gave a tip, in full; who looked, and why, stays written down."""
    tip = store.tip_of(work.session, said.id, to_change=True)
    work.authorise(tip.area_code, "tip", "举报")
    if tip.informant_name is None or tip.informant_phone is None:
        raise Conflict("anonymous", "Nobody gave a name.", "该举报为匿名举报。")
    _note(work, tip, TipAction.LOOK, said.reason)
    return Informant(name=sealer.open(tip.informant_name, NAME), phone=sealer.open(tip.informant_phone, PHONE))


def get_tip(work: Work, said: GetTip, sealer: Sealer) -> TipView:
    """One tip."""
    tip = store.tip_of(work.session, said.id)
    work.authorise(tip.area_code, "tip", "举报")
    return view(work, tip, sealer)


def list_tips(work: Work, said: ListTips, sealer: Sealer) -> TipPage:
    """A page of an area's tips."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.page(work.session, said)
    return TipPage(items=tuple(view(work, one, sealer) for one in found), next_cursor=cursor)


def _check_apart(work: Work, household_id: UUID, accounts: Sequence[UUID]) -> None:
    """These accounts are registered persons, not near the household, and none of them decided about its aid."""
    check_apart_from(work, near(work, household_id), accounts)
    steps = applications.steps_about(work.session, household_id, DECIDING)
    deciders = persons_of(work, {one.account_id for one in steps})
    if set(persons_of(work, accounts).values()) & set(deciders.values()):
        text = "You decided about this household's aid: others check what is said of it (art. 37)."
        raise Forbidden("decided_before", text, "曾审批该家庭救助事项的人员不得核查有关举报。")


def _have_visited(work: Work, tip: Tip) -> None:
    """The district visits whose application a tip is about, before it decides (art. 20)."""
    if tip.household_id is not None:
        for one in applications.under_way(work.session, tip.household_id):
            one.tipped, one.visited = True, False
            applications.save(work.session, one)


def _to_change(work: Work, tip_id: UUID, version: int | None) -> Tip:
    tip = store.tip_of(work.session, tip_id, to_change=True)
    work.authorise(tip.area_code, "tip", "举报")
    work.expect(version, tip.sequence)
    return tip


def _kept(
    work: Work,
    tip: Tip,
    action: TipAction,
    moved: TipMoved,
    sealer: Sealer,
    note: str = "",
    others: Sequence[UUID] = (),
) -> TipView:
    _note(work, tip, action, note, others)
    work.emit(moved)
    return view(work, tip, sealer)


def _note(work: Work, tip: Tip, action: TipAction, note: str, others: Sequence[UUID] = ()) -> None:
    store.save(work.session, tip)
    step = TipStep(
        id=uuid4(),
        tip_id=tip.id,
        number=len(store.steps_of(work.session, tip.id)) + 1,
        action=action,
        account_id=caller_of(work),
        others=[str(one) for one in others],
        note=note,
        at=work.now,
    )
    store.save(work.session, step)


def view(work: Work, one: Tip, sealer: Sealer) -> TipView:
    """A tip as it is shown."""
    name, phone = one.informant_name, one.informant_phone
    return TipView(
        id=one.id,
        version=one.sequence,
        area_code=one.area_code,
        state=one.state,
        about=one.about,
        household_id=one.household_id,
        informant_name=None if name is None else masked_name(sealer.open(name, NAME)),
        informant_phone=None if phone is None else masked_phone(sealer.open(phone, PHONE)),
        outcome=one.outcome,
        received_at=one.received_at,
        steps=tuple(
            TipStepView(action=step.action, at=step.at, account_id=step.account_id, note=step.note)
            for step in store.steps_of(work.session, one.id)
        ),
    )
