"""Attendance 签到签退: who came, how it is known, how many hours count, and what stands on the exception report."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from linli.contracts.terms import zh
from linli.contracts.volunteer.attendance import (
    HoursCorrected,
    HoursDisputed,
    Issue,
    Proof,
    VolunteerArrived,
    VolunteerMissed,
    VolunteerServed,
)
from linli.contracts.volunteer.engagements import EngagementEvent, EngagementState
from linli.errors import Conflict, Forbidden, Invalid
from services.volunteer.domain.engagements import EARLIEST, Engagement

State = EngagementState
LATE_AFTER = timedelta(minutes=15)
NO_SHOW_AFTER = timedelta(minutes=30)
CLOSED_AFTER = timedelta(hours=1)
"""Who has not checked out so long after the end has forgotten it: the planned end counts, no more."""
OVERTIME_AFTER = timedelta(minutes=30)
NEAR_ENOUGH = 300
"""Metres from the task's place within which a telephone's place proves attendance."""
QUARTER = timedelta(minutes=15)


def hours_between(arrived: datetime, left: datetime, begins: datetime, ends: datetime) -> Decimal:
    """The hours that count: within the plan, in whole quarters, a begun one from its middle on."""
    counted = max(min(left, ends) - max(arrived, begins), timedelta())
    return Decimal(int(counted / QUARTER + 0.5)) * Decimal("0.25")


def check_time(at: datetime, begins: datetime, ends: datetime) -> None:
    """Raises `Conflict` for a check-in that is too early or too late."""
    if at < begins - EARLIEST:
        text, zh_text = "It is too early to check in.", "未到签到时间。"
        raise Conflict("too_early", text, zh_text)
    if at > ends:
        raise Conflict("too_late", "The task is over.", "任务已结束，无法签到。")


def issue_at_arrival(at: datetime, begins: datetime) -> Issue | None:
    """Whether they came late."""
    return Issue.LATE if at > begins + LATE_AFTER else None


def check_hours(hours: Decimal) -> None:
    """Raises `Invalid` for hours that are no quarters."""
    if hours % Decimal("0.25"):
        text, told = "Give the hours in quarters, as 1.25.", "请以0.25小时为单位填写。"
        raise Invalid("hours_in_quarters", text, told, {"hours": [f"{text} {told}"]})


def in_hundredths(hours: Decimal) -> Decimal:
    """The same hours, written with two places."""
    return hours.quantize(Decimal("0.01"))


def check_state(state: EngagementState, wanted: frozenset[EngagementState]) -> None:
    """Raises `Conflict` where the engagement's state does not allow the step."""
    if state not in wanted:
        text = f"An engagement that is {state} does not allow this."
        raise Conflict("illegal_transition", text, f"当前状态（{zh(state)}）不允许该操作。")


def arrive(one: Engagement, at: datetime, proof: Proof, by: UUID) -> EngagementEvent:
    """They are there. Raises `Conflict` unless they took the place, and when it is too early or too late."""
    check_state(one.state, frozenset({State.ACCEPTED}))
    check_time(at, one.starts_at, one.ends_at)
    one.state, one.arrived_at, one.arrived_by, one.recorded_by = State.PRESENT, at, proof, by
    one.issue = issue_at_arrival(at, one.starts_at)
    return one.tell(VolunteerArrived, at)


def leave(one: Engagement, at: datetime, proof: Proof, by: UUID) -> VolunteerServed:
    """They go; what lies within the plan counts. Raises `Conflict` unless they are there."""
    check_state(one.state, frozenset({State.PRESENT}))
    if at > one.ends_at + OVERTIME_AFTER:
        one.issue = Issue.OVERTIME
    return _serve(one, at, at, proof, by)


def forget(one: Engagement, at: datetime) -> VolunteerServed | None:
    """Nobody checked out: the planned end counts, no more, and it stands on the report; None where somebody did."""
    if one.state is not State.PRESENT:
        return None
    one.issue = Issue.FORGOTTEN_CHECK_OUT
    return _serve(one, one.ends_at, at, None, None)


def serve_by_hand(one: Engagement, hours: Decimal, at: datetime, by: UUID) -> VolunteerServed | None:
    """A coordinator says how long they served; None for one who did not take the place, or whose hours are known.

    Raises `Invalid` for no quarters and for more than the plan has.
    """
    if one.state not in (State.ACCEPTED, State.PRESENT):
        return None
    check_hours(hours)
    most = hours_between(one.starts_at, one.ends_at, one.starts_at, one.ends_at)
    if hours > most:
        text, told = f"The plan has {most} hours.", f"计划时长为{most}小时。"
        raise Invalid("above_plan", text, told, {"hours": [f"{text} {told}"]})
    one.arrived_at, one.left_at, one.left_by = one.arrived_at or one.starts_at, one.ends_at, Proof.COORDINATOR
    one.arrived_by = one.arrived_by or Proof.COORDINATOR
    one.state, one.hours, one.recorded_by = State.SERVED, in_hundredths(hours), by
    made = one.tell(VolunteerServed, at, hours=one.hours)
    assert isinstance(made, VolunteerServed)
    return made


def miss(one: Engagement, at: datetime) -> EngagementEvent | None:
    """They took the place and did not come; None where they came or gave it back."""
    if one.state is not State.ACCEPTED:
        return None
    one.state, one.issue, one.hours, one.reported_at = State.MISSED, Issue.NO_SHOW, Decimal("0.00"), at
    return one.tell(VolunteerMissed, at)


def _serve(one: Engagement, left: datetime, at: datetime, proof: Proof | None, by: UUID | None) -> VolunteerServed:
    assert one.arrived_at is not None, "who is present has arrived"
    one.state, one.left_at, one.left_by = State.SERVED, left, proof
    one.recorded_by = by or one.recorded_by
    one.hours = hours_between(one.arrived_at, left, one.starts_at, one.ends_at)
    one.reported_at = at if one.issue is not None else None
    made = one.tell(VolunteerServed, at, hours=one.hours)
    assert isinstance(made, VolunteerServed)
    return made


def dispute(one: Engagement, hours: Decimal, reason: str, at: datetime, by: UUID) -> EngagementEvent:
    """Somebody says other hours; raises `Conflict` before the end, and while a dispute is open."""
    check_state(one.state, frozenset({State.SERVED, State.MISSED}))
    check_hours(hours)
    if one.disputed_hours is not None:
        raise Conflict("disputed_already", "A dispute is open already.", "已有未裁定的争议。")
    one.disputed_by, one.disputed_hours, one.dispute, one.reported_at = by, in_hundredths(hours), reason, at
    return one.tell(HoursDisputed, at)


def decide(one: Engagement, hours: Decimal, reason: str, at: datetime, by: UUID, holder: UUID) -> EngagementEvent:
    """So many hours count, says an account, which is that of `holder` among the volunteers.

    Raises `Conflict` without a dispute, `Forbidden` for a party to it.
    """
    if one.disputed_hours is None:
        raise Conflict("no_dispute", "Nobody disputes these hours.", "没有待裁定的争议。")
    check_hours(hours)
    if by in (one.recorded_by, one.disputed_by) or holder == one.volunteer_id:
        raise Forbidden("party_to_dispute", "Somebody else must decide this dispute.", "须由其他人裁定该争议。")
    one.hours, one.decision, one.disputed_hours = in_hundredths(hours), reason, None
    one.state = State.SERVED if hours else State.MISSED
    return one.tell(HoursCorrected, at, hours=hours)
