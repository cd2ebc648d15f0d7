"""The gateway's way to the services, over RabbitMQ or within the process, and the reading of one's own writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError

from linli import observe
from linli.calls import Ask
from linli.clock import now
from linli.config import Settings
from linli.context import Caller
from linli.contracts.base import dump
from linli.errors import from_wire
from linli.events import Receiver
from linli.identity import Principal


@dataclass(frozen=True)
class Backend:
    """Calls services; what they answer with is in the gateway's projections before the caller hears of it."""

    caller: Caller
    projections: Receiver
    settings: Settings

    def ask(
        self,
        service: str,
        method: str,
        command: Any,
        principal: Principal,
        key: str | None = None,
        within: float | None = None,
    ) -> dict[str, Any]:
        """The resource a service answers with (its wire form); raises the service's error, or `Unavailable`.

        `within` so many seconds; unless given, those of the setting `call_timeout`.
        """
        asked = Ask(
            method=method,
            command=dump(command),
            principal=principal,
            chain=observe.current_chain(),
            key=key,
            deadline=now() + timedelta(seconds=within or self.settings.call_timeout),
        )
        reply = self.caller(service, asked.to_wire())
        if "error" in reply:
            raise from_wire(reply["error"])
        self._see(reply.get("events", ()))
        return dict(reply["ok"])

    def _see(self, events: list[str]) -> None:
        """Apply the events of the answer at once; the same events come again by the relay and are then known."""
        try:
            self.projections.receive_together(events)
        except DBAPIError as error:
            observe.log.warning("own write not yet visible", error=type(error).__name__)
