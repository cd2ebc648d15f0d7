"""Writing a message down, in the transaction of what it tells: to whom, through which channel, from when on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from linli.areas import ancestors
from linli.contracts.messages import Audience, Language, MessageChannel, MessageState
from linli.db import write
from linli.messages.quiet import NEVER_QUIET, QuietHours
from linli.messages.sms import takes_sms
from linli.messages.tables import MESSAGE
from linli.messages.templates import Templates
from linli.sealing import Sealer

_WRITE = insert(MESSAGE)


@dataclass(frozen=True, kw_only=True)
class Citizen:
    """A resident by what they left to be reached at; `by` is the channel they asked for, tried before the other."""

    phone: str | None = None
    email: str | None = None
    language: Language = Language.ZH
    by: MessageChannel | None = None

    def ways(self) -> list[tuple[MessageChannel, str]]:
        """How they can be reached, best first. A landline takes no SMS."""
        ways = []
        if self.phone and takes_sms(self.phone):
            ways.append((MessageChannel.SMS, self.phone))
        if self.email:
            ways.append((MessageChannel.EMAIL, self.email))
        return sorted(ways, key=lambda way: way[0] is not self.by)


@dataclass(frozen=True)
class Unit:
    """A department at an area; its people read its notices."""

    area_code: str
    department: str


Recipient = Citizen | Unit


@dataclass(frozen=True)
class Note:
    """What is to be told: which template with which facts, about which thing at which area.

    What expires is not sent after that moment, and its words are erased once it is sent or given up.
    """

    template: str
    facts: Mapping[str, str]
    subject_id: UUID
    area_code: str
    urgent: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Post:
    """Where notes are handed in. `open_channels` are those this installation has."""

    sealer: Sealer
    templates: Templates
    open_channels: frozenset[MessageChannel]
    quiet: Mapping[Audience, QuietHours] = field(default_factory=dict)

    def hand_in(self, session: Session, now: datetime, to: Recipient, note: Note) -> None:
        """Write the message to this recipient down; nothing for a citizen who left nothing to be reached at."""
        if isinstance(to, Citizen):
            self._to_citizen(session, now, to, note)
        else:
            self._to_unit(session, now, to, note)

    def allowed_from(self, audience: Audience, moment: datetime, urgent: bool) -> datetime:
        """When a message may go out that could go out at this moment."""
        return moment if urgent else self.quiet.get(audience, NEVER_QUIET).next_allowed(moment)

    def quiet_audiences(self, moment: datetime) -> list[Audience]:
        """Whom only what is urgent may reach at this moment."""
        return [audience for audience, hours in self.quiet.items() if hours.holds(moment)]

    def _to_citizen(self, session: Session, now: datetime, to: Citizen, note: Note) -> None:
        """By the best way that is open; where none is, the best is written down for people to see."""
        ways = to.ways()
        if not ways:
            return
        channel, address = next((way for way in ways if way[0] in self.open_channels), ways[0])
        row = self._row(now, Audience.CITIZEN, to.language, channel, address, note)
        write(session, _WRITE, {**row, **_placed(note.area_code), "area_code": note.area_code})

    def _to_unit(self, session: Session, now: datetime, to: Unit, note: Note) -> None:
        """A notice in the application, and the same to the unit's own system where one is connected."""
        more: Sequence[MessageChannel] = [one for one in (MessageChannel.WEBHOOK,) if one in self.open_channels]
        for channel in (MessageChannel.IN_APP, *more):
            address = f"{to.area_code}/{to.department}"
            row = self._row(now, Audience.UNIT, Language.ZH, channel, address, note)
            place = {**_placed(to.area_code), "area_code": to.area_code, "department": to.department}
            write(session, _WRITE, {**row, **place})

    def _row(
        self, now: datetime, audience: Audience, language: Language, channel: MessageChannel, address: str, note: Note
    ) -> dict[str, Any]:
        wording = self.templates.worded(note.template, language, note.facts)
        text = wording.short if channel is MessageChannel.SMS else wording.text
        return {
            "id": uuid4(),
            "subject_id": note.subject_id,
            "template": note.template,
            "audience": audience,
            "channel": channel,
            "language": language,
            "urgent": note.urgent,
            "department": None,
            "address": self.sealer.seal(address, "message-address"),
            "title": self.sealer.seal(wording.title, "message-title"),
            "text": self.sealer.seal(text, "message-text"),
            "attempts": 0,
            "made_at": now,
            "expires_at": note.expires_at,
            **self._fate(now, audience, channel, note.urgent),
        }

    def _fate(self, now: datetime, audience: Audience, channel: MessageChannel, urgent: bool) -> dict[str, Any]:
        """A notice is delivered by being written; what has a channel waits for it."""
        if channel is MessageChannel.IN_APP:
            return {"state": MessageState.SENT, "due_at": None, "sent_at": now}
        if channel not in self.open_channels:
            return {"state": MessageState.NO_CHANNEL, "due_at": None, "sent_at": None}
        return {"state": MessageState.WAITING, "due_at": self.allowed_from(audience, now, urgent), "sent_at": None}


def _placed(area_code: str) -> dict[str, str | None]:
    """The areas above a row's area, and itself, by tier."""
    district, street, community = (*ancestors(area_code), area_code, None, None)[:3]
    return {"district": district, "street": street, "community": community}
