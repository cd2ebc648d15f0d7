"""Every question about payment runs, and the gathering of what is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, bindparam, case, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from linli.contracts.assistance.entitlements import Rhythm
from linli.contracts.assistance.payments import InstructionState, ListInstructions, ListRuns
from linli.db import get, insert_if_new
from linli.errors import existing
from linli.paging import page_of
from services.assistance.domain.payments import CHUNK, PaymentRun
from services.assistance.tables.entitlements import ENTITLEMENT
from services.assistance.tables.payments import INSTRUCTION, LIVE, PART, RESULT, RESULT_LINE, RUN

NOTHING = Decimal("0.00")
Sum = tuple[int, Decimal]


def run_of(session: Session, run_id: UUID, *, to_change: bool = False) -> PaymentRun:
    """The run, kept from others if it is to be changed; raises `NotFound`."""
    return existing(find_run(session, run_id, to_change=to_change), "payment run", "发放批次")


def find_run(session: Session, run_id: UUID, *, to_change: bool = False) -> PaymentRun | None:
    """The run, if there is one."""
    return get(session, PaymentRun, run_id, to_change=to_change)


def save(session: Session, run: PaymentRun) -> None:
    """Keep a new run."""
    session.add(run)
    session.flush()


def runs(session: Session, asked: ListRuns) -> tuple[list[PaymentRun], str | None]:
    """A page of an area's runs, the latest first."""
    wanted = select(PaymentRun).where(RUN.c.area_code.startswith(asked.area_code))
    return page_of(session, wanted, (RUN.c.prepared_at, RUN.c.id), asked.cursor, asked.limit)


def gather(session: Session, run: PaymentRun) -> tuple[int, Decimal, UUID | None]:
    """Write the next payments of a run from what is due; how many, their sum, and the last entitlement of them."""
    due = _due(run).subquery()
    period = case((due.c.rhythm == Rhythm.ONCE, due.c.first_month), else_=literal(run.month, due.c.first_month.type))
    made = INSTRUCTION.alias("made")
    before = select(func.count()).where(made.c.entitlement_id == due.c.id, made.c.period == period)
    taken = select(
        literal(run.id, INSTRUCTION.c.run_id.type),
        literal(run.count) + func.row_number().over(order_by=due.c.id),
        due.c.id,
        due.c.beneficiary_id,
        due.c.area_code,
        period,
        before.scalar_subquery() + 1,
        due.c.amount,
        due.c.payee_name,
        due.c.payee_number,
        due.c.payee_bank,
        literal(InstructionState.READY, INSTRUCTION.c.state.type),
        literal(""),
    )
    session.execute(insert(INSTRUCTION).from_select([one.name for one in INSTRUCTION.columns], taken))
    new = (INSTRUCTION.c.run_id == run.id, INSTRUCTION.c.number > run.count)
    count, total = _sum(session, *new)
    last = select(INSTRUCTION.c.entitlement_id).where(*new).order_by(INSTRUCTION.c.number.desc()).limit(1)
    return count, total, session.scalar(last)


def _due(run: PaymentRun) -> Select[Any]:
    """The next entitlements that are due in the run's month and not paid, nor on their way."""
    columns = ENTITLEMENT.c
    monthly = and_(columns.rhythm == Rhythm.MONTHLY, or_(columns.last_month.is_(None), columns.last_month >= run.month))
    once = and_(
        columns.rhythm == Rhythm.ONCE, or_(columns.last_month.is_(None), columns.last_month >= columns.first_month)
    )
    period = case(
        (columns.rhythm == Rhythm.ONCE, columns.first_month), else_=literal(run.month, columns.first_month.type)
    )
    of = select(INSTRUCTION.c.number).where(INSTRUCTION.c.entitlement_id == columns.id)
    if run.reached is not None:  # said of both: a merge join would else begin with the first payment, chunk after chunk
        of = of.where(INSTRUCTION.c.entitlement_id > run.reached)
    paid = of.where(INSTRUCTION.c.period == period, LIVE)
    wanted = select(ENTITLEMENT).where(
        columns.program == run.program,
        columns.area_code.startswith(run.area_code),
        columns.first_month <= run.month,
        or_(monthly, once),
        ~paid.exists(),
    )
    if run.reached is not None:
        wanted = wanted.where(columns.id > run.reached)
    if run.reissues is not None:
        back = of.where(INSTRUCTION.c.run_id == run.reissues, INSTRUCTION.c.state == InstructionState.RETURNED)
        wanted = wanted.where(back.exists())
    return wanted.order_by(columns.id).limit(CHUNK)


def changed_since(session: Session, run: PaymentRun) -> int:
    """How many of a run's payments are not due any more, or of another amount or account, since they were gathered."""
    of, what = INSTRUCTION.c, ENTITLEMENT.c
    other = or_(
        what.amount != of.amount,
        what.payee_number != of.payee_number,
        what.payee_name != of.payee_name,
        what.payee_bank != of.payee_bank,
        what.last_month < of.period,
    )
    wanted = select(func.count()).select_from(INSTRUCTION.join(ENTITLEMENT)).where(of.run_id == run.id, other)
    return session.scalar(wanted) or 0


