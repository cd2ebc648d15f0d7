"""What matching works on, read from the database: open places, volunteers as candidates, what was learned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from linli.clock import LOCAL, local
from linli.contracts.base import load
from linli.contracts.volunteer.engagements import EngagementState, TaskPlan, TaskRole
from linli.contracts.volunteer.words import Availability, DocumentKind, VolunteerState
from linli.work import Work
from services.volunteer import catalogue
from services.volunteer.domain.availability import free_spans, is_free, overlaps
from services.volunteer.domain.eligibility import ALWAYS, NEVER, Candidate, Need
from services.volunteer.domain.tasks import VolunteerTask, width_of
from services.volunteer.store import engagements as store

HORIZON = 28
"""Days ahead that a cycle looks at."""
QUARTER = timedelta(minutes=15)
LATELY = timedelta(days=30)
KNOWN_FOR = timedelta(days=365)
Row = tuple[Any, dict[str, Any], dict[str, Any]]


def need_of(task: VolunteerTask, plan: TaskPlan, role: TaskRole, now: datetime, asked: Iterable[UUID] = ()) -> Need:
    """One place of a role, as matching sees it."""
    return Need(
        task_id=task.id,
        role=role.code,
        area_code=task.area_code,
        begins=plan.starts_at,
        ends=plan.ends_at,
        day=local(plan.starts_at).date(),
        latitude=plan.latitude,
        longitude=plan.longitude,
        skills=frozenset(role.skills),
        youngest=plan.youngest,
        dangerous=plan.dangerous,
        urgent=plan.urgent,
        gender=plan.gender.value if plan.gender else None,
        language=plan.language,
        check=plan.check,
        beneficiary_id=plan.beneficiary_id,
        waiting_hours=max((now - task.opened_at).total_seconds() / 3600, 0.0),
        asked=frozenset(asked),
    )


def open_needs(work: Work, tasks: Sequence[VolunteerTask], now: datetime) -> list[Need]:
    """For each task as many open places as people are to be asked now, role by role."""
    ids = [task.id for task in tasks]
    asked, places = store.asked_for(work.session, ids), store.filled_places(work.session, ids)
    needs: list[Need] = []
    for task in tasks:
        plan = task.planned()
        for role in plan.roles:
            filled, out = places.get((task.id, role.code), (0, 0))
            wanted = (role.places - filled) * width_of(plan) - out
            if wanted > 0:
                needs += [need_of(task, plan, role, now, asked[task.id])] * wanted
    return needs


def with_span(need: Need, first: datetime) -> Need:
    """The place with a bit for every quarter of an hour it touches, counted from `first`."""
    begins = int((need.begins - first) // QUARTER)
    ends = -int(-(need.ends - first) // QUARTER)
    return replace(need, span=((1 << (ends - begins)) - 1) << max(begins, 0))


def candidates_of(work: Work, rows: Iterable[Row], now: datetime, first: datetime | None = None) -> list[Candidate]:
    """These volunteers as candidates; with `first` their free quarters of an hour from then on."""
    found = list(rows)
    ids = [row.id for row, _, _ in found]
    today = local(now).date()
    documents = _by_owner(store.documents_valid(work.session, ids, today))
    held = _by_owner(store.times_held(work.session, ids, now - timedelta(days=1)))
    served = _by_owner(store.served_lately(work.session, ids, now - KNOWN_FOR))
    return [
        _candidate(row, profile, availability, (documents, held, served), now, first)
        for row, profile, availability in found
    ]


def _by_owner(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.volunteer_id, []).append(row)
    return found


def _candidate(
    row: Any,
    profile: dict[str, Any],
    availability: dict[str, Any],
    known: tuple[dict[UUID, list[Any]], dict[UUID, list[Any]], dict[UUID, list[Any]]],
    now: datetime,
    first: datetime | None,
) -> Candidate:
    documents, held, served = (one.get(row.id, []) for one in known)
    certificates = _until(documents, DocumentKind.CERTIFICATE)
    visits: dict[UUID, int] = {}
    for one in served:
        if one.beneficiary_id is not None and one.state is EngagementState.SERVED:
            visits[one.beneficiary_id] = visits.get(one.beneficiary_id, 0) + 1
    lately = [one for one in served if one.ends_at > now - LATELY]
    return Candidate(
        id=row.id,
        area_code=row.area_code,
        active=row.state is VolunteerState.ACTIVE,
        consents=profile["consents_dispatch"],
        birth=date.fromisoformat(profile["birth_date"]),
        able={skill: _counts_until(skill, certificates) for skill in profile["skills"]},
        checked=_until(documents, DocumentKind.CHECK),
        insured_until=max(_until(documents, DocumentKind.INSURANCE).values(), default=NEVER),
        gender=profile["gender"],
        languages=frozenset(profile["languages"]),
        radius=profile["radius"],
        latitude=row.latitude,
        longitude=row.longitude,
        free=_free_bits(availability, held, first) if first is not None else 0,
        holds=any(one.state is EngagementState.OFFERED for one in held),
        offered=row.offered,
        accepted=row.accepted,
        load=sum((one.ends_at - one.starts_at).total_seconds() / 3600 for one in lately),
        served=visits,
    )


def _until(documents: Iterable[Any], kind: DocumentKind) -> dict[str, date]:
    """For each code of a kind the last day on which one of them counts."""
    found: dict[str, date] = {}
    for one in documents:
        if one.kind is kind:
            found[one.code] = max(found.get(one.code, NEVER), one.valid_until or ALWAYS)
    return found


def _counts_until(skill: str, certificates: dict[str, date]) -> date:
    known = catalogue.skills().get(skill)
    return ALWAYS if known is None or known.needs is None else certificates.get(known.needs, NEVER)


def _free_bits(availability: dict[str, Any], held: Iterable[Any], first: datetime) -> int:
    """A bit for every whole quarter of an hour that is free: in the hours given, and not taken."""
    said = load(Availability, availability, tolerant=True)
    midnight = local(first)
    free = 0
    for begins, ends in free_spans(said, midnight.date(), HORIZON + 1, LOCAL):
        free |= _bits(begins, ends, first, outward=False)
    for taken in said.busy:
        free &= ~_bits(taken.begins, taken.ends, first, outward=True)
    for one in held:
        free &= ~_bits(one.starts_at, one.ends_at, first, outward=True)
    return free


def _bits(begins: datetime, ends: datetime, first: datetime, *, outward: bool) -> int:
    """The quarters from `first` on that the time touches (outward), or that lie in it whole."""
    since, until = begins - first, ends - first
    start = since // QUARTER if outward else -(-since // QUARTER)
    end = -(-until // QUARTER) if outward else until // QUARTER
    start, end = max(start, 0), min(end, (HORIZON + 1) * 96)
    return ((1 << (end - start)) - 1) << start if end > start else 0


def first_quarter(now: datetime) -> datetime:
    """The midnight from which quarters of an hour are counted."""
    return datetime.combine(local(now).date(), time(), LOCAL)


def is_free_exactly(work: Work, row: Row, need: Need, *, but: UUID | None = None) -> bool:
    """Whether the volunteer is free for the place to the minute, the engagement of task `but` aside."""
    volunteer, _, availability = row
    said = load(Availability, availability, tolerant=True)
    if not is_free(said, need.begins, need.ends, LOCAL):
        return False
    held = store.times_held(work.session, [volunteer.id], need.begins)
    return not overlaps(((one.starts_at, one.ends_at) for one in held), need.begins, need.ends)
