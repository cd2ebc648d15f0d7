"""What goes to the bank and what comes back has the structure of ISO 20022's message definitions, for all payments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assistance.domain.bank_files import Batch, Payment, pain001_file
from services.assistance.domain.bank_results import Said, parse
from tests.factories.iso20022 import faults

BATCH = Batch(
    name="P202603-AAAAAAAAAA-0001",
    made_at=datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC),
    pay_on=date(2026, 3, 5),
    purpose="living 2026-03",
    debtor_name="沈河区民政局",
    debtor_number="21001401234567890",
    debtor_bank="105221001234",
)
ONE = Payment("P202603-AAAAAAAAAA-0000001", Decimal("100.50"), "王芳", "6222020200112233445", "102221000018")
PLAIN = pain001_file(BATCH, [ONE])
names = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=60
)
payments = st.lists(
    st.builds(
        Payment,
        reference=st.integers(1, 10_000_000).map(lambda number: f"P202603-AAAAAAAAAA-{number:07}"),
        amount=st.integers(1, 10**11).map(lambda fen: Decimal(fen) / 100),
        name=names,
        number=st.from_regex(r"[0-9]{8,32}", fullmatch=True),
        bank=st.from_regex(r"[0-9]{12}", fullmatch=True),
    ),
    min_size=1,
    max_size=5,
)
HEAD = "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-06T08:00:00+08:00</CreDtTm></GrpHdr>"
ACCOUNT = "<Acct><Id><Othr><Id>21001401234567890</Id></Othr></Id><Ccy>CNY</Ccy></Acct>"
BALANCE = (
    '<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">899.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    "<Dt><Dt>2026-03-06</Dt></Dt></Bal>"
)
CODE = "<BkTxCd><Prtry><Cd>PMT</Cd></Prtry></BkTxCd>"
ENTRIES = (
    '<Ntry><Amt Ccy="CNY">300.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
    f"<BookgDt><Dt>2026-03-06</Dt></BookgDt>{CODE}<NtryDtls>"
    '<TxDtls><Refs><EndToEndId>R-0000001</EndToEndId></Refs><Amt Ccy="CNY">100.50</Amt>'
    "<CdtDbtInd>DBIT</CdtDbtInd></TxDtls><TxDtls><Refs><EndToEndId>R-0000002</EndToEndId></Refs>"
    '<AmtDtls><TxAmt><Amt Ccy="CNY">200</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls></Ntry>'
    '<Ntry><Amt Ccy="CNY">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>'
    f"{CODE}<NtryDtls><TxDtls><Refs><EndToEndId>R-0000003</EndToEndId></Refs>"
    "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>"
    '<Ntry><Amt Ccy="CNY">8.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>'
    f"{CODE}<NtryDtls><TxDtls><Refs><EndToEndId>R-0000004</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"
)
TOLD = [
    ("R-0000001", Said.SETTLED, Decimal("100.50"), ""),
    ("R-0000002", Said.SETTLED, Decimal(200), ""),
    ("R-0000003", Said.RETURNED, Decimal("7.00"), "AC04"),
    ("R-0000004", Said.PENDING, Decimal("8.00"), ""),
]


def message(kind: str, outer: str, inner: str, balance: str) -> str:
    body = f"<{outer}>{HEAD}<{inner}><Id>S1</Id>{ACCOUNT}{balance}{ENTRIES}</{inner}></{outer}>"
    return f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}">{body}</Document>'


STATEMENT = message("camt.053.001.10", "BkToCstmrStmt", "Stmt", BALANCE)
NOTIFICATION = message("camt.054.001.10", "BkToCstmrDbtCdtNtfctn", "Ntfctn", "")


@given(payments)
def test_the_file_for_the_bank_is_a_credit_transfer_initiation(paid: list[Payment]) -> None:
    assert faults(pain001_file(BATCH, paid)) == []


@pytest.mark.parametrize("text", [STATEMENT, NOTIFICATION], ids=["camt.053", "camt.054"])
def test_a_whole_statement_and_a_whole_notification_are_read(text: str) -> None:
    assert faults(text) == []
    assert [(one.reference, one.said, one.amount, one.code) for one in parse(text)[0]] == TOLD


@pytest.mark.parametrize(
    ("text", "old", "new", "place"),
    [
        (
            PLAIN,
            "<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>",
            "<BtchBookg>true</BtchBookg><PmtMtd>TRF</PmtMtd>",
            "",
        ),
        (PLAIN, "<EndToEndId>P202603-AAAAAAAAAA-0000001</EndToEndId>", "", "PmtId/EndToEndId"),
        (PLAIN, "<MsgId>P202603", "<MsgId>P2026030000000000000", "GrpHdr/MsgId"),
        (PLAIN, "<MsgId>P202603-AAAAAAAAAA-0001</MsgId>", "", "GrpHdr/MsgId"),
        (PLAIN, ">100.50</InstdAmt>", ">100,50</InstdAmt>", "InstdAmt"),
        (PLAIN, ' Ccy="CNY"', "", "InstdAmt"),
        (PLAIN, "<Cd>CNAPS</Cd>", "<Cd>CNAPS2</Cd>", "ClrSysId/Cd"),
        (PLAIN, "<Dt>2026-03-05</Dt>", "<Dt>5.3.2026</Dt>", "ReqdExctnDt/Dt"),
        (PLAIN, "<NbOfTxs>1</NbOfTxs>", "<NbOfTxs>one</NbOfTxs>", "NbOfTxs"),
        (PLAIN, "<Id><Othr>", "<Id><IBAN>DE1</IBAN><Othr>", "DbtrAcct/Id"),
        (PLAIN, "<RmtInf>", "<Purpose/><RmtInf>", "CdtTrfTxInf"),
        (STATEMENT, BALANCE, "", "Stmt/Bal"),
        (STATEMENT, CODE, "", "Ntry/BkTxCd"),
        (NOTIFICATION, "<CdtDbtInd>DBIT</CdtDbtInd>", "<CdtDbtInd>debit</CdtDbtInd>", "Ntry/CdtDbtInd"),
    ],
)
def test_what_is_not_as_the_definition_has_it_is_found(text: str, old: str, new: str, place: str) -> None:
    assert old in text
    found = faults(text.replace(old, new))
    assert any(place in one for one in found), found