def rows(session: Session, run_id: UUID, first: int, last: int) -> list[Row[Any]]:
    """The payments of a run from one number to another, both included."""
    wanted = select(INSTRUCTION).where(INSTRUCTION.c.run_id == run_id, INSTRUCTION.c.number.between(first, last))
    return list(session.execute(wanted.order_by(INSTRUCTION.c.number)))


def listed(session: Session, asked: ListInstructions) -> list[Row[Any]]:
    """Payments of a run after a number, one more than asked for if there is one."""
    wanted = select(INSTRUCTION).where(INSTRUCTION.c.run_id == asked.id, INSTRUCTION.c.number > asked.after)
    if asked.state is not None:
        wanted = wanted.where(INSTRUCTION.c.state == asked.state)
    return list(session.execute(wanted.order_by(INSTRUCTION.c.number).limit(asked.limit + 1)))


def by_number(session: Session, run_id: UUID, numbers: Iterable[int]) -> dict[int, Row[Any]]:
    """These payments of a run."""
    wanted = list(numbers)
    found: dict[int, Row[Any]] = {}
    for start in range(0, len(wanted), 500):
        some = INSTRUCTION.c.number.in_(wanted[start : start + 500])
        for row in session.execute(select(INSTRUCTION).where(INSTRUCTION.c.run_id == run_id, some)):
            found[row.number] = row
    return found


def pays_any(session: Session, run_id: UUID, beneficiaries: Iterable[UUID]) -> bool:
    """Whether a run pays one of these persons or households."""
    wanted = list(beneficiaries)
    some = (INSTRUCTION.c.beneficiary_id.in_(wanted[start : start + 500]) for start in range(0, len(wanted), 500))
    found = (select(INSTRUCTION.c.number).where(INSTRUCTION.c.run_id == run_id, one).limit(1) for one in some)
    return any(session.scalar(one) is not None for one in found)


def paid_of(session: Session, entitlement_id: UUID) -> Decimal:
    """What was paid by an entitlement or is on its way, in yuan; not what came back."""
    return _sum(session, INSTRUCTION.c.entitlement_id == entitlement_id, LIVE)[1]


def void(session: Session, run_id: UUID) -> None:
    """The payments of a cancelled run are none."""
    session.execute(update(INSTRUCTION).where(INSTRUCTION.c.run_id == run_id).values(state=InstructionState.VOID))


def note_part(session: Session, run_id: UUID, part: int, said: Mapping[str, Any]) -> None:
    """Keep what a part of the bank's file held."""
    session.execute(insert(PART), {"run_id": run_id, "part": part, **said})


def part_of(session: Session, run_id: UUID, part: int) -> Row[Any]:
    """What a part of the bank's file held; raises `NotFound`."""
    row = session.execute(select(PART).filter_by(run_id=run_id, part=part)).first()
    return existing(row, "part", "文件分卷")


def note_result(session: Session, values: Mapping[str, Any]) -> bool:
    """Keep that a result was taken in; False for one that was taken in before."""
    return insert_if_new(session, RESULT, values)


def note_lines(session: Session, run_id: UUID, lines: list[dict[str, Any]]) -> None:
    """Keep what the bank said of these payments (number, state, bank_code, taken_at), and have them stand there."""
    if not lines:
        return
    session.execute(insert(RESULT_LINE), [{"run_id": run_id, **one} for one in lines])
    stands = update(INSTRUCTION).where(INSTRUCTION.c.run_id == run_id, INSTRUCTION.c.number == bindparam("of_number"))
    said = [{"of_number": one["number"], "state": one["state"], "bank_code": one["bank_code"]} for one in lines]
    session.connection().execute(stands, said)


def paid_in(session: Session, area_code: str, month: date) -> list[Row[Any]]:
    """What was paid and returned in the runs of a month, by street (or district), program and state."""
    street = func.substr(INSTRUCTION.c.area_code, 1, 9)
    said = (street.label("street"), RUN.c.program, INSTRUCTION.c.state)
    wanted = (
        select(*said, func.count().label("payments"), func.sum(INSTRUCTION.c.amount).label("total"))
        .join(RUN, RUN.c.id == INSTRUCTION.c.run_id)
        .where(RUN.c.month == month, INSTRUCTION.c.area_code.startswith(area_code))
        .where(INSTRUCTION.c.state.in_([InstructionState.SETTLED, InstructionState.RETURNED]))
        .group_by(street, RUN.c.program, INSTRUCTION.c.state)
    )
    return list(session.execute(wanted.order_by(street, RUN.c.program)))


def _sum(session: Session, *where: Any) -> Sum:
    wanted = select(func.count(), func.coalesce(func.sum(INSTRUCTION.c.amount), NOTHING)).where(*where)
    count, total = session.execute(wanted).one()
    return count, total


def was_settled(session: Session, run_id: UUID, number: int) -> bool:
    """Whether the bank has ever said that this payment was settled."""
    said = {"run_id": run_id, "number": number, "state": InstructionState.SETTLED}
    return session.scalar(select(RESULT_LINE.c.number).filter_by(**said)) is not None
