"""What a telephone system reports, as the hotline hears it from the gateway."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from linli.identity import Role
from tests.factories.people import DISTRICT, person
from tests.factories.running import RunningService

LINE_ID = UUID(int=77)
LINE = person(Role.OPERATOR, account=LINE_ID)
MORNING = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Half past nine on a Monday in the district."""


class Exchange:
    """A telephone system whose calls are reported to a running hotline; seconds count from `MORNING`."""

    def __init__(self, hotline: RunningService, area: str = DISTRICT) -> None:
        self.hotline = hotline
        self.area = area

    def report(self, ref: str, sign: str, seconds: float = 0, **said: Any) -> dict[str, Any]:
        """Report one sign of a call in, unless `direction` says otherwise."""
        told_at = (MORNING + timedelta(seconds=seconds)).isoformat()
        given = {"direction": "in", "caller": "13912345678", "called": "96198", **said}
        named: dict[str, Any] = {
            "line_id": LINE_ID,
            "area_code": self.area,
            "call_ref": ref,
            "sign": sign,
            "told_at": told_at,
        }
        return self.hotline.ask(LINE, "report_call", **named, **given)

    def call(self, ref: str, rings: float, wait: float, talk: float | None, **said: Any) -> UUID:
        """A whole call that rings for `wait` seconds and then is spoken for `talk`; None: the caller gave up."""
        hangup = {key: value for key, value in said.items() if key != "cause"}
        found = self.report(ref, "newCall", rings, **hangup)
        if talk is None:
            self.report(ref, "hangup", rings + wait, **{"cause": "cancel", **said})
        else:
            self.report(ref, "answer", rings + wait, **hangup)
            self.report(ref, "hangup", rings + wait + talk, **{"cause": "normalClearing", **said})
        return UUID(found["id"])
