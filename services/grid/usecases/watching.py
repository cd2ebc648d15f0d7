"""Ground that nobody comes to: cells left alone for longer than they may be are told of, by community."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from linli import timers
from linli.clock import local
from linli.contracts.grid.alarms import AlarmKind
from linli.contracts.grid.coverage import ListUncovered, UncoveredCell, UncoveredList
from linli.work import Work
from services.grid.domain.visits import Due, seconds
from services.grid.store import coverage as store
from services.grid.usecases import alarms


def subject_of(community: str) -> UUID:
    """What the community's timer and alarms are about: an id that is its code, so that the code can be read from it."""
    return UUID(int=int(community))


def watch(work: Work, communities: Iterable[str]) -> None:
    """Have the cells of these communities watched as they are now. Visits move no timer: it looks when it is due."""
    now, wanted = seconds(work.now), sorted(set(communities))
    for community in wanted:
        dues = store.dues_of(work.session, community, local(work.now).date())
        if not dues:
            timers.cancel(work.session, "cells.uncovered", subject_of(community))
            continue
        earliest = min(one.at for one in dues)
        timers.put(work.session, "cells.uncovered", subject_of(community), _moment(max(earliest, now)))
    seen(work, wanted)


def due(work: Work, subject: UUID) -> None:
    """A cell of the community may be left alone for too long: raise its alarm once for each cause, and look again."""
    community, now = f"{subject.int:012}", seconds(work.now)
    dues = store.dues_of(work.session, community, local(work.now).date())
    if not dues:
        return
    over = [one for one in dues if one.is_over(now)]
    if not over:
        alarms.resolve_about(work, subject, AlarmKind.UNCOVERED)
    elif not alarms.has_open_about(work, subject, AlarmKind.UNCOVERED):
        cause = max(one.last_cause(now) for one in over)
        alarms.raise_about(work, subject, community, AlarmKind.UNCOVERED, f"uncovered|{cause}")
    timers.put(work.session, "cells.uncovered", subject, _moment(min(one.next_cause(now) for one in dues)))


def seen(work: Work, communities: Iterable[str]) -> None:
    """Somebody was in these communities: where no cell is left alone for too long any more, the alarm is over."""
    about = {subject_of(one): one for one in communities}
    for subject in alarms.open_among(work, about, AlarmKind.UNCOVERED):
        dues = store.dues_of(work.session, about[subject], local(work.now).date())
        if not any(one.is_over(seconds(work.now)) for one in dues):
            alarms.resolve_about(work, subject, AlarmKind.UNCOVERED)


def list_uncovered(work: Work, said: ListUncovered) -> UncoveredList:
    """The cells of an area that are left alone for longer than they may be, the longest first."""
    work.authorise(said.area_code, "area", "区域")
    over = _over(store.dues_of(work.session, said.area_code, local(work.now).date()), seconds(work.now))
    return UncoveredList(count=len(over), items=tuple(_shown(one) for one in over[: said.limit]))


def _over(dues: Sequence[Due], now: int) -> list[Due]:
    return sorted((one for one in dues if one.is_over(now)), key=lambda one: (one.at, one.code))


def _shown(one: Due) -> UncoveredCell:
    return UncoveredCell(
        code=one.code,
        lon=one.lon,
        lat=one.lat,
        visit_within=one.within // 3600,
        last_visit=None if one.last is None else _moment(one.last),
        since=_moment(one.at),
    )


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
