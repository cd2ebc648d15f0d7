"""Services, providers and slots of the directory for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from linli.clock import local, now
from tests.factories.knowledge import EDITOR, WRITER
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.running import RunningService
from tests.factories.unique import tracking_code

BATHING = "elder_care.bathing"
EVERY_DAY = [{"weekday": day, "opens": "09:00", "closes": "12:00"} for day in range(1, 8)]


def service(code: str = BATHING, **said: Any) -> dict[str, Any]:
    """A service, in its wire form."""
    return {"code": code, "category": code.partition(".")[0], "zh": "助浴", "en": "Help with bathing", **said}


def provider(name: str = "康乐养老驿站", **said: Any) -> dict[str, Any]:
    """What the directory says of a provider, in its wire form."""
    content = {"name": name, "services": [BATHING], "areas": [DISTRICT], "price": "low", "hours": EVERY_DAY}
    return {**content, "phone": "024-12345678", **said}


def keep_service(hotline: RunningService, code: str = BATHING, **said: Any) -> None:
    """Have the service in the directory."""
    hotline.ask(EDITOR, "keep_service", area_code=DISTRICT, service=service(code, **said))


def write_provider(hotline: RunningService, name: str = "康乐养老驿站", **said: Any) -> UUID:
    """A provider in the directory."""
    command: dict[str, Any] = {"area_code": DISTRICT, "code": f"p.{uuid4().hex[:8]}", "content": provider(name, **said)}
    return UUID(hotline.ask(EDITOR, "write_provider", **command)["id"])


def open_request(hotline: RunningService, **said: Any) -> UUID:
    """A request of a resident."""
    command = {"id": uuid4(), "area_code": COMMUNITY, "category": "aid.elderly", "title": "老人洗澡困难", **said}
    return UUID(hotline.ask(WRITER, "open_request", tracking_code=tracking_code(), **command)["id"])


def tomorrow(days: int = 1) -> date:
    """So many days from today in the district."""
    return local(now()).date() + timedelta(days=days)


def open_slots(hotline: RunningService, provider_id: UUID, capacity: int = 1, **said: Any) -> list[dict[str, Any]]:
    """The free slots after opening those of the day after tomorrow, an hour each."""
    days = {"first_day": tomorrow(2), "last_day": tomorrow(2), **said}
    command = {"provider_id": provider_id, "service": BATHING, "minutes": 60, "capacity": capacity}
    hotline.ask(EDITOR, "open_slots", **{**command, **days})
    return list(hotline.ask(WRITER, "find_slots", area_code=COMMUNITY, service=BATHING)["items"])


def book(hotline: RunningService, slot_id: Any, phone: str = "13912345678", **said: Any) -> dict[str, Any]:
    """An appointment."""
    command = {"slot_id": slot_id, "area_code": COMMUNITY, "contact_name": "王芳", "contact_phone": phone, **said}
    return hotline.ask(WRITER, "book_slot", **command)
