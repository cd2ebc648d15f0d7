"""The gateway's part of a seeding: the communities there are, and the picture it would have made of the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from gateway.areas import store as areas
from gateway.figures.facts import handlings_of
from gateway.figures.tables import HANDLING_FACT
from gateway.projections.applying import note_values, request_values, task_values
from gateway.projections.counting import add_up, contribution
from gateway.projections.tables import FIGURE_ROW, REQUEST_ROW, TASK_ROW, TIMELINE_ROW
from gateway.tracking import TRACKING
from linli.areas import path_of
from linli.contracts.hotline.events import RequestEvent
from linli.contracts.task import TaskEvent
from linli.errors import Invalid
from linli.seeding import slots
from linli.seeding.stamping import Row

TABLES = {"gateway": (REQUEST_ROW, TASK_ROW, TIMELINE_ROW, FIGURE_ROW, TRACKING, HANDLING_FACT)}
"""What is written, the table first in which a batch is looked for."""
ADDED_TO = (FIGURE_ROW,)
"""What is brought together with what is there, by its key."""
RECEIVED_AFTER = timedelta(milliseconds=150)
Places = Sequence[tuple[str, str]]
Counts = tuple[int, int, int]


ADD_ALL = text(
    "INSERT INTO figure_row (area_code, category, service, district, street, opened, closed, closed_late) "
    "SELECT * FROM unnest(CAST(:area_code AS text[]), CAST(:category AS text[]), CAST(:service AS text[]), "
    "CAST(:district AS text[]), CAST(:street AS text[]), "
    "CAST(:opened AS bigint[]), CAST(:closed AS bigint[]), CAST(:closed_late AS bigint[])) "
    "ON CONFLICT (area_code, category, service) DO UPDATE SET opened = figure_row.opened + excluded.opened, "
    "closed = figure_row.closed + excluded.closed, closed_late = figure_row.closed_late + excluded.closed_late"
)
"""As `add_up`, but thousands of counts in one statement."""


def places(session: Session, area: str | None, day: date) -> tuple[str, Places]:
    """The area (the only district unless given) and its communities with their names.

    Raises `Invalid` where there is no such area, none at all, none in particular, or no community in it.
    """
    if area is None:
        found = areas.districts(session, day)
        if not found:
            text = "No areas are loaded: load some with `linli areas load FILE...`."
            raise Invalid("no_areas", text, "尚未导入区划，请先用 linli areas load 导入。")
        if len(found) > 1:
            text = f"{len(found)} districts are loaded: name one with --area."
            raise Invalid("which_district", text, "请用 --area 指定区。")
        area = found[0].code
    elif not areas.exists(session, area, day):
        text = f"There is no area {area} here; `linli areas load` loads areas."
        raise Invalid("unknown_area", text, f"没有区划 {area}，请先导入。")
    under = [(one.code, one.name.replace("\\", "")) for one in areas.communities_under(session, area, day)]
    if not under:
        raise Invalid("no_communities", f"The area {area} has no communities.", f"区划 {area} 下没有社区。")
    return area, under


def rows(request: Sequence[RequestEvent], tasks: Sequence[TaskEvent]) -> list[Row]:
    """What these events of a request and of its tasks would have left here."""
    told = sorted([*request, *tasks], key=lambda one: (one.occurred_at, one.source != "hotline"))
    subject = request[0].subject
    notes: list[Row] = [
        (TIMELINE_ROW, note_values(one, slots.event_id(number), subject, one.occurred_at + RECEIVED_AFTER))
        for number, one in enumerate(told)
    ]
    last = {one.subject: one for one in tasks}
    handlings: list[Row] = [(HANDLING_FACT, one) for one in handlings_of(request)]
    return [
        (REQUEST_ROW, request_values(request[-1])),
        *((TASK_ROW, task_values(one)) for one in last.values()),
        *handlings,
        *notes,
        (TRACKING, {"code": slots.CODE, "request_id": subject}),
    ]


def derived(request: Sequence[RequestEvent]) -> list[str]:
    """The names from which ids of rows here are derived, with the request's own id."""
    return [f"handling-{one['round']}-{one['turn']}" for one in handlings_of(request)]


def counted(event: RequestEvent) -> Counts:
    """What a request adds to the counts of its community, category and service: opened, closed, closed late."""
    (counts,) = contribution(request_values(event)).values()
    return counts


def count(session: Session, counts: Mapping[tuple[str, str, str], Counter[str]]) -> None:
    """Add to the counts, by community, category and service."""
    found = [
        {
            "area_code": community,
            "category": category,
            "service": service,
            "district": path_of(community).split("/")[0],
            "street": path_of(community).split("/")[1],
            "opened": each["opened"],
            "closed": each["closed"],
            "closed_late": each["closed_late"],
        }
        for (community, category, service), each in sorted(counts.items())
    ]
    if found and session.get_bind().dialect.name == "postgresql":
        session.execute(ADD_ALL, {name: [one[name] for one in found] for name in found[0]})
    elif found:
        add_up(session, found)
