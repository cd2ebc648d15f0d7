"""The calls about teams, shifts and who is on duty."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.grid.teams import (
    AddShift,
    AddTeam,
    AnswerSwap,
    CancelShift,
    DecidePlace,
    DecideSwap,
    GetRoster,
    KeepMember,
    ListOnDuty,
    ListPatrolTeams,
    OfferSwap,
    PatrolTeamPage,
    PatrolTeamView,
    RevisePatrolTeam,
    Roster,
    ShiftView,
    SignUp,
    WithdrawPlace,
)
from linli.work import Work
from services.grid.service.post import LEADERS, SEERS, WORKERS, Post
from services.grid.usecases import duty


class DutyCalls(Post):
    """Teams, members, shifts, swaps, the roster."""

    @call(AddTeam, PatrolTeamView, roles=LEADERS)
    def add_team(self, said: AddTeam, work: Work) -> PatrolTeamView:
        """Add a team 新建队伍."""
        return duty.add_team(work, said)

    @call(RevisePatrolTeam, PatrolTeamView, roles=LEADERS)
    def revise_team(self, said: RevisePatrolTeam, work: Work) -> PatrolTeamView:
        """Say anew what a team is 修改队伍."""
        return duty.revise_team(work, said)

    @call(KeepMember, PatrolTeamView, roles=LEADERS)
    def keep_member(self, said: KeepMember, work: Work) -> PatrolTeamView:
        """Make an account a member of a team, or none any more 维护队员."""
        return duty.keep_member(work, said)

    @call(ListPatrolTeams, PatrolTeamPage, roles=SEERS, changes=False)
    def list_teams(self, said: ListPatrolTeams, work: Work) -> PatrolTeamPage:
        """An area's teams 队伍列表."""
        return duty.list_teams(work, said)

    @call(AddShift, ShiftView, roles=LEADERS)
    def add_shift(self, said: AddShift, work: Work) -> ShiftView:
        """Add a shift 新增班次."""
        return duty.add_shift(work, said)

    @call(CancelShift, ShiftView, roles=LEADERS)
    def cancel_shift(self, said: CancelShift, work: Work) -> ShiftView:
        """Let a shift not take place 取消班次."""
        return duty.cancel_shift(work, said)

    @call(SignUp, ShiftView, roles=WORKERS)
    def sign_up(self, said: SignUp, work: Work) -> ShiftView:
        """Ask for a place for oneself 报名."""
        return duty.sign_up(work, said)

    @call(WithdrawPlace, ShiftView, roles=WORKERS)
    def withdraw_place(self, said: WithdrawPlace, work: Work) -> ShiftView:
        """Give one's own place back 退出."""
        return duty.withdraw_place(work, said)

    @call(DecidePlace, ShiftView, roles=LEADERS)
    def decide_place(self, said: DecidePlace, work: Work) -> ShiftView:
        """Approve or decline who asked, or send somebody 审批排班."""
        return duty.decide_place(work, said)

    @call(OfferSwap, ShiftView, roles=WORKERS)
    def offer_swap(self, said: OfferSwap, work: Work) -> ShiftView:
        """Offer one's own place to another member 发起换班."""
        return duty.offer_swap(work, said)

    @call(AnswerSwap, ShiftView, roles=WORKERS)
    def answer_swap(self, said: AnswerSwap, work: Work) -> ShiftView:
        """Accept or decline a place that is offered to oneself 回应换班."""
        return duty.answer_swap(work, said)

    @call(DecideSwap, ShiftView, roles=LEADERS)
    def decide_swap(self, said: DecideSwap, work: Work) -> ShiftView:
        """Approve or decline a swap that both agree on 审批换班."""
        return duty.decide_swap(work, said)

    @call(GetRoster, Roster, roles=SEERS, changes=False)
    def get_roster(self, said: GetRoster, work: Work) -> Roster:
        """The shifts of a day 排班表."""
        return duty.get_roster(work, said)

    @call(ListOnDuty, Roster, roles=SEERS, changes=False)
    def list_on_duty(self, said: ListOnDuty, work: Work) -> Roster:
        """Who is on duty at a moment 在岗情况."""
        return duty.list_on_duty(work, said)
