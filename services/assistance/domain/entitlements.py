"""Entitlements 待遇: who gets how much a month or once, by which program, from when to when, and why it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from linli.contracts.assistance.entitlements import (
    EndReason,
    EntitlementEnded,
    EntitlementEvent,
    EntitlementGranted,
    EntitlementSummary,
    PayeeChanged,
    Rhythm,
)
from linli.contracts.envelope import Event
from linli.errors import Conflict, Invalid

HUNDREDTH = Decimal("0.01")


def month_of(day: date) -> date:
    """The month of a day, by its first day."""
    return day.replace(day=1)


def month_after(day: date) -> date:
    """The month after that of a day: aid is paid from it on (民发〔2021〕57号 art. 22)."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_before(day: date) -> date:
    """The month before that of a day."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


@dataclass(frozen=True, kw_only=True)
class Payee:
    """A bank account whose holder and number are sealed; `bank` is the bank's code."""

    name: str
    number: str
    bank: str


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an entitlement is about: `beneficiary_id` is a household or a person, `amount` yuan a month, or once.

    `reckoning` says in Chinese and English how the amount came about, where a program's formula gave it.
    """

    area_code: str
    beneficiary_id: UUID
    program: str
    rhythm: Rhythm
    amount: Decimal
    first_month: date
    last_month: date | None = None
    case_id: UUID | None = None
    replaces: UUID | None = None
    application_id: UUID | None = None
    reckoning: Sequence[Sequence[str]] = ()


@dataclass(kw_only=True, eq=False)
class Entitlement:
    """What somebody is entitled to. Both months are included; `sequence` counts its events and is its version."""

    id: UUID
    area_code: str
    beneficiary_id: UUID
    program: str
    rhythm: Rhythm
    amount: Decimal
    first_month: date
    last_month: date | None
    case_id: UUID | None
    replaces: UUID | None
    payee_name: str
    payee_number: str
    payee_bank: str
    granted_at: datetime
    granted_by: UUID | None
    end_reason: EndReason | None = None
    end_note: str = ""
    application_id: UUID | None = None
    reckoning: list[list[str]] = field(default_factory=list)
    sequence: int = 0

    @classmethod
    def grant(
        cls, entitlement_id: UUID, terms: Terms, payee: Payee, at: datetime, by: UUID | None
    ) -> tuple[Entitlement, Event]:
        """Somebody is entitled from now on; raises `Invalid` for an amount or months that cannot be."""
        _check(terms)
        made = cls(
            id=entitlement_id,
            payee_name=payee.name,
            payee_number=payee.number,
            payee_bank=payee.bank,
            granted_at=at,
            granted_by=by,
            **{
                **vars(terms),
                "amount": terms.amount.quantize(HUNDREDTH),
                "reckoning": [list(one) for one in terms.reckoning],
            },
        )
        return made, made._caused(EntitlementGranted, at)

    def change_payee(self, payee: Payee, at: datetime) -> Event:
        """The money goes elsewhere from the next payment on; what is on its way stays as it is."""
        self.payee_name, self.payee_number, self.payee_bank = payee.name, payee.number, payee.bank
        return self._caused(PayeeChanged, at)

    def end(self, last_month: date, reason: EndReason, note: str, at: datetime) -> Event:
        """Pay until this month; the month before the first one stands for never.

        Reduction and stop need notice and reasons (民发〔2021〕57号 art. 33). Raises `Conflict` for one that ended
        before, `Invalid` for a month before it began. What runs out by a step-down period 渐退期 may still end earlier.
        """
        if self.end_reason not in (None, EndReason.STEP_DOWN):
            raise Conflict("ended_already", "The entitlement has ended already.", "该待遇已停发。")
        if last_month < month_before(self.first_month):
            raise _wrong("last_month", "bad_months", "It ends before it began.", "停发月份早于起发月份。")
        if self.last_month is not None and last_month > self.last_month:
            raise _wrong("last_month", "bad_months", "It ends earlier by itself.", "该待遇期限早于所填月份。")
        self.last_month, self.end_reason, self.end_note = last_month, reason, note
        return self._caused(EntitlementEnded, at)

    def terms_from(self, first_month: date, amount: Decimal) -> Terms:
        """The terms of the one that replaces this from a month on, with another amount; raises `Conflict`, `Invalid`.

        Only a monthly one can be replaced, and from a month after its first.
        """
        if self.rhythm is not Rhythm.MONTHLY:
            raise Conflict("paid_once", "What is paid once is not adjusted; end it.", "一次性待遇不可调整，请停发。")
        if first_month <= self.first_month:
            raise _wrong("first_month", "bad_months", "Give a later month than its first.", "应晚于起发月份。")
        terms = Terms(
            area_code=self.area_code,
            beneficiary_id=self.beneficiary_id,
            program=self.program,
            rhythm=self.rhythm,
            amount=amount,
            first_month=first_month,
            last_month=self.last_month,
            case_id=self.case_id,
            application_id=self.application_id,
        )
        return replace(terms, replaces=self.id)

    def _caused(self, kind: type[EntitlementEvent], at: datetime) -> Event:
        self.sequence += 1
        summary = EntitlementSummary(
            program=self.program,
            rhythm=self.rhythm,
            beneficiary_id=self.beneficiary_id,
            case_id=self.case_id,
            first_month=self.first_month,
            last_month=self.last_month,
        )
        head = {"subject": self.id, "area_code": self.area_code, "sequence": self.sequence, "occurred_at": at}
        return kind(**head, entitlement=summary)  # type: ignore[arg-type]  # the four fields of every event


def _check(terms: Terms) -> None:
    if terms.amount <= 0 or terms.amount != terms.amount.quantize(HUNDREDTH):
        raise _wrong("amount", "bad_amount", "Give an amount above 0 in whole fen.", "请填写大于0且精确到分的金额。")
    if terms.first_month.day != 1 or (terms.last_month is not None and terms.last_month.day != 1):
        raise _wrong("first_month", "bad_months", "Give months by their first day.", "月份须以当月第一日表示。")
    if terms.last_month is not None and terms.last_month < terms.first_month:
        raise _wrong("last_month", "bad_months", "The last month is before the first.", "截止月份早于起发月份。")


def _wrong(field: str, code: str, text: str, zh: str) -> Invalid:
    return Invalid(code, text, zh, {field: [f"{text} {zh}"]})
