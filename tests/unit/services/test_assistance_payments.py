"""A run goes its way by three people within its envelope; bank files and results are what the standard says."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.payments import PrepareRun, RunState
from linli.errors import Conflict, Forbidden, Invalid
from services.assistance.domain.bank_files import NAMESPACE, Batch, Payment, csv_file, pain001_file
from services.assistance.domain.bank_results import Item, Said, parse
from services.assistance.domain.payments import (
    CHUNK,
    TRANSITIONS,
    Outcome,
    PaymentRun,
    code_of,
    number_of,
    numbers_of,
)
from tests.factories.people import DISTRICT

AT = datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC)
ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
WANTED = PrepareRun(
    area_code=DISTRICT,
    program="living",
    month=date(2026, 3, 1),
    fund_id=uuid4(),
    limit_count=5000,
    limit_total=Decimal(100000),
)


def a_run(**said: object) -> PaymentRun:
    return PaymentRun.prepare(uuid4(), replace(WANTED, **said), ONE, AT)  # type: ignore[arg-type]


def prepared(count: int = 3, total: str = "300.00") -> PaymentRun:
    run = a_run()
    run.gather(count, Decimal(total), uuid4(), False, AT)
    return run


def released() -> PaymentRun:
    run = prepared()
    run.approve(3, Decimal("300.00"), TWO, AT)
    run.write(AT)
    run.release(THREE, AT)
    return run


def test_a_run_is_prepared_approved_and_released_by_three_people() -> None:
    run = prepared()
    with pytest.raises(Forbidden) as refused:
        run.approve(3, Decimal("300.00"), ONE, AT)
    assert refused.value.code == "four_eyes"
    run.approve(3, Decimal("300.00"), TWO, AT)
    run.write(AT)
    for one in (ONE, TWO):
        with pytest.raises(Forbidden):
            run.release(one, AT)
    run.release(THREE, AT)
    assert run.state is RunState.RELEASED


@pytest.mark.parametrize(("count", "total"), [(2, "300.00"), (3, "300.01"), (3, "299.99"), (4, "300.00")])
def test_approval_needs_the_control_totals(count: int, total: str) -> None:
    run = prepared()
    with pytest.raises(Conflict) as refused:
        run.approve(count, Decimal(total), TWO, AT)
    assert (refused.value.code, run.state, run.approved_by) == ("control_totals", RunState.PREPARED, None)


@given(st.lists(st.tuples(st.integers(0, CHUNK), st.integers(0, 10**7)), min_size=1, max_size=8), st.data())
def test_a_run_is_never_over_its_envelope(chunks: list[tuple[int, int]], data: st.DataObject) -> None:
    most, limit = data.draw(st.integers(1, 8 * CHUNK)), data.draw(st.integers(1, 10**8))
    run = a_run(limit_count=most, limit_total=Decimal(limit) / 100)
    taken, total = 0, Decimal()
    for number, (count, fen) in enumerate(chunks, 1):
        amount = Decimal(fen) / 100
        over = taken + count > most or total + amount > Decimal(limit) / 100
        event = run.gather(count, amount, None, number < len(chunks), AT)
        if over:
            assert (run.state, event is not None) == (RunState.EXCEEDED, True)
            break
        taken, total = taken + count, total + amount
    assert run.count == taken <= most
    assert run.total == total <= run.limit_total
    assert over or run.state is RunState.PREPARED


@pytest.mark.parametrize("state", RunState)
def test_only_what_the_table_says_can_be_done(state: RunState) -> None:
    steps: dict[str, Callable[[PaymentRun], object]] = {
        "gather": lambda run: run.gather(0, Decimal(), None, True, AT),
        "approve": lambda run: run.approve(3, Decimal("300.00"), TWO, AT),
        "write": lambda run: run.write(AT),
        "release": lambda run: run.release(THREE, AT),
        "settle": lambda run: run.settle(Outcome(), AT),
        "cancel": lambda run: run.cancel("x", AT),
    }
    for what, step in steps.items():
        run = prepared()
        run.state = state
        if (state, what) in TRANSITIONS:
            step(run)
        else:
            with pytest.raises(Conflict) as refused:
                step(run)
            assert refused.value.code == "illegal_transition"
            assert run.state is state


def test_a_run_is_closed_when_the_bank_has_said_everything_and_takes_late_returns() -> None:
    run = released()
    assert run.settle(Outcome(settled=(2, Decimal("200.00"))), AT) is None
    closed = run.settle(Outcome(returned=(1, Decimal("100.00"))), AT)
    assert (closed is not None, run.state) == (True, RunState.CLOSED)
    assert run.settle(Outcome(taken_back=(1, Decimal("100.00"))), AT) is None
    assert (run.settled_count, run.returned_count, run.returned_total) == (1, 2, Decimal("200.00"))


@pytest.mark.parametrize("sources", [(), (FundSource.DUES, FundSource.DUES)])
def test_sources_are_named_once(sources: tuple[FundSource, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        a_run(sources=sources)
    assert list(refused.value.fields) == ["sources"]


@given(st.uuids(), st.integers(1, 10_000_000))
def test_a_reference_names_its_payment_and_fits_the_standard(run_id: UUID, number: int) -> None:
    run = replace_id(run_id)
    reference = run.reference(number)
    assert len(reference) <= 35
    assert number_of(run.code, reference) == number
    assert number_of(code_of(uuid4(), WANTED.month), reference) is None


def replace_id(run_id: UUID) -> PaymentRun:
    return PaymentRun.prepare(run_id, WANTED, ONE, AT)


@pytest.mark.parametrize("strange", ["", "x", "P202603-AAAAAAAAAA", "P202603-AAAAAAAAAA-1x", "P202603-AAAAAAAAAA-²"])
def test_a_strange_reference_is_of_no_run(strange: str) -> None:
    assert number_of("P202603-AAAAAAAAAA", strange) is None


@given(st.integers(1, 5 * CHUNK))
def test_the_parts_have_every_number_once(count: int) -> None:
    run = prepared()
    run.count = count
    ranges = [numbers_of(part, count) for part in range(1, run.parts_wanted + 1)]
    assert [n for first, last in ranges for n in range(first, last + 1)] == list(range(1, count + 1))


# ---- files -----------------------------------------------------------------------------------------------------------

BATCH = Batch(
    name="P202603-AAAAAAAAAA-0001",
    made_at=AT,
    pay_on=date(2026, 3, 5),
    purpose="living 2026-03",
    debtor_name="沈河区民政局",
    debtor_number="21001401234567890",
    debtor_bank="105221001234",
)
printed = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1)
payments = st.lists(
    st.builds(
        Payment,
        reference=st.integers(1, 9_999_999).map(lambda number: f"P202603-AAAAAAAAAA-{number:07}"),
        amount=st.integers(1, 10**9).map(lambda fen: Decimal(fen) / 100),
        name=printed.filter(str.strip),
        number=st.from_regex(r"[0-9]{8,32}", fullmatch=True),
        bank=st.from_regex(r"[0-9]{12}", fullmatch=True),
    ),
    min_size=1,
    max_size=5,
)

TRANSFER = ["PmtId", "Amt", "CdtrAgt", "Cdtr", "CdtrAcct", "RmtInf"]
INFORMATION = [
    *("PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf"),
    *("ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt"),
]
"""The order of the standard's sequences CreditTransferTransaction34 and PaymentInstruction30, of what is used here."""


