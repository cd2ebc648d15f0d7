"""A message is written with its cause and sent once, at a time that suits; failures are tried again, then shown."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from linli.contracts.messages import Language, MessageChannel, MessageState
from linli.messages.channels import NotSent, Outgoing
from linli.messages.delivery import BACKOFF, LEASE, Delivery
from linli.messages.posting import Citizen, Note, Unit
from linli.messages.tables import MESSAGE
from tests.factories.people import COMMUNITY, STREET
from tests.factories.posting import EMAIL, NOON, PHONE, Posting, posting_at, refuse


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def posting(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Posting]:
    """On each kind of database; waits between tries are even."""
    monkeypatch.setattr("linli.messages.delivery.random.uniform", lambda _low, _high: 1.0)
    url = f"sqlite:///{tmp_path}/hotline.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("messages")
    with posting_at(url) as made:
        yield made


def test_a_message_is_sent_once_by_the_best_way_and_marked(posting: Posting) -> None:
    posting.hand_in(Citizen(phone=PHONE, email=EMAIL))
    posting.deliver()
    posting.deliver()
    (sent,) = posting.sms.sent
    row = posting.row()
    assert (sent.id, sent.address, sent.text) == (row.id, PHONE, "短 7K3QX")
    assert (row.state, row.attempts, row.sent_at, row.due_at) == (MessageState.SENT, 1, NOON, None)
    assert posting.email.sent == []


@pytest.mark.parametrize(
    ("citizen", "channel", "text"),
    [
        (Citizen(phone=PHONE, email=EMAIL, by=MessageChannel.EMAIL), "email", "文 7K3QX"),
        (Citizen(phone=PHONE, language=Language.EN), "sms", "short 7K3QX"),
        (Citizen(phone="024-22345678", email=EMAIL), "email", "文 7K3QX"),
        (Citizen(email=EMAIL, by=MessageChannel.SMS, language=Language.EN), "email", "text 7K3QX"),
    ],
)
def test_the_citizen_is_told_in_their_language_by_the_way_they_chose_where_it_leads_to_them(
    posting: Posting, citizen: Citizen, channel: str, text: str
) -> None:
    posting.hand_in(citizen)
    posting.deliver()
    assert [(row.channel, row.state) for row in posting.rows()] == [(channel, "sent")]
    assert [one.text for one in posting.sms.sent + posting.email.sent] == [text]


@pytest.mark.parametrize("citizen", [Citizen(), Citizen(phone="024-22345678")])
def test_nothing_is_written_for_who_cannot_be_reached(posting: Posting, citizen: Citizen) -> None:
    posting.hand_in(citizen)
    assert posting.rows() == []


def test_a_way_that_is_not_set_up_gives_way_to_the_other_and_else_is_shown_as_no_error(posting: Posting) -> None:
    del posting.channels[MessageChannel.SMS]
    posting.hand_in(Citizen(phone=PHONE, email=EMAIL))
    posting.deliver()
    assert posting.row().channel is MessageChannel.EMAIL
    posting.channels.clear()
    posting.hand_in(Citizen(phone=PHONE))
    posting.deliver()
    (left,) = [row for row in posting.rows() if row.state is MessageState.NO_CHANNEL]
    assert (left.channel, left.error, left.attempts, left.due_at) == (MessageChannel.SMS, None, 0, None)


def test_a_unit_gets_a_notice_at_once_and_the_same_in_its_own_system(posting: Posting) -> None:
    posting.hand_in(Unit(STREET, "CG"))
    posting.deliver()
    notice, told = posting.rows()
    assert (notice.channel, notice.state, notice.area_code, notice.department) == ("in_app", "sent", STREET, "CG")
    assert (told.channel, told.state, posting.hook.sent[0].address) == ("webhook", "sent", f"{STREET}/CG")
    del posting.channels[MessageChannel.WEBHOOK]
    posting.hand_in(Unit(STREET, "CG"))
    assert sorted(row.channel for row in posting.rows()) == ["in_app", "in_app", "webhook"]


def test_neither_address_nor_text_can_be_read_in_the_database(posting: Posting) -> None:
    posting.hand_in(Citizen(phone=PHONE))
    kept = " ".join(str(value) for value in posting.row())
    assert PHONE not in kept
    assert "7K3QX" not in kept


def test_a_message_is_written_with_its_cause_or_not_at_all(posting: Posting) -> None:
    note = Note("thing.done", {"code": "7K3QX"}, uuid4(), COMMUNITY)

    def fail_afterwards() -> None:
        with posting.database.transaction() as session:
            posting.post.hand_in(session, NOON, Citizen(phone=PHONE), note)
            raise LookupError

    with pytest.raises(LookupError):
        fail_afterwards()
    assert posting.rows() == []


def test_a_failed_message_is_tried_again_after_longer_and_longer_waits_and_then_given_up(posting: Posting) -> None:
    posting.sms.trouble = refuse("timeout")
    posting.now = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    posting.hand_in(Citizen(phone=PHONE), urgent=True)
    for tries, wait in enumerate(BACKOFF, 1):
        posting.deliver()
        row = posting.row()
        assert (row.state, row.attempts, row.error) == (MessageState.WAITING, tries, "timeout")
        assert row.due_at == posting.now + wait
        posting.now = row.due_at
    posting.deliver()
    row = posting.row()
    assert (row.state, row.attempts, row.error, row.due_at) == (MessageState.FAILED, len(BACKOFF) + 1, "timeout", None)


def test_a_message_that_came_through_at_a_later_try_is_sent_under_the_same_id(posting: Posting) -> None:
    tried: list[UUID] = []

    def once(message: Outgoing) -> None:
        tried.append(message.id)
        if len(tried) == 1:
            raise NotSent("http_503")

    posting.sms.trouble = once
    posting.hand_in(Citizen(phone=PHONE))
    posting.deliver()
    posting.now += BACKOFF[0]
    posting.deliver()
    row = posting.row()
    assert (row.state, row.attempts, row.error, tried) == (MessageState.SENT, 2, None, [row.id, row.id])


def test_what_was_refused_for_good_is_not_tried_again(posting: Posting) -> None:
    posting.sms.trouble = refuse("http_404", final=True)
    posting.hand_in(Citizen(phone=PHONE))
    posting.deliver()
    row = posting.row()
    assert (row.state, row.attempts, row.error) == (MessageState.FAILED, 1, "http_404")


def test_an_error_nobody_thought_of_is_tried_again_and_kept_by_its_name_only(posting: Posting) -> None:
    def break_down(message: Outgoing) -> None:
        raise RuntimeError(f"cannot send to {message.address}")

    posting.sms.trouble = break_down
    posting.hand_in(Citizen(phone=PHONE))
    posting.deliver()
    assert (posting.row().state, posting.row().error) == (MessageState.WAITING, "RuntimeError")


def test_a_worker_that_dies_after_sending_leaves_the_message_to_be_sent_again_under_the_same_id(
    posting: Posting,
) -> None:
    def die(message: Outgoing) -> None:
        posting.sms.sent.append(message)
        raise SystemExit

    posting.sms.trouble = die
    posting.hand_in(Citizen(phone=PHONE))
    with pytest.raises(SystemExit):
        posting.worker().step()
    posting.sms.trouble = lambda _message: None
    posting.deliver()
    assert len(posting.sms.sent) == 1, "sent again before the lease ended"
    posting.now += LEASE
    posting.deliver()
    assert [one.id for one in posting.sms.sent] == [posting.row().id] * 2
    assert posting.row().state is MessageState.SENT


def test_a_message_that_ends_every_worker_is_given_up(posting: Posting) -> None:
    posting.hand_in(Citizen(phone=PHONE), urgent=True)

    def die(_message: Outgoing) -> None:
        raise SystemExit

    posting.sms.trouble = die
    for _ in range(len(BACKOFF) + 1):
        with pytest.raises(SystemExit):
            posting.worker().step()
        posting.now += LEASE
    posting.deliver()
    assert (posting.row().state, posting.row().error) == (MessageState.FAILED, "interrupted")


def test_a_worker_whose_lease_ended_does_not_mark_what_another_has_taken_over(posting: Posting) -> None:
    posting.hand_in(Citizen(phone=PHONE))

    def be_overtaken(_message: Outgoing) -> None:
        with posting.database.transaction() as session:
            session.execute(update(MESSAGE).values(attempts=2))
        raise NotSent("timeout")

    posting.sms.trouble = be_overtaken
    posting.worker().step()
    assert (posting.row().error, posting.row().due_at) == (None, NOON + LEASE)


def test_a_slow_channel_holds_up_only_the_message_in_hand(posting: Posting, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 1000, 4))
    monkeypatch.setattr("linli.messages.delivery.time.monotonic", lambda: next(ticks))
    for _ in range(3):
        posting.hand_in(Citizen(phone=PHONE))
    posting.worker().step()
    assert len(posting.sms.sent) == 1
    assert sorted(row.attempts for row in posting.rows()) == [0, 0, 1]
    posting.deliver()
    assert len(posting.sms.sent) == len({one.id for one in posting.sms.sent}) == 3


def test_what_may_wait_is_not_sent_at_night_and_what_is_urgent_is(posting: Posting) -> None:
    posting.now = NOON + timedelta(hours=11)
    posting.hand_in(Citizen(phone=PHONE))
    posting.hand_in(Citizen(phone="13812345678"), urgent=True)
    posting.hand_in(Unit(STREET, "CG"))
    posting.deliver()
    assert [one.address for one in posting.sms.sent] == ["13812345678"]
    assert len(posting.hook.sent) == 1, "a unit without quiet hours"
    posting.now = NOON + timedelta(hours=20)
    posting.deliver()
    assert [one.address for one in posting.sms.sent] == ["13812345678", PHONE]


def test_what_the_night_overtook_waits_for_the_morning(posting: Posting) -> None:
    """It was due in the evening, while nobody was there to send it."""
    posting.hand_in(Citizen(phone=PHONE))
    posting.now = NOON + timedelta(hours=11)
    posting.deliver()
    assert posting.sms.sent == []
    posting.now = NOON + timedelta(hours=20)
    posting.deliver()
    assert len(posting.sms.sent) == 1


def test_a_try_that_failed_late_in_the_evening_is_repeated_in_the_morning(posting: Posting) -> None:
    posting.now = NOON + timedelta(hours=9, minutes=59, seconds=50)
    posting.sms.trouble = refuse("timeout")
    posting.hand_in(Citizen(phone=PHONE))
    posting.deliver()
    assert posting.row().due_at == NOON + timedelta(hours=20)


def test_a_channel_that_was_taken_away_leaves_its_messages_to_people(posting: Posting) -> None:
    posting.hand_in(Citizen(phone=PHONE))
    del posting.channels[MessageChannel.SMS]
    posting.deliver()
    assert posting.row().state is MessageState.NO_CHANNEL


def test_several_workers_at_once_send_every_message_once(posting: Posting) -> None:
    for _ in range(60):
        posting.hand_in(Citizen(phone=PHONE))
    workers = [posting.worker() for _ in range(4)]

    def work(worker: Delivery) -> None:
        while worker.step():
            pass

    with ThreadPoolExecutor(len(workers)) as threads:
        list(threads.map(work, workers))
    assert len(posting.sms.sent) == len({one.id for one in posting.sms.sent}) == 60
    assert {row.state for row in posting.rows()} == {MessageState.SENT}


def test_the_log_is_kept_for_half_a_year(posting: Posting) -> None:
    posting.hand_in(Citizen(phone=PHONE))
    posting.now += timedelta(days=180)
    posting.worker().forget()
    assert len(posting.rows()) == 1
    posting.now += timedelta(seconds=1)
    posting.worker().forget()
    assert posting.rows() == []
