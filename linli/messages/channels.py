"""What a way to send messages is, and which ways this installation has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from linli.contracts.messages import Language, MessageChannel

PATIENCE = 10.0
"""Seconds that a channel waits for each answer of the other side."""


@dataclass(frozen=True)
class Outgoing:
    """A message as a channel gets it. `id` is the same at every try, so that the receiver can drop a repeat.

    `address` is a telephone number or an e-mail address; for a webhook the unit, `area code/department`.
    """

    id: UUID
    address: str
    template: str
    language: Language
    subject_id: UUID
    area_code: str
    urgent: bool
    title: str
    text: str


class NotSent(Exception):
    """The message did not go out; `code` says why and names nobody. `final`: another try would end the same."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.final = final


class Channel(Protocol):
    """A way to send messages; safe in many threads at once."""

    def send(self, message: Outgoing) -> None:
        """Send it; when this returns, the other side has taken it over. Raises `NotSent`."""


Channels = Mapping[MessageChannel, Channel]
