"""The figures of the telephone as of any moment, asked of the calls themselves, so that they are never behind."""

from __future__ import annotations

from linli.areas import path_of
from linli.contracts.hotline.call_figures import CallCounts, CallFigures, GetCallFigures, HourFigures, QueueFigures
from linli.work import Work
from services.hotline.domain import call_figures as domain
from services.hotline.domain.call_figures import WINDOW
from services.hotline.store import agents as agent_store
from services.hotline.store import call_figures as store
from services.hotline.store.call_figures import Window


def figures(work: Work, said: GetCallFigures) -> CallFigures:
    """The figures of the 24 hours before the moment that was asked for."""
    work.authorise(said.area_code, "area", "区域")
    at = min(said.at or work.now, work.now)
    window = Window(said.area_code, at - WINDOW, at, said.line_id)
    tallies = store.tallies(work.session, window)
    total = domain.counts(tallies)
    place = domain.rank(total.connected)
    by_queue = domain.by(lambda one: one.queue, tallies)
    by_hour = domain.by(lambda one: one.hour, tallies)
    return CallFigures(
        since=window.since,
        at=at,
        total=total,
        p95_seconds_to_answer=store.seconds_at(work.session, window, place) if total.connected else None,
        queues=tuple(QueueFigures(queue=one, counts=by_queue[one]) for one in sorted(by_queue, key=lambda n: n or "")),
        hours=tuple(HourFigures(hour=one, counts=by_hour[one]) for one in sorted(by_hour)),
        occupancy=_occupancy(work, window),
    )


def _occupancy(work: Work, window: Window) -> float | None:
    """Of all agents of the area, what they are at now included."""
    agents = agent_store.agents_of(work.session, [window.area_code])
    district = path_of(window.area_code).partition("/")[0]
    done = store.spells(work.session, district, [one.id for one in agents], window)
    going_on = [spell for one in agents if one.since < window.at for spell in one.spells_until(window.at)]
    return domain.occupancy([*done, *going_on], window.since, window.at)


def of_every_district(work: Work) -> dict[str, CallCounts]:
    """The counts of the last 24 hours of each district that ever had a call."""
    windows = {one: Window(one, work.now - WINDOW, work.now) for one in store.districts(work.session)}
    return {one: domain.counts(store.tallies(work.session, window)) for one, window in windows.items()}