def names(one: ElementTree.Element) -> list[str]:
    return [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in one]


@given(payments)
def test_pain001_has_the_structure_of_the_standard_and_says_what_is_paid(paid: list[Payment]) -> None:
    root = ElementTree.fromstring(pain001_file(BATCH, paid).encode())
    ns = {"p": NAMESPACE}
    assert root.tag == f"{{{NAMESPACE}}}Document"
    (initiation,) = root
    assert names(initiation) == ["GrpHdr", "PmtInf"]
    head, information = initiation
    assert names(head) == ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"]
    assert names(information) == INFORMATION + ["CdtTrfTxInf"] * len(paid)
    total = str(sum((one.amount for one in paid), Decimal()).quantize(Decimal("0.01")))
    for counted in (head, information):
        assert counted.findtext("p:NbOfTxs", namespaces=ns) == str(len(paid))
        assert counted.findtext("p:CtrlSum", namespaces=ns) == total
    assert head.findtext("p:CreDtTm", namespaces=ns) == "2026-03-05T01:02:03Z"
    for one, said in zip(information.findall("p:CdtTrfTxInf", ns), paid, strict=True):
        assert names(one) == TRANSFER
        assert names(one[0]) == ["InstrId", "EndToEndId"]
        amount = one.find("p:Amt/p:InstdAmt", ns)
        assert amount is not None
        assert (amount.get("Ccy"), Decimal(str(amount.text))) == ("CNY", said.amount)
        assert one.findtext("p:Cdtr/p:Nm", namespaces=ns) == said.name
        assert one.findtext("p:CdtrAcct/p:Id/p:Othr/p:Id", namespaces=ns) == said.number
        member = "p:CdtrAgt/p:FinInstnId/p:ClrSysMmbId/p:MmbId"
        assert one.findtext(member, namespaces=ns) == said.bank


