"""The books cannot lie: the sum is zero, no balance but its postings', nothing changed, nothing overdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from linli.clock import now
from linli.db import Database
from linli.errors import Conflict, Invalid, NotFound
from linli.ledger import book, reading
from linli.ledger.entry import Move
from linli.ledger.guards import ONLY_ADDED, TABLES
from tests.factories.books import account, balance, books_on_postgresql, either_books, entry, give
from tests.machine import Scratch


@pytest.fixture(scope="module")
def on_postgresql(scratch: Scratch) -> Iterator[Database]:
    yield from books_on_postgresql(scratch, "books")


@pytest.fixture(params=["sqlite", "postgresql"])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    yield from either_books(request, tmp_path)


@pytest.fixture
def source(books: Database) -> UUID:
    """Where hours come from: it may hold less than nothing."""
    return account(books, bounded=False)


@pytest.fixture
def mei(books: Database, source: UUID) -> UUID:
    """An account with ten hours."""
    made = account(books)
    give(books, source, made, "10")
    return made


def refused(books: Database, from_id: UUID, to_id: UUID, amount: str) -> str:
    with pytest.raises((Conflict, Invalid, NotFound)) as error:
        give(books, from_id, to_id, amount)
    return str(error.value.code)


def true(books: Database) -> bool:
    with books.reading() as session:
        found = reading.audit(session)
    assert found.faults == ()
    return True


def test_what_is_given_is_taken_elsewhere_and_the_balance_is_that_of_the_last_posting(
    books: Database, source: UUID, mei: UUID
) -> None:
    other = account(books)
    give(books, mei, other, "2.25")
    assert (balance(books, source), balance(books, mei), balance(books, other)) == ("-10.00", "7.75", "2.25")
    with books.reading() as session:
        found, more = reading.lines(session, mei, None, 10)
        audit = reading.audit(session)
    assert [(one.amount, one.balance, one.other_id) for one in found] == [
        (Decimal("-2.25"), Decimal("7.75"), other),
        (Decimal("10.00"), Decimal("10.00"), source),
    ]
    assert more is None
    assert (audit.accounts, audit.entries, audit.postings, audit.faults) == (3, 2, 4, ())


def test_nobody_gives_what_they_have_not(books: Database, source: UUID, mei: UUID) -> None:
    other = account(books)
    assert refused(books, mei, other, "10.01") == "overdraft"
    assert refused(books, other, mei, "0.01") == "overdraft"
    give(books, mei, other, "10")
    assert (balance(books, mei), balance(books, other)) == ("0.00", "10.00")


def test_an_entry_is_written_whole_or_not_at_all(books: Database, source: UUID, mei: UUID) -> None:
    other = account(books)
    with pytest.raises(Conflict), books.transaction() as session:
        book.post(session, entry((source, other, "5"), (mei, other, "11")), now())
    assert (balance(books, source), balance(books, mei), balance(books, other)) == ("-10.00", "10.00", "0.00")
    with books.transaction() as session:
        book.post(session, entry((source, mei, "1"), (mei, other, "11")), now())
    assert (balance(books, mei), balance(books, other)) == ("0.00", "11.00")
    assert true(books)


def test_one_source_is_written_once(books: Database, source: UUID) -> None:
    other = account(books)
    assert give(books, source, other, "1", source="task:1")
    assert not give(books, source, other, "1", source="task:1")
    assert balance(books, other) == "1.00"


@pytest.mark.parametrize("amount", ["0", "-1", "0.005"])
def test_an_amount_is_more_than_nothing_and_in_hundredths(amount: str) -> None:
    with pytest.raises(Invalid) as error:
        Move(from_id=uuid4(), to_id=uuid4(), amount=Decimal(amount))
    assert "amount" in error.value.fields


def test_an_account_that_is_not_there_is_not_found(books: Database, mei: UUID) -> None:
    assert refused(books, mei, uuid4(), "1") == "not_found"


def test_a_reversal_is_an_entry_of_its_own_once_and_only_of_what_is_still_there(
    books: Database, source: UUID, mei: UUID
) -> None:
    other = account(books)
    first, second = entry((source, other, "3")), entry((source, mei, "1"))
    with books.transaction() as session:
        book.post(session, first, now())
        book.post(session, second, now())
    with books.transaction() as session:
        undone = book.reverse(session, second.id, now(), None, "given twice")
    assert balance(books, mei) == "10.00"
    for entry_id, code in ((second.id, "reversed_already"), (undone.id, "reversal_of_reversal")):
        with pytest.raises(Conflict) as error, books.transaction() as session:
            book.reverse(session, entry_id, now(), None, "again")
        assert error.value.code == code
    give(books, other, mei, "2")
    with pytest.raises(Conflict) as error, books.transaction() as session:
        book.reverse(session, first.id, now(), None, "spent")
    assert error.value.code == "overdraft"
    with pytest.raises(NotFound), books.transaction() as session:
        book.reverse(session, uuid4(), now(), None, "none")
    assert true(books)


def test_what_is_reserved_cannot_be_spent_and_goes_on_or_back(books: Database, mei: UUID) -> None:
    other, reservation = account(books), uuid4()
    with books.transaction() as session:
        assert book.reserve(session, reservation, mei, entry(kind="reserved", source="reserve:1"), Decimal(8))
    with books.transaction() as session:
        assert not book.reserve(session, reservation, mei, entry(kind="reserved", source="reserve:1"), Decimal(1))
    assert (balance(books, mei), balance(books, reservation)) == ("2.00", "8.00")
    assert refused(books, mei, other, "3") == "overdraft"
    with pytest.raises(Conflict), books.transaction() as session:
        book.settle(session, reservation, entry(kind="paid"), other, Decimal(9))
    with books.transaction() as session:
        assert book.settle(session, reservation, entry(kind="paid"), other, Decimal(6))
    assert (balance(books, mei), balance(books, reservation), balance(books, other)) == ("4.00", "0.00", "6.00")
    with books.transaction() as session:
        assert not book.settle(session, reservation, entry(kind="paid"), other, Decimal(1))
    assert true(books)


def test_a_statement_is_read_page_by_page(books: Database, source: UUID, mei: UUID) -> None:
    for number in range(1, 8):
        give(books, source, mei, str(number))
    seen: list[str] = []
    cursor: str | None = None
    while cursor is not None or not seen:
        with books.reading() as session:
            found, cursor = reading.lines(session, mei, cursor, 3)
        seen += [str(one.amount) for one in found]
    assert seen == ["7.00", "6.00", "5.00", "4.00", "3.00", "2.00", "1.00", "10.00"]
    with books.reading() as session, pytest.raises(Invalid):
        reading.lines(session, mei, "no cursor", 3)


# ---- the database itself ---------------------------------------------------------------------------------------------

CHANGES = [
    *(f"DELETE FROM {one}" for one in TABLES),
    "UPDATE ledger_posting SET balance = balance + 100",
    "UPDATE ledger_transfer SET amount = amount + 100",
    "UPDATE ledger_entry SET reason = 'other'",
    "UPDATE ledger_account SET bounded = false",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_change_or_remove_a_row(books: Database, mei: UUID, statement: str) -> None:
    with pytest.raises(DBAPIError, match=ONLY_ADDED), books.transaction() as session:
        session.execute(text(statement))
    assert balance(books, mei) == "10.00"


def test_postgresql_refuses_to_empty_a_table(on_postgresql: Database) -> None:
    for one in TABLES:
        with pytest.raises(DBAPIError, match=ONLY_ADDED), on_postgresql.transaction() as session:
            session.execute(text(f"TRUNCATE {one} CASCADE"))


INSERT = "INSERT INTO ledger_posting (account_id, number, entry_id, line, amount, balance) "


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("SELECT account_id, number + 1, entry_id, 9, amount, balance + amount", "a side of a transfer"),
        ("SELECT account_id, number + 1, entry_id, line, amount + 1, balance + amount + 1", "a side of a transfer"),
        ("SELECT account_id, number + 1, entry_id, line, amount, balance", "follows the one before"),
        ("SELECT account_id, number + 2, entry_id, line, amount, balance + amount", "follows the one before"),
        ("SELECT account_id, number + 1, entry_id, line, amount, balance + amount", "(?i)unique"),
    ],
)
def test_the_database_takes_no_posting_but_the_sides_of_transfers(
    books: Database, mei: UUID, row: str, told: str
) -> None:
    """Whoever writes postings by hand, past the code: each is refused, and the books stay true."""
    statement = text(f"{INSERT} {row} FROM ledger_posting WHERE account_id = :account")
    with pytest.raises(DBAPIError, match=told), books.transaction() as session:
        session.execute(statement, {"account": raw(books, mei)})
    assert true(books)


def raw(books: Database, one: UUID) -> str:
    """An id as a statement by hand needs it."""
    return one.hex if books.embedded else str(one)


BY_HAND = (
    "INSERT INTO ledger_entry (id, kind, source, happened_at, recorded_at, reason) "
    "VALUES (:entry, 'x', :entry, '2026-01-01', '2026-01-01', '')",
    "INSERT INTO ledger_transfer (entry_id, line, from_id, to_id, amount) VALUES (:entry, 1, :from, :to, :amount)",
)


def write_by_hand(books: Database, from_id: UUID, to_id: UUID, hundredths: int) -> None:
    given = {"entry": raw(books, uuid4()), "from": raw(books, from_id), "to": raw(books, to_id), "amount": hundredths}
    with books.transaction() as session:
        for one in BY_HAND:
            session.execute(text(one), given)


def test_the_database_takes_no_transfer_that_overdraws_or_mixes_units(books: Database, mei: UUID) -> None:
    """Past the code, which would have refused it with a word."""
    other, points = account(books), account(books, unit="point")
    with pytest.raises(DBAPIError, match="overdrawn"):
        write_by_hand(books, mei, other, 1001)
    with pytest.raises(DBAPIError, match="two units"):
        write_by_hand(books, mei, points, 100)
    write_by_hand(books, mei, other, 1000)
    assert (balance(books, mei), balance(books, other)) == ("0.00", "10.00")
    assert true(books)


# ---- many at once ----------------------------------------------------------------------------------------------------


def test_the_last_hours_are_given_once_however_many_want_them(books: Database, mei: UUID) -> None:
    other = account(books)

    def attempt(_number: int) -> str:
        try:
            return str(give(books, mei, other, "4"))
        except Conflict as error:
            return error.code

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(attempt, range(16)))
    assert outcomes == {"True": 2, "overdraft": 14}
    assert (balance(books, mei), balance(books, other)) == ("2.00", "8.00")


def test_one_source_told_many_times_at_once_is_written_once(books: Database, source: UUID) -> None:
    other = account(books)
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda _number: give(books, source, other, "1", source="task:2"), range(16)))
    assert sum(outcomes) == 1
    assert balance(books, other) == "1.00"


@pytest.mark.parametrize("seed", [1, 2])
def test_many_who_give_to_each_other_at_once_lose_and_make_nothing(books: Database, source: UUID, seed: int) -> None:
    """In circles and crosswise, several moves to an entry: no deadlock, no refusal but that for too little."""
    people = [account(books) for _ in range(4)]
    for one in people:
        give(books, source, one, "20")
    told: Counter[str] = Counter()

    def work(number: int) -> None:
        random = Random(seed * 100 + number)
        for _ in range(20):
            chosen = random.sample(people, 3)
            moves = [(chosen[0], chosen[1], str(random.randint(1, 15))), (chosen[1], chosen[2], "1")]
            try:
                with books.transaction() as session:
                    book.post(session, entry(*moves), now())
                told["done"] += 1
            except Conflict as error:
                told[error.code] += 1

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert set(told) <= {"done", "overdraft"}
    assert told["done"] > 10
    assert sum(Decimal(balance(books, one)) for one in people) == 80
    assert true(books)
