"""Who may write, withdraw and rate when, and which digits prove that a request is one's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.hotline.citizens import CitizenAction
from linli.contracts.hotline.events import RequestRated, RequestUpdated
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import ENDED, RequestState, UpdateKind
from linli.errors import Conflict
from services.hotline.domain import updates
from services.hotline.domain.citizens import actions, is_number, is_tail
from services.hotline.domain.request import Request
from services.hotline.domain.updates import Rating, Rules, Update
from tests.factories.orders import CALENDAR, CATEGORY, TERMS

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
WHO = uuid4()
RULES = Rules(CATEGORY, CALENDAR, TERMS)


def request(state: RequestState = RequestState.DISPATCHED) -> Request:
    """A request in that state."""
    said = OpenRequest(id=uuid4(), tracking_code="7K3QX-9M2TB", area_code="210103005003", category="other", title="灯")
    made, _ = Request.open(said, CATEGORY, CALENDAR, AT)
    made.state = state
    made.ended_at = AT if state in ENDED else None
    return made


def written(made: Request, *kinds: UpdateKind) -> list[Update]:
    """What was written before."""
    return [Update(uuid4(), made.id, n + 1, kind, "…", WHO, AT) for n, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (RequestState.RECORDED, ("comment",)),
        (RequestState.PENDING_DISPATCH, ("comment", "withdraw")),
        (RequestState.DISPATCHED, ("comment", "withdraw")),
        (RequestState.SIGNED, ("comment", "withdraw")),
        (RequestState.IN_PROGRESS, ("comment", "withdraw")),
        (RequestState.WAITING, ("comment", "withdraw")),
        (RequestState.DISPUTED, ("comment", "withdraw")),
        (RequestState.SETTLED, ("comment", "rate")),
        (RequestState.CALL_BACK, ("comment", "rate")),
        (RequestState.CLOSED, ("rate",)),
        (RequestState.WITHDRAWN, ()),
        (RequestState.MERGED, ()),
        (RequestState.REFERRED, ()),
    ],
)
def test_a_citizen_may_do_in_each_state_what_it_still_allows(state: RequestState, allowed: tuple[str, ...]) -> None:
    assert actions(request(state), None) == tuple(CitizenAction(one) for one in allowed)


@pytest.mark.parametrize("state", sorted(updates.RATEABLE))
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_good_rating_ends_the_request_and_a_bad_one_begins_it_again(state: RequestState, level: int) -> None:
    made, before = request(state), 2
    rating, events = updates.rate(made, level, "", None, AT, RULES)
    assert isinstance(events[0], RequestRated)
    assert (events[0].level, made.satisfaction, rating.level) == (level, level, level)
    assert [one.sequence for one in events] == list(range(before + 1, made.sequence + 1))
    assert made.state is (RequestState.CLOSED if level >= 3 else RequestState.DISPATCHED)
    assert updates.may_rate(made, rating) is False


def test_a_rated_request_is_not_rated_again_until_it_has_begun_again() -> None:
    made = request(RequestState.CLOSED)
    rating, _ = updates.rate(made, 5, "", None, AT, RULES)
    with pytest.raises(Conflict, match="already_rated"):
        updates.rate(made, 1, "", rating, AT, RULES)
    made.reopenings += 1
    assert updates.may_rate(made, rating)


def test_a_bad_rating_long_after_the_end_is_kept_and_moves_nothing() -> None:
    made = request(RequestState.CLOSED)
    rating, events = updates.rate(made, 1, "", None, AT + TERMS.reopening + timedelta(seconds=1), RULES)
    assert (rating.level, len(events), made.state) == (1, 1, RequestState.CLOSED)


@pytest.mark.parametrize("state", sorted(set(RequestState) - updates.RATEABLE))
def test_what_is_not_settled_is_not_rated(state: RequestState) -> None:
    made = request(state)
    with pytest.raises(Conflict, match="not_settled"):
        updates.rate(made, 5, "", None, AT, RULES)
    assert made.sequence == 2


def test_updates_are_numbered_in_order_and_told_without_their_words() -> None:
    made = request()
    first, event = updates.comment(made, "门禁密码是1234", WHO, [], AT)
    second, _ = updates.message(made, "收到", WHO, [first], AT + timedelta(hours=1))
    assert [(one.number, one.kind) for one in (first, second)] == [(1, UpdateKind.COMMENT), (2, UpdateKind.REPLY)]
    assert isinstance(event, RequestUpdated)
    assert "门禁密码" not in repr(event)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_after_the_end_the_citizen_is_still_told_things_but_the_citizen_writes_no_more(state: RequestState) -> None:
    made = request(state)
    updates.message(made, "补充说明", WHO, [], AT)
    with pytest.raises(Conflict, match="request_ended"):
        updates.comment(made, "还有一事", WHO, [], AT)


def test_a_citizen_writes_fifty_times_at_most_and_the_book_ends_at_two_hundred() -> None:
    made = request()
    with pytest.raises(Conflict, match="too_many_updates"):
        updates.comment(made, "又一条", WHO, written(made, *[UpdateKind.COMMENT] * 50), AT)
    updates.message(made, "答复", WHO, written(made, *[UpdateKind.COMMENT] * 50), AT)
    with pytest.raises(Conflict, match="too_many_updates"):
        updates.message(made, "答复", WHO, written(made, *[UpdateKind.REPLY] * 200), AT)


@given(phone=st.from_regex(r"1[0-9]{10}", fullmatch=True), tail=st.from_regex(r"[0-9]{4}", fullmatch=True))
def test_the_tail_is_the_last_four_digits_however_the_number_is_written(phone: str, tail: str) -> None:
    assert is_tail(phone, phone[-4:])
    assert is_tail(f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}", phone[-4:])
    assert is_tail(phone, tail) == (tail == phone[-4:])


@pytest.mark.parametrize("phone", [None, "", "12345", "110-119"])
def test_no_number_and_one_that_is_nearly_its_tail_prove_nothing(phone: str | None) -> None:
    digits = "".join(one for one in phone or "" if one.isdigit())
    assert not is_tail(phone, digits[-4:].rjust(4, "0"))


def test_a_rating_is_kept_as_it_was_given() -> None:
    made = request(RequestState.SETTLED)
    rating, _ = updates.rate(made, 1, "没有解决", None, AT, RULES)
    assert rating == Rating(made.id, 0, 1, "没有解决", AT)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("13912345678", True),
        ("139 1234 5678", True),
        ("+86 139-1234-5678", True),
        ("0086 13912345678", True),
        ("8613912345678", True),
        ("13812345678", False),
        ("12345678", False),
        ("013912345678", False),
        ("5678", False),
        ("", False),
        (None, False),
    ],
)
def test_a_number_is_the_same_however_it_was_written_and_only_as_a_whole(written: str | None, same: bool) -> None:
    assert is_number(written, "13912345678") is same
