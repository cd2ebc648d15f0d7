"""The gateway's own events: what screens are told."""

from __future__ import annotations

from dataclasses import dataclass

from linli.contracts.envelope import Event, event


@event("network", "record.changed", external=True)
@dataclass(frozen=True, kw_only=True)
class RecordChanged(Event):
    """A list or figure on some screen has changed: `kind` is request, a task's service, call, return_call or agent."""

    kind: str
    state: str
