"""A greeting alarm that climbs to the hotline opens one request there, and only that one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from linli.contracts.volunteer.greetings import GreetingAlarmed, GreetingLevel, GreetingState, GreetingSummary
from services.hotline.tables.request import REQUEST
from tests.factories.people import COMMUNITY
from tests.factories.running import running

AT = datetime(2026, 11, 21, 0, 5, tzinfo=UTC)


def alarmed(level: GreetingLevel) -> GreetingAlarmed:
    summary = GreetingSummary(greeted_id=uuid4(), state=GreetingState.ALARMED, due_at=AT, level=level)
    return GreetingAlarmed(subject=uuid4(), area_code=COMMUNITY, sequence=4, occurred_at=AT, greeting=summary)


def test_only_the_last_step_opens_a_request_and_once(tmp_path: Path) -> None:
    with running("hotline", tmp_path) as hotline:
        event = alarmed(GreetingLevel.HOTLINE)
        hotline.tell(alarmed(GreetingLevel.NEIGHBOUR), alarmed(GreetingLevel.GRID_WORKER), event, event)
        with hotline.database.reading() as session:
            found = session.execute(
                select(REQUEST.c.source_ref, REQUEST.c.area_code, REQUEST.c.title, REQUEST.c.category, REQUEST.c.urgent)
            ).all()
        assert [(one.source_ref, one.area_code) for one in found] == [(f"greeting:{event.subject}", COMMUNITY)]
        assert "紧急" in found[0].title
        assert (found[0].category, found[0].urgent) == ("elderly.alarm", True)
        assert "request.opened" in hotline.names()
