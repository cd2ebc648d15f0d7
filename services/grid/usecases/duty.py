"""Teams kept; shifts added, taken, swapped and approved; who is on duty."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from linli.clock import LOCAL, local
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
    MemberView,
    OfferSwap,
    PatrolTeamPage,
    PatrolTeamView,
    PlaceState,
    PlaceView,
    RevisePatrolTeam,
    Roster,
    ShiftChanged,
    ShiftView,
    SignUp,
    WithdrawPlace,
)
from linli.db import take_turn
from linli.errors import Conflict
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.grid.domain.duty import Shift, Span, Team
from services.grid.store import duty as store


def add_team(work: Work, said: AddTeam) -> PatrolTeamView:
    """Add a team."""
    work.authorise(said.area_code, "area", "区域")
    made = Team.add(uuid4(), said.area_code, said.content, work.now)
    store.save(work.session, made)
    return team_view(made)


def revise_team(work: Work, said: RevisePatrolTeam) -> PatrolTeamView:
    """Say anew what a team is."""
    team = _team(work, said.id, said.version)
    team.revise(said.content)
    return team_view(team)


def keep_member(work: Work, said: KeepMember) -> PatrolTeamView:
    """Make an account a member, or none any more."""
    team = _team(work, said.id, said.version)
    team.keep(said.account_id, said.certificates, left=said.left)
    return team_view(team)


def _team(work: Work, team_id: UUID, version: int | None) -> Team:
    team = store.team_of(work.session, team_id, to_change=True)
    work.authorise(team.area_code, "team", "队伍")
    work.expect(version, team.sequence)
    return team


def list_teams(work: Work, said: ListPatrolTeams) -> PatrolTeamPage:
    """An area's teams."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.team_page(work.session, said)
    return PatrolTeamPage(items=tuple(team_view(one) for one in found), next_cursor=cursor)


def add_shift(work: Work, said: AddShift) -> ShiftView:
    """Add a shift; raises `Conflict` for a team that is closed."""
    team = store.team_of(work.session, said.team_id)
    work.authorise(team.area_code, "team", "队伍")
    if team.content.closed:
        raise Conflict("team_closed", "This team is closed.", "该队伍已停用。")
    shift = Shift(
        id=uuid4(),
        team_id=team.id,
        area_code=team.area_code,
        path=team.path,
        starts_at=said.starts_at,
        ends_at=said.ends_at,
        needed=said.needed,
        certificate=said.certificate,
    )
    told = shift.open(work.now)
    store.save(work.session, shift)
    work.emit(told)
    return view(shift, team)


def cancel_shift(work: Work, said: CancelShift) -> ShiftView:
    """Let a shift not take place."""
    shift, team = _shift(work, said.id, said.version)
    return _done(work, shift, team, shift.cancel(said.reason, work.now))


def sign_up(work: Work, said: SignUp) -> ShiftView:
    """Ask for a place for oneself."""
    shift, team = _shift(work, said.id, said.version)
    me = caller_of(work)
    team.check(me, shift.certificate, local(shift.starts_at).date())
    return _done(work, shift, team, shift.ask(me, work.now, _others(work, me, shift)))


def withdraw_place(work: Work, said: WithdrawPlace) -> ShiftView:
    """Give one's own place back."""
    shift, team = _shift(work, said.id, said.version)
    return _done(work, shift, team, shift.withdraw(caller_of(work), work.now))


def decide_place(work: Work, said: DecidePlace) -> ShiftView:
    """Approve, send, or decline somebody."""
    shift, team = _shift(work, said.id, said.version)
    who = said.account_id
    if said.approved:
        team.check(who, shift.certificate, local(shift.starts_at).date())
    told = shift.decide(who, said.note, work.now, _others(work, who, shift), approved=said.approved)
    return _done(work, shift, team, told)


def offer_swap(work: Work, said: OfferSwap) -> ShiftView:
    """Offer one's own place to another member."""
    shift, team = _shift(work, said.id, said.version)
    team.check(said.to_account, shift.certificate, local(shift.starts_at).date())
    return _done(work, shift, team, shift.offer(caller_of(work), said.to_account, work.now))


def answer_swap(work: Work, said: AnswerSwap) -> ShiftView:
    """Accept or decline a place that is offered to oneself."""
    shift, team = _shift(work, said.id, said.version)
    me = caller_of(work)
    told = shift.answer(said.from_account, me, work.now, _others(work, me, shift), yes=said.accepted)
    return _done(work, shift, team, told)


def decide_swap(work: Work, said: DecideSwap) -> ShiftView:
    """Approve or decline a swap that both agree on."""
    shift, team = _shift(work, said.id, said.version)
    place = shift.places.get(said.from_account)
    to_account = place.swap_to if place else None
    others: list[Span] = []
    if said.approved and to_account is not None:
        team.check(to_account, shift.certificate, local(shift.starts_at).date())
        others = _others(work, to_account, shift)
    told = shift.decide_swap(said.from_account, work.now, others, approved=said.approved)
    return _done(work, shift, team, told)


def get_roster(work: Work, said: GetRoster) -> Roster:
    """The shifts of a day."""
    work.authorise(said.area_code, "area", "区域")
    begins = datetime.combine(said.day, time.min, LOCAL)
    found = store.shifts_within(work.session, said.area_code, begins, begins + timedelta(days=1))
    return Roster(items=tuple(view(*one) for one in found))


def list_on_duty(work: Work, said: ListOnDuty) -> Roster:
    """The shifts that go on at a moment, with those only who are on duty in them."""
    work.authorise(said.area_code, "area", "区域")
    at = said.at or work.now
    found = store.shifts_within(work.session, said.area_code, at, at + timedelta(microseconds=1))
    going = [(shift, team) for shift, team in found if not shift.cancelled]
    return Roster(items=tuple(view(shift, team, only_approved=True) for shift, team in going))


def _shift(work: Work, shift_id: UUID, version: int | None) -> tuple[Shift, Team]:
    shift = store.shift_of(work.session, shift_id, to_change=True)
    work.authorise(shift.area_code, "shift", "班次")
    work.expect(version, shift.sequence)
    return shift, store.team_of(work.session, shift.team_id)


def _others(work: Work, account_id: UUID, shift: Shift) -> list[Span]:
    """A person's shifts near this one; two shifts given to one person at the same time take turns here."""
    take_turn(work.session, account_id)
    return store.others_of(work.session, account_id, shift)


def _done(work: Work, shift: Shift, team: Team, told: ShiftChanged) -> ShiftView:
    store.keep_duty(work.session, shift)
    work.emit(told)
    return view(shift, team)


def team_view(team: Team) -> PatrolTeamView:
    """A team as it is shown."""
    members = (MemberView(account_id=one, certificates=held) for one, held in sorted(team.members.items()))
    return PatrolTeamView(
        id=team.id,
        version=team.sequence,
        area_code=team.area_code,
        content=team.content,
        members=tuple(members),
        made_at=team.made_at,
    )


def view(shift: Shift, team: Team, *, only_approved: bool = False) -> ShiftView:
    """A shift as it is shown."""
    places = (
        PlaceView(account_id=one, state=place.state, note=place.note, swap=place.swap, swap_to=place.swap_to)
        for one, place in sorted(shift.places.items())
        if place.state is PlaceState.APPROVED or not only_approved
    )
    return ShiftView(
        id=shift.id,
        version=shift.sequence,
        team_id=shift.team_id,
        colour=team.content.colour,
        area_code=shift.area_code,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        needed=shift.needed,
        certificate=shift.certificate,
        cancelled=shift.cancelled,
        places=tuple(places),
    )
