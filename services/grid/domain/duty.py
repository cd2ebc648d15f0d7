"""Teams of five colours 五色力量 and their shifts 排班: who is in them, who may not be, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.areas import path_of
from linli.contracts.grid.teams import (
    Certificate,
    PatrolTeamContent,
    PlaceState,
    ShiftChanged,
    ShiftSummary,
    SwapState,
)
from linli.errors import Conflict, Invalid

REST = timedelta(hours=8)
"""Between two shifts of one person."""
LONGEST = timedelta(hours=24)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Place:
    """One person's place in a shift."""

    state: PlaceState
    note: str = ""
    swap: SwapState | None = None
    swap_to: UUID | None = None


@dataclass(kw_only=True, eq=False)
class Team:
    """A team; `members` holds the certificates of each. `sequence` is its version."""

    id: UUID
    area_code: str
    path: str
    content: PatrolTeamContent
    made_at: datetime
    members: Mapping[UUID, tuple[Certificate, ...]] = field(default_factory=dict)
    sequence: int = 1

    @classmethod
    def add(cls, team_id: UUID, area_code: str, content: PatrolTeamContent, at: datetime) -> Team:
        """A new team of the area."""
        return cls(id=team_id, area_code=area_code, path=path_of(area_code), content=content, made_at=at)

    def revise(self, content: PatrolTeamContent) -> None:
        """Say anew what it is."""
        self.content, self.sequence = content, self.sequence + 1

    def keep(self, account_id: UUID, certificates: tuple[Certificate, ...], *, left: bool) -> None:
        """Make the account a member with these certificates, or none any more."""
        others = {one: held for one, held in self.members.items() if one != account_id}
        self.members = others if left else {**others, account_id: certificates}
        self.sequence += 1

    def check(self, account_id: UUID, certificate: str | None, day: date) -> None:
        """Raises `Conflict` unless this is a member who holds the certificate on that day."""
        held = self.members.get(account_id)
        if held is None:
            raise Conflict("not_a_member", "This person is not a member of the team.", "该人员不是本队成员。")
        if certificate and not any(one.kind == certificate and one.valid_until >= day for one in held):
            text = f"This person has no {certificate} that is valid on {day}."
            raise Conflict("certificate_missing", text, f"该人员在{day}没有有效的{certificate}。")