@given(payments)
def test_the_csv_reads_back_as_what_is_paid(paid: list[Payment]) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_file(BATCH, paid), newline="")))
    assert [
        Payment(one["reference"], Decimal(one["amount"]), one["name"], one["account"], one["bank"]) for one in rows
    ] == paid


# ---- results ---------------------------------------------------------------------------------------------------------

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt>
<Ntry><Amt Ccy="CNY">300.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls>
<TxDtls><Refs><EndToEndId>R-0000001</EndToEndId></Refs><Amt Ccy="CNY">100.50</Amt>
<CdtDbtInd>DBIT</CdtDbtInd></TxDtls>
<TxDtls><Refs><EndToEndId>R-0000002</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="CNY">200</Amt></TxAmt></AmtDtls></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls><Refs><EndToEndId>
R-0000003</EndToEndId></Refs><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">8.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><NtryDtls><TxDtls><Refs><EndToEndId>
R-0000004</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def test_a_statement_tells_what_is_settled_returned_and_pending() -> None:
    items, others_too = parse(CAMT)
    assert others_too
    assert [(one.reference, one.said, one.amount, one.code) for one in items] == [
        ("R-0000001", Said.SETTLED, Decimal("100.50"), ""),
        ("R-0000002", Said.SETTLED, Decimal(200), ""),
        ("R-0000003", Said.RETURNED, Decimal("7.00"), "AC04"),
        ("R-0000004", Said.PENDING, Decimal("8.00"), ""),
    ]


def test_a_notification_of_an_older_version_reads_alike() -> None:
    older = CAMT.replace("camt.053.001.08", "camt.054.001.02").replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
    older = older.replace("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>")
    assert parse(older)[0] == parse(CAMT)[0]


def test_a_table_of_results_is_read_by_line() -> None:
    items, others_too = parse(
        "\ufeffreference,outcome,amount,code\r\nR-1,settled,10.00,\r\n\r\nR-2,returned,5,AC04\r\n"
    )
    assert not others_too
    assert items == [
        Item("R-1", Said.SETTLED, Decimal("10.00"), "", "line 2"),
        Item("R-2", Said.RETURNED, Decimal(5), "AC04", "line 4"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a,b\n", "line 1"),
        ("reference,outcome,amount,code\nR-1,paid,1,\n", "line 2"),
        ("reference,outcome,amount,code\nR-1,settled,1.001,\n", "line 2"),
        ("reference,outcome,amount,code\nR-1,settled,NaN,\n", "line 2"),
        ("reference,outcome,amount,code\nR-1,settled,-1,\n", "line 2"),
        ("reference,outcome,amount,code\nR-1,settled\n", "line 2"),
        ("<Document/>", "body"),
        ("<a", "body"),
        (f'<!DOCTYPE d [<!ENTITY a "b">]>{CAMT[39:]}', "body"),
        (CAMT.replace('Ccy="CNY">100.50', 'Ccy="USD">100.50'), "entry 1"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text)
    assert refused.value.fields["body"][0].startswith(f"{place}:")
