"""Series of tasks: opened by a rule, carried on by a timer, ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID, uuid4

from linli import timers
from linli.clock import LOCAL, local
from linli.contracts.volunteer.engagements import EndSeries, GetSeries, OpenSeries, SeriesView
from linli.errors import Invalid
from linli.recurrence import occurrences, rule_of
from linli.work import Work
from services.volunteer import catalogue
from services.volunteer.domain.people import check_skills
from services.volunteer.domain.series import Series
from services.volunteer.domain.tasks import VolunteerTask, check_plan
from services.volunteer.store import engagements as store
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases import dispatching
from services.volunteer.usecases.engagements import end_with_task

AHEAD = timedelta(days=21)
"""The tasks of a series are open so long before they begin."""
EVERY = timedelta(days=1)
SHOWN = 5


def open_series(work: Work, said: OpenSeries) -> SeriesView:
    """Open a series and its first tasks; raises `Invalid` for a rule that is none or never comes true."""
    work.authorise(said.area_code, "area", "区域")
    check_plan(said.plan, work.now)
    for role in said.plan.roles:
        check_skills(role.skills, catalogue.skills())
    first = local(said.plan.starts_at)
    if next(iter(rule_of(said.rule, first)), None) is None:
        text, zh = "The rule never comes true.", "该规则没有任何一次。"
        raise Invalid("bad_recurrence", text, zh, {"rule": [f"{text} {zh}"]})
    left_out = " ".join(sorted(day.isoformat() for day in set(said.excluded)))
    series = Series(uuid4(), said.area_code, said.category, said.plan, said.rule, left_out, min(work.now, first))
    store.save(work.session, series)
    _carry_on(work, series)
    return view(work, series)


def carry_on(work: Work, series_id: UUID) -> None:
    """A day has passed: open what begins within three weeks now."""
    series = store.find_series(work.session, series_id)
    if series is not None and not series.ended:
        _carry_on(work, series)


def _carry_on(work: Work, series: Series) -> None:
    until = work.now + AHEAD
    for begins in _moments(series, series.made_until, until):
        task_id, plan = series.task_at(begins)
        if plan.ends_at <= work.now:
            continue
        task, event = VolunteerTask.open_planned(task_id, series.area_code, series.category, plan, work.now)
        task.series_id = series.id
        TASKS.save(work.session, task)
        work.emit(event)
        dispatching.match_soon(work, task.area_code)
    series.made_until = max(until, series.made_until)
    timers.put(work.session, "series.next", series.id, work.now + EVERY)


def _moments(series: Series, since: datetime, until: datetime) -> list[datetime]:
    left_out = set(series.days_left_out)
    first = local(series.plan.starts_at)
    found = occurrences(series.rule, first, since.astimezone(LOCAL), until.astimezone(LOCAL))
    return [one for one in found if one.date() not in left_out]


def end_series(work: Work, said: EndSeries) -> SeriesView:
    """End a series; its tasks that have not begun are given up."""
    series = store.series_of(work.session, said.id, to_change=True)
    work.authorise(series.area_code, "series", "周期任务")
    work.expect(said.version, series.sequence)
    series.end()
    timers.cancel(work.session, "series.next", series.id)
    for task_id in store.tasks_of_series(work.session, series.id, work.now):
        task = TASKS.task_to_change(work.session, task_id)
        work.emit(task.cancel(max(work.now, task.moved_at), said.reason))
        end_with_task(work, task, said.reason)
    return view(work, series)


def get_series(work: Work, said: GetSeries) -> SeriesView:
    """One series."""
    series = store.series_of(work.session, said.id)
    work.authorise(series.area_code, "series", "周期任务")
    return view(work, series)


def view(work: Work, series: Series) -> SeriesView:
    """A series as it is shown, with the next moments of its rule."""
    coming = [] if series.ended else _moments(series, work.now, work.now + timedelta(days=366))
    return SeriesView(
        id=series.id,
        version=series.sequence,
        area_code=series.area_code,
        category=series.category,
        plan=series.plan,
        rule=series.rule,
        excluded=series.days_left_out,
        made_until=series.made_until,
        ended=series.ended,
        next=tuple(islice(coming, SHOWN)),
    )