@dataclass(kw_only=True, eq=False)
class Shift:
    """A shift of a team. `cancelled` is the reason, empty while it takes place. `sequence` counts its events."""

    id: UUID
    team_id: UUID
    area_code: str
    path: str
    starts_at: datetime
    ends_at: datetime
    needed: int
    certificate: str | None = None
    cancelled: str = ""
    places: Mapping[UUID, Place] = field(default_factory=dict)
    sequence: int = 0

    def open(self, at: datetime) -> ShiftChanged:
        """It is on the roster. Raises `Invalid` for a span that is none, too long, or over."""
        if not timedelta() < self.ends_at - self.starts_at <= LONGEST or self.ends_at <= at:
            text, zh = "A shift ends after it begins, within 24 hours, and not in the past.", "班次起止时间有误。"
            raise Invalid("bad_span", text, zh, {"ends_at": [f"{text} {zh}"]})
        return self._caused(at)

    def cancel(self, reason: str, at: datetime) -> ShiftChanged:
        """It does not take place."""
        self._must_lie_ahead(at)
        self.cancelled = reason
        return self._caused(at)

    def ask(self, account_id: UUID, at: datetime, others: Iterable[Span]) -> ShiftChanged:
        """A member asks for a place."""
        self._must_lie_ahead(at)
        self._must_have_no_place(account_id)
        self._must_be_free(others)
        return self._put(account_id, Place(PlaceState.ASKED), at)

    def withdraw(self, account_id: UUID, at: datetime) -> ShiftChanged:
        """They give it back."""
        self._must_lie_ahead(at)
        self._place(account_id, PlaceState.ASKED, PlaceState.APPROVED)
        return self._put(account_id, Place(PlaceState.WITHDRAWN), at)

    def decide(
        self, account_id: UUID, note: str, at: datetime, others: Iterable[Span], *, approved: bool
    ) -> ShiftChanged:
        """A leader approves who asked, sends who did not, or declines who asked or was approved."""
        if not approved:
            if not note.strip():
                text, zh = "Say why.", "请填写理由。"
                raise Invalid("reason_missing", text, zh, {"note": [f"{text} {zh}"]})
            self._place(account_id, PlaceState.ASKED, PlaceState.APPROVED)
            return self._put(account_id, Place(PlaceState.DECLINED, note), at)
        self._must_lie_ahead(at)
        known = self.places.get(account_id)
        if known is not None and known.state is PlaceState.APPROVED:
            raise Conflict("has_a_place", "This person has a place in this shift.", "该人员已在本班次。")
        if self.approved >= self.needed:
            raise Conflict("shift_full", "Every place of this shift is taken.", "本班次人员已满。")
        self._must_be_free(others)
        return self._put(account_id, Place(PlaceState.APPROVED, note), at)

    def offer(self, account_id: UUID, to_account: UUID, at: datetime) -> ShiftChanged:
        """Who has a place offers it to another."""
        self._must_lie_ahead(at)
        place = self._place(account_id, PlaceState.APPROVED)
        self._must_have_no_place(to_account)
        return self._put(account_id, replace(place, swap=SwapState.OFFERED, swap_to=to_account), at)

    def answer(self, account_id: UUID, by: UUID, at: datetime, others: Iterable[Span], *, yes: bool) -> ShiftChanged:
        """The other accepts it, or does not."""
        place = self._swap(account_id, SwapState.OFFERED)
        if place.swap_to != by:
            raise Conflict("no_such_swap", "This place is not offered to you.", "该换班并非向您发起。")
        if not yes:
            return self._put(account_id, replace(place, swap=None, swap_to=None), at)
        self._must_lie_ahead(at)
        self._must_be_free(others)
        return self._put(account_id, replace(place, swap=SwapState.ACCEPTED), at)

    def decide_swap(self, account_id: UUID, at: datetime, others: Iterable[Span], *, approved: bool) -> ShiftChanged:
        """A leader approves what both agree on: the place is the other's; or it stays where it is."""
        place = self._swap(account_id, SwapState.ACCEPTED)
        if not approved:
            return self._put(account_id, replace(place, swap=None, swap_to=None), at)
        self._must_lie_ahead(at)
        assert place.swap_to is not None, "a swap that was accepted says by whom"
        self._must_have_no_place(place.swap_to)
        self._must_be_free(others)
        handed = {account_id: Place(PlaceState.WITHDRAWN), place.swap_to: Place(PlaceState.APPROVED)}
        self.places = {**self.places, **handed}
        return self._caused(at)

    @property
    def approved(self) -> int:
        """How many places are taken."""
        return sum(1 for one in self.places.values() if one.state is PlaceState.APPROVED)

    def _must_lie_ahead(self, at: datetime) -> None:
        if self.cancelled:
            raise Conflict("shift_cancelled", "This shift does not take place.", "该班次已取消。")
        if self.starts_at <= at:
            raise Conflict("shift_begun", "This shift has begun.", "该班次已开始。")

    def _must_have_no_place(self, account_id: UUID) -> None:
        known = self.places.get(account_id)
        if known is not None and known.state in (PlaceState.ASKED, PlaceState.APPROVED):
            raise Conflict("has_a_place", "This person has a place in this shift.", "该人员已在本班次。")

    def _must_be_free(self, others: Iterable[Span]) -> None:
        """`others` are the approved shifts of the same person. Raises `Conflict` naming the one that is too near."""
        for starts, ends in others:
            if starts < self.ends_at + REST and ends > self.starts_at - REST:
                overlap = starts < self.ends_at and ends > self.starts_at
                code, text, zh = (
                    ("overlapping_shift", "overlaps this one", "时间重叠")
                    if overlap
                    else ("too_little_rest", "leaves fewer than 8 hours of rest", "间隔不足8小时")
                )
                span = f"{starts.isoformat()}/{ends.isoformat()}"
                raise Conflict(code, f"Another shift ({span}) {text}.", f"该人员另有班次（{span}）{zh}。")

    def _place(self, account_id: UUID, *states: PlaceState) -> Place:
        found = self.places.get(account_id)
        if found is None or found.state not in states:
            raise Conflict("no_such_place", "They have no such place in this shift.", "该人员不在本班次。")
        return found

    def _swap(self, account_id: UUID, state: SwapState) -> Place:
        found = self._place(account_id, PlaceState.APPROVED)
        if found.swap is not state:
            raise Conflict("no_such_swap", "There is no such swap to decide.", "没有待处理的换班。")
        return found

    def _put(self, account_id: UUID, place: Place, at: datetime) -> ShiftChanged:
        self.places = {**self.places, account_id: place}
        return self._caused(at)

    def _caused(self, at: datetime) -> ShiftChanged:
        self.sequence += 1
        return ShiftChanged(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            shift=ShiftSummary(
                team_id=self.team_id,
                starts_at=self.starts_at,
                ends_at=self.ends_at,
                needed=self.needed,
                approved=self.approved,
                cancelled=bool(self.cancelled),
            ),
        )
