"""Files for the bank: payments as CSV, and as a customer credit transfer initiation of ISO 20022 (pain.001.001.09)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
COLUMNS = ("reference", "name", "account", "bank", "amount", "currency", "purpose")


@dataclass(frozen=True, slots=True)
class Payment:
    """One credit transfer: `bank` is the 12-digit code of the beneficiary's bank in CNAPS."""

    reference: str
    amount: Decimal
    name: str
    number: str
    bank: str


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One part of a run's file: who pays, from which account, when; `name` is the file's and the message's."""

    name: str
    made_at: datetime
    pay_on: date
    purpose: str
    debtor_name: str
    debtor_number: str
    debtor_bank: str


def csv_file(batch: Batch, payments: Sequence[Payment]) -> str:
    """The payments by line, under the names of the columns; UTF-8, ends of lines as RFC 4180 has them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in payments:
        writer.writerow((one.reference, one.name, one.number, one.bank, f"{one.amount:.2f}", "CNY", batch.purpose))
    return out.getvalue()


def pain001_file(batch: Batch, payments: Sequence[Payment]) -> str:
    """The payments as pain.001.001.09: one message, one batch; sums and counts stand in its heads."""
    total = f"{sum((one.amount for one in payments), Decimal()):.2f}"
    counted = f"<NbOfTxs>{len(payments)}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
    name, message = escape(batch.debtor_name), escape(batch.name)
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{message}</MsgId><CreDtTm>{batch.made_at:%Y-%m-%dT%H:%M:%S}Z</CreDtTm>{counted}"
        f"<InitgPty><Nm>{name}</Nm></InitgPty></GrpHdr>\n"
        f"<PmtInf><PmtInfId>{message}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>{counted}"
        "<PmtTpInf><CtgyPurp><Cd>GOVT</Cd></CtgyPurp></PmtTpInf>"
        f"<ReqdExctnDt><Dt>{batch.pay_on.isoformat()}</Dt></ReqdExctnDt><Dbtr><Nm>{name}</Nm></Dbtr>"
        f"<DbtrAcct>{_account(batch.debtor_number)}<Ccy>CNY</Ccy></DbtrAcct>"
        f"<DbtrAgt>{_bank(batch.debtor_bank)}</DbtrAgt>\n"
    )
    purpose = escape(batch.purpose)
    lines = [_transfer(one, purpose) for one in payments]
    return f"{head}{''.join(lines)}</PmtInf></CstmrCdtTrfInitn></Document>\n"


def _transfer(one: Payment, purpose: str) -> str:
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{one.reference}</InstrId><EndToEndId>{one.reference}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="CNY">{one.amount:.2f}</InstdAmt></Amt><CdtrAgt>{_bank(one.bank)}</CdtrAgt>'
        f"<Cdtr><Nm>{escape(one.name)}</Nm></Cdtr><CdtrAcct>{_account(one.number)}</CdtrAcct>"
        f"<RmtInf><Ustrd>{purpose}</Ustrd></RmtInf></CdtTrfTxInf>\n"
    )


def _account(number: str) -> str:
    return f"<Id><Othr><Id>{number}</Id></Othr></Id>"


def _bank(code: str) -> str:
    system = "<ClrSysId><Cd>CNAPS</Cd></ClrSysId>"
    return f"<FinInstnId><ClrSysMmbId>{system}<MmbId>{code}</MmbId></ClrSysMmbId></FinInstnId>"
