"""A message that expires is sent while it is good, and its words are erased once it is sent or given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from linli.contracts.messages import MessageState
from linli.messages.delivery import BACKOFF, BATCH
from linli.messages.posting import Citizen
from tests.factories.posting import NOON, PHONE, Posting, posting_at, refuse

SOON = NOON + timedelta(minutes=5)


@pytest.fixture
def posting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Posting]:
    """With even waits between tries."""
    monkeypatch.setattr("linli.messages.delivery.random.uniform", lambda _low, _high: 1.0)
    with posting_at(f"sqlite:///{tmp_path}/hotline.db") as made:
        yield made


def words(posting: Posting) -> set[str]:
    """What the one message says, to who has the key."""
    row, sealer = posting.row(), posting.post.sealer
    return {sealer.open(row.title, "message-title"), sealer.open(row.text, "message-text")}


def test_what_expires_is_erased_once_it_is_sent(posting: Posting) -> None:
    posting.hand_in(Citizen(phone=PHONE), urgent=True, expires_at=SOON)
    assert words(posting) == {"题 7K3QX", "短 7K3QX"}
    posting.deliver()
    assert (posting.sms.sent[0].text, posting.row().state, words(posting)) == ("短 7K3QX", "sent", {""})


def test_what_has_expired_is_not_sent_and_is_erased(posting: Posting) -> None:
    posting.hand_in(Citizen(phone=PHONE), urgent=True, expires_at=SOON)
    posting.now = SOON
    posting.deliver()
    assert posting.sms.sent == []
    assert (posting.row().state, posting.row().error, words(posting)) == ("failed", "expired", {""})


def test_what_expires_is_tried_again_only_while_it_is_good(posting: Posting) -> None:
    posting.sms.trouble = refuse("timeout")
    posting.hand_in(Citizen(phone=PHONE), urgent=True, expires_at=SOON)
    states = []
    while posting.row().state == MessageState.WAITING:
        posting.now = posting.row().due_at
        posting.deliver()
        states.append((posting.row().state, bool(words(posting) - {""})))
    assert states == [("waiting", True), ("waiting", True), ("failed", False)]
    assert posting.now - NOON == BACKOFF[0] + BACKOFF[1]


def test_what_does_not_expire_keeps_its_words(posting: Posting) -> None:
    posting.hand_in(Citizen(phone=PHONE))
    posting.deliver()
    assert words(posting) == {"题 7K3QX", "短 7K3QX"}


def test_what_expires_goes_before_all_that_has_waited_longer(posting: Posting, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(BATCH + 5):
        posting.hand_in(Citizen(phone=PHONE))
    posting.now += timedelta(minutes=1)
    posting.hand_in(Citizen(phone="13812345678"), urgent=True, expires_at=SOON)
    ticks = iter(range(0, 1000, 4))
    monkeypatch.setattr("linli.messages.delivery.time.monotonic", lambda: next(ticks))
    posting.worker().step()
    assert [one.address for one in posting.sms.sent] == ["13812345678"], "also where the channel is slow"
