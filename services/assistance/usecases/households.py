"""Households of the register: opened, joined, left, and held against every program at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from linli.areas import path_of
from linli.contracts.assistance.programs import HouseholdFacts, Proposals
from linli.contracts.assistance.register import (
    GetHousehold,
    HouseholdView,
    JoinHousehold,
    LeaveHousehold,
    MemberRelation,
    MembershipView,
    NewMember,
    OpenHousehold,
    ProposePrograms,
    Purpose,
    ReviseHousehold,
    Secret,
)
from linli.errors import Conflict, Forbidden, Invalid, not_found
from linli.sealing import KeyRing, masked_name
from linli.work import Work
from services.assistance.domain.formula.evaluating import Household
from services.assistance.domain.register import HOME_FACTS, Home, Membership, check_members
from services.assistance.store import register as store
from services.assistance.usecases import household_flags, programs
from services.assistance.usecases.people import opened, reached, today

_MONEY = frozenset({"savings", "spending", "sudden_loss", "medical_costs"})


def open_household(work: Work, said: OpenHousehold, keys: KeyRing) -> HouseholdView:
    """Enter a household with its members."""
    work.authorise(said.area_code, "area", "区域")
    check_members([one.relation for one in said.members])
    home = Home(
        id=uuid4(),
        area_code=said.area_code,
        path=path_of(said.area_code),
        opened_at=work.now,
        **_facts_said(said.facts),
    )
    store.save(work.session, home)
    for one in said.members:
        _join(work, home.id, one)
    household_flags.look_again(work, [one.person_id for one in said.members])
    return view(work, home, keys, today(work))


def _facts_said(said: HouseholdFacts) -> dict[str, Any]:
    return {one.name: getattr(said, one.name) for one in fields(said)}


def _join(work: Work, household_id: UUID, said: NewMember) -> None:
    person = reached(work, said.person_id, to_change=True)
    since = said.since or today(work)
    if person.merged_into is not None:
        raise Conflict("merged", "This entry was found to be another person; take that one.", "该条目已并入他人。")
    if any(one.until is None or one.until > since for one in store.memberships_of(work.session, [person.id])):
        text, zh = "This person belongs to a household then.", "该人员届时已属于一个家庭。"
        raise Conflict("in_another_household", text, zh, {"person_id": [f"{text} {zh}"]})
    member = Membership(id=uuid4(), household_id=household_id, person_id=person.id, relation=said.relation, since=since)
    store.save(work.session, member)


def get_household(work: Work, said: GetHousehold, keys: KeyRing) -> HouseholdView:
    """One household as it is, or was on a day."""
    home = reached_home(work, said.id)
    return view(work, home, keys, said.at or today(work))


def revise_household(work: Work, said: ReviseHousehold, keys: KeyRing) -> HouseholdView:
    """Say anew what is known of a household."""
    home = _to_change(work, said.id, said.version)
    home.revise(_facts_said(said.facts))
    work.session.flush()
    return view(work, home, keys, today(work))


def join_household(work: Work, said: JoinHousehold, keys: KeyRing) -> HouseholdView:
    """A person joins; the head stays one."""
    home = _to_change(work, said.id, said.version)
    since = said.member.since or today(work)
    present = [one.relation for one in store.memberships(work.session, home.id) if one.holds(since)]
    check_members([*present, said.member.relation] if present else [MemberRelation.HEAD])
    _join(work, home.id, said.member)
    home.sequence += 1
    work.session.flush()
    household_flags.look_again(work, [said.member.person_id])
    return view(work, home, keys, since)


def leave_household(work: Work, said: LeaveHousehold, keys: KeyRing) -> HouseholdView:
    """A member leaves; of several the head leaves last."""
    home = _to_change(work, said.id, said.version)
    day = said.until or today(work)
    present = [one for one in store.memberships(work.session, home.id) if one.until is None]
    leaving = next((one for one in present if one.person_id == said.person_id), None)
    if leaving is None:
        raise not_found("member", "成员")
    if leaving.relation is MemberRelation.HEAD and len(present) > 1:
        text, zh = "The head leaves last.", "户主须最后移出。"
        raise Invalid("one_head", text, zh, {"person_id": [f"{text} {zh}"]})
    leaving.end(day, said.reason)
    home.sequence += 1
    work.session.flush()
    household_flags.look_again(work, [one.person_id for one in present])
    return view(work, home, keys, day)


def reached_home(work: Work, household_id: UUID, *, to_change: bool = False) -> Home:
    """The household, if the caller may act at its area; raises `NotFound`, `Forbidden`."""
    home = store.home_of(work.session, household_id, to_change=to_change)
    work.authorise(home.area_code, "household", "家庭")
    return home


def _to_change(work: Work, household_id: UUID, version: int | None) -> Home:
    home = reached_home(work, household_id, to_change=True)
    work.expect(version, home.sequence)
    return home


def propose_programs(work: Work, said: ProposePrograms) -> Proposals:
    """What every program says of a household, of whose members each agreed to the use of their data."""
    home = reached_home(work, said.id)
    return programs.proposals(programs.edition(work).propose(home.area_code, facts_of(work, home)))


def facts_of(work: Work, home: Home) -> Household:
    """The facts of a household and its members today; raises `Forbidden` (`consent_missing`)."""
    day = today(work)
    members = members_on(work, home.id, day)
    if store.without_consent(work.session, members, Purpose.ASSISTANCE):
        text, zh = (
            "A member has not agreed to the use of their data for assistance.",
            "有成员未同意将信息用于社会救助。",
        )
        raise Forbidden("consent_missing", text, zh)
    known = store.persons_of(work.session, members)
    return Household(home.facts(), [known[one].facts_on(day) for one in members])


def able_to_work(work: Work, household_id: UUID) -> bool:
    """Whether a member of a household is able to work, or nobody knows of one."""
    members = store.persons_of(work.session, members_on(work, household_id, today(work)))
    return any(one.able_bodied is not False for one in members.values())


def members_on(work: Work, household_id: UUID, day: date) -> Sequence[UUID]:
    """Who belongs to a household on a day."""
    return [one.person_id for one in store.memberships(work.session, household_id) if one.holds(day)]


def view(work: Work, home: Home, keys: KeyRing, day: date) -> HouseholdView:
    """A household as it is shown, its members masked."""
    held = [one for one in store.memberships(work.session, home.id) if one.holds(day)]
    people = store.persons_of(work.session, [one.person_id for one in held])
    facts = home.facts()
    return HouseholdView(
        id=home.id,
        version=home.sequence,
        area_code=home.area_code,
        facts=HouseholdFacts(**{name: _plain(name, facts[name]) for name in HOME_FACTS}),
        members=tuple(
            MembershipView(
                person_id=one.person_id,
                name=masked_name(opened(people[one.person_id], Secret.NAME, keys) or ""),
                relation=one.relation,
                since=one.since,
                until=one.until,
            )
            for one in held
        ),
    )


def _plain(name: str, value: Any) -> Any:
    return value if name in _MONEY or not isinstance(value, Decimal) else int(value)
