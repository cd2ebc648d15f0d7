"""A post and its delivery on a database, with channels that only remember what they sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from linli import db
from linli.contracts.messages import Audience, Language, MessageChannel
from linli.db import Database
from linli.messages.channels import Channel, NotSent, Outgoing
from linli.messages.delivery import Delivery
from linli.messages.posting import Note, Post, Recipient
from linli.messages.quiet import NIGHT
from linli.messages.tables import MESSAGE
from linli.messages.templates import Templates, Wording
from linli.sealing import Sealer
from tests.factories.people import COMMUNITY

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""Twelve o'clock in the district."""
PHONE, EMAIL = "13912345678", "wang@example.org"
WORDS = {
    ("thing.done", Language.ZH): Wording("短 {code}", "题 {code}", "文 {code}"),
    ("thing.done", Language.EN): Wording("short {code}", "title {code}", "text {code}"),
}


class Recorder:
    """A channel that remembers what it sent; `trouble` is called before, and may raise."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.trouble: Callable[[Outgoing], None] = lambda _message: None

    def send(self, message: Outgoing) -> None:
        self.trouble(message)
        self.sent.append(message)


class Posting:
    """A post and its delivery on a database, with channels that only remember, at a time set by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOON
        self.sms, self.email, self.hook = Recorder(), Recorder(), Recorder()
        self.channels: dict[MessageChannel, Channel] = {
            MessageChannel.SMS: self.sms,
            MessageChannel.EMAIL: self.email,
            MessageChannel.WEBHOOK: self.hook,
        }
        with database.transaction() as session:
            session.execute(delete(MESSAGE))

    @property
    def post(self) -> Post:
        """As a process has it that was started with the present channels."""
        quiet = {Audience.CITIZEN: NIGHT}
        return Post(Sealer(bytes(64)), Templates(WORDS, {"code"}), frozenset(self.channels), quiet)

    def worker(self) -> Delivery:
        """One of the processes that send."""
        return Delivery(self.database, self.post, self.channels, lambda: self.now)

    def hand_in(self, to: Recipient, *, urgent: bool = False, expires_at: datetime | None = None) -> UUID:
        """Write a message to the recipient down; the id of what it is about."""
        note = Note("thing.done", {"code": "7K3QX"}, uuid4(), COMMUNITY, urgent, expires_at)
        with self.database.transaction() as session:
            self.post.hand_in(session, self.now, to, note)
        return note.subject_id

    def deliver(self) -> None:
        """Send all that is due."""
        while self.worker().step():
            pass

    def rows(self) -> list[Any]:
        """Everything that was written down."""
        with self.database.reading() as session:
            return list(session.execute(select(MESSAGE).order_by(MESSAGE.c.made_at, MESSAGE.c.channel)))

    def row(self) -> Any:
        """The one that was."""
        (only,) = self.rows()
        return only


def refuse(code: str, final: bool = False) -> Callable[[Outgoing], None]:
    """A trouble that says no."""

    def trouble(_message: Outgoing) -> None:
        raise NotSent(code, final=final)

    return trouble


@contextmanager
def posting_at(url: str) -> Iterator[Posting]:
    """On a new database there."""
    database = Database(url, "hotline")
    db.migrate(database)
    try:
        yield Posting(database)
    finally:
        database.close()
