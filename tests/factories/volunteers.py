"""The volunteer service for tests: its people, tasks at a stage, hours credited."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from linli.clock import local, now
from linli.contracts.hotline.words import TaskService
from linli.db import Database
from linli.identity import Principal, Role
from linli.plumbing import TABLES
from services.volunteer.tables import METADATA
from tests.factories.emptying import empty_tables, referring_first
from tests.factories.people import COMMUNITY, STREET, person
from tests.factories.requests import CalledRequest
from tests.factories.running import RunningService

COORDINATOR = person(Role.COORDINATOR, at=STREET)
DISTRICT_COORDINATOR = person(Role.COORDINATOR)
NEIGHBOUR = person(Role.GRID_WORKER, at=COMMUNITY)


def empty(database: Database) -> None:
    """Remove every row of the service's PostgreSQL database, also of what is only added to."""
    with database.transaction() as session:
        empty_tables(session, referring_first([*TABLES, *METADATA.sorted_tables]))


def taken_task(volunteer: RunningService, who: Principal = NEIGHBOUR) -> UUID:
    """A task that somebody took."""
    request = CalledRequest(TaskService.VOLUNTEER, category="home.repair")
    volunteer.tell(request.dispatched())
    volunteer.ask(COORDINATOR, "offer_task", id=request.task_id(), volunteer_id=who.account_id)
    volunteer.ask(COORDINATOR, "accept_task", id=request.task_id())
    return request.task_id()


def credit(volunteer: RunningService, volunteer_id: UUID, hours: str, **said: Any) -> dict[str, Any]:
    """Hours of a service recorded by hand."""
    command = {"area_code": COMMUNITY, "served_on": local(now()).date(), "reason": "社区清洁", **said}
    return volunteer.ask(COORDINATOR, "credit_hours", volunteer_id=volunteer_id, hours=hours, **command)


def someone_with(volunteer: RunningService, hours: str) -> UUID:
    """A volunteer who has served so many hours."""
    made = uuid4()
    credit(volunteer, made, hours)
    return made


def held(volunteer: RunningService, volunteer_id: UUID) -> tuple[str, str, str]:
    """Balance, what is set aside, and hours served."""
    found = volunteer.ask(COORDINATOR, "get_hours", volunteer_id=volunteer_id)
    return found["balance"], found["reserved"], found["served"]


def fund(volunteer: RunningService) -> str:
    """What the district's fund holds."""
    return str(volunteer.ask(DISTRICT_COORDINATOR, "get_hour_fund", area_code=COMMUNITY[:6])["balance"])
