"""Whatever is given, reserved, settled and undone, by one or by four at once: the books are what a model says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from linli.clock import now
from linli.db import Database
from linli.errors import Conflict
from linli.ledger import book, reading
from linli.ledger.entry import NOTHING
from tests.factories.books import account, books_on_postgresql, empty_books, entry, make_books
from tests.machine import Scratch

PEOPLE = 4
AMOUNT = st.decimals(min_value="0.25", max_value="12", places=2)
PERSON = st.integers(0, PEOPLE - 1)
MANY = settings(max_examples=12, stateful_step_count=12, deadline=None)


class Books(RuleBasedStateMachine):
    """`model` says what each account should hold, as a plain sum; `written` what could be undone."""

    database: Database

    @initialize()
    def open(self) -> None:
        self.source = account(self.database, bounded=False)
        self.people = [account(self.database) for _ in range(PEOPLE)]
        self.model: dict[UUID, Decimal] = dict.fromkeys([self.source, *self.people], NOTHING)
        self.reserved: dict[UUID, UUID] = {}
        self.written: dict[UUID, list[tuple[UUID, UUID, Decimal]]] = {}

    def _move(self, from_id: UUID, to_id: UUID, amount: Decimal) -> None:
        self.model[from_id] = self.model.get(from_id, NOTHING) - amount
        self.model[to_id] = self.model.get(to_id, NOTHING) + amount

    def _attempt(self, moves: list[tuple[UUID, UUID, Decimal]]) -> UUID | None:
        """Post; the entry's id, or None where somebody has too little."""
        made = entry(*((one, other, str(amount)) for one, other, amount in moves))
        try:
            with self.database.transaction() as session:
                assert book.post(session, made, now())
        except Conflict as refused:
            if refused.code != "overdraft":
                raise
            return None
        return made.id

    @rule(to=PERSON, amount=AMOUNT)
    def give(self, to: int, amount: Decimal) -> None:
        moves = [(self.source, self.people[to], amount)]
        entry_id = self._attempt(moves)
        assert entry_id is not None
        self._move(*moves[0])
        self.written[entry_id] = moves

    @rule(one=PERSON, other=PERSON, amount=AMOUNT)
    def transfer(self, one: int, other: int, amount: Decimal) -> None:
        if one == other:
            return
        moves = [(self.people[one], self.people[other], amount)]
        entry_id = self._attempt(moves)
        assert (entry_id is not None) == (self.model[self.people[one]] >= amount)
        if entry_id is not None:
            self._move(*moves[0])
            self.written[entry_id] = moves

    @rule(wishes=st.lists(st.tuples(PERSON, PERSON, AMOUNT), min_size=2, max_size=8))
    def transfer_at_once(self, wishes: list[tuple[int, int, Decimal]]) -> None:
        """Which of them are refused depends on their order; those that are done are in the books, the others not."""
        moves = [(self.people[a], self.people[b], amount) for a, b, amount in wishes if a != b]
        with ThreadPoolExecutor(4) as threads:
            done = list(threads.map(lambda move: self._attempt([move]), moves))
        for move, entry_id in zip(moves, done, strict=True):
            if entry_id is not None:
                self._move(*move)
                self.written[entry_id] = [move]

    @rule(data=st.data())
    def undo_at_once(self, data: st.DataObject) -> None:
        """Two undo the same entry: it is undone once, or not at all where what was given is spent."""
        if not self.written:
            return
        entry_id = data.draw(st.sampled_from(sorted(self.written)))

        def undo(_number: int) -> bool:
            try:
                with self.database.transaction() as session:
                    book.reverse(session, entry_id, now(), None, "wrong")
            except Conflict as refused:
                if refused.code not in ("overdraft", "reversed_already"):
                    raise
                return False
            return True

        with ThreadPoolExecutor(2) as threads:
            done = sum(threads.map(undo, range(2)))
        assert done <= 1
        if done:
            for from_id, to_id, amount in self.written.pop(entry_id):
                self._move(to_id, from_id, amount)

    @rule(one=PERSON, amount=AMOUNT)
    def reserve(self, one: int, amount: Decimal) -> None:
        reservation, owner = uuid4(), self.people[one]
        try:
            with self.database.transaction() as session:
                assert book.reserve(session, reservation, owner, entry(kind="reserved"), amount)
        except Conflict:
            assert self.model[owner] < amount
            return
        self._move(owner, reservation, amount)
        self.reserved[reservation] = owner

    @rule(data=st.data(), to=PERSON, share=st.sampled_from(["0", "0.5", "1"]))
    def settle(self, data: st.DataObject, to: int, share: str) -> None:
        if not self.reserved:
            return
        reservation = data.draw(st.sampled_from(sorted(self.reserved)))
        there = self.model[reservation]
        paid = (there * Decimal(share)).quantize(Decimal("0.01"))
        with self.database.transaction() as session:
            assert book.settle(session, reservation, entry(kind="paid"), self.people[to], paid)
        self._move(reservation, self.people[to], paid)
        self._move(reservation, self.reserved.pop(reservation), there - paid)

    @invariant()
    def the_books_are_as_the_model_says(self) -> None:
        with self.database.reading() as session:
            audit, held = reading.audit(session), book.balances(session, self.model)
        assert audit.faults == ()
        assert held == self.model
        assert sum(held.values()) == 0
        assert all(amount >= 0 for one, amount in held.items() if one != self.source)


@pytest.fixture(scope="module")
def on_postgresql(scratch: Scratch) -> Iterator[Database]:
    yield from books_on_postgresql(scratch, "books_machine")


def test_on_sqlite() -> None:
    class OnSqlite(Books):
        def __init__(self) -> None:
            super().__init__()
            self.folder = tempfile.TemporaryDirectory()
            self.database = make_books(Database(f"sqlite:///{Path(self.folder.name)}/books.db", "books"))

        def teardown(self) -> None:
            self.database.close()
            self.folder.cleanup()

    run_state_machine_as_test(OnSqlite, settings=MANY)


def test_on_postgresql(on_postgresql: Database) -> None:
    class OnPostgresql(Books):
        database = on_postgresql

        def __init__(self) -> None:
            super().__init__()
            with self.database.transaction() as session:
                empty_books(session)

    run_state_machine_as_test(OnPostgresql, settings=MANY)
