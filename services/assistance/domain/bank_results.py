"""What the bank says of payments: statements and notifications of ISO 20022 (camt.053, camt.054), or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from linli.errors import Invalid

CSV_COLUMNS = ("reference", "outcome", "amount", "code")


class Said(StrEnum):
    """What became of a payment, by the bank."""

    SETTLED = "settled"
    RETURNED = "returned"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Item:
    """What the bank says of one payment; `code` is the reason of a return (ISO 20022 external code), `place` where."""

    reference: str
    said: Said
    amount: Decimal
    code: str
    place: str


def parse(text: str) -> tuple[list[Item], bool]:
    """The items of a result, and whether it may hold others' payments too, as the statement of an account does.

    Raises `Invalid` naming the line, or what is no statement, notification or table of results.
    """
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        return list(_camt(text)), True
    return list(_csv(text)), False


def _csv(text: str) -> Iterator[Item]:
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    head = tuple(one.strip() for one in next(rows, []))
    if head != CSV_COLUMNS:
        raise _wrong("line 1", f"the columns are {', '.join(CSV_COLUMNS)}", f"列名应为 {', '.join(CSV_COLUMNS)}")
    try:
        for row in rows:
            place = f"line {rows.line_num}"
            if not row:
                continue
            if len(row) != len(CSV_COLUMNS):
                raise _wrong(place, "it has not four columns", "应为四列")
            reference, outcome, amount, code = (one.strip() for one in row)
            if outcome not in set(Said):
                raise _wrong(place, f"outcome is none of {', '.join(Said)}", f"结果应为 {', '.join(Said)}")
            yield Item(reference, Said(outcome), _amount(amount, place), code[:35], place)
    except csv.Error as error:
        raise _wrong(f"line {rows.line_num}", str(error), "无法解析") from error


def _camt(text: str) -> Iterator[Item]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _wrong("body", "a document type is not allowed", "不允许文档类型声明")
    try:
        root = ElementTree.fromstring(text.lstrip("\ufeff \r\n\t"))  # noqa: S314  # entities were refused above
    except ElementTree.ParseError as error:
        raise _wrong("body", f"it is no XML: {error}", "不是有效的 XML") from error
    kinds = [one for one in root if _local(one) in {"BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"}]
    if _local(root) != "Document" or not kinds:
        raise _wrong("body", "it is neither camt.053 nor camt.054", "不是 camt.053 或 camt.054 报文")
    entries = [one for one in kinds[0].iter() if _local(one) == "Ntry"]
    for number, entry in enumerate(entries, 1):
        for details in (one for one in entry.iter() if _local(one) == "TxDtls"):
            item = _item(entry, details, f"entry {number}")
            if item is not None:
                yield item


def _item(entry: Element, details: Element, place: str) -> Item | None:
    """What a transaction says; None for one without our reference."""
    reference = _text(details, "Refs", "EndToEndId")
    if not reference:
        return None
    amount = _find(details, "Amt")
    if amount is None:
        amount = _find(details, "AmtDtls", "TxAmt", "Amt")
    if amount is None:
        amount = _find(entry, "Amt")
    if amount is None or amount.get("Ccy") != "CNY":
        raise _wrong(place, "it has no amount in CNY", "缺少人民币金额")
    value = _amount((amount.text or "").strip(), place)
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    code = _text(details, "RtrInf", "Rsn", "Cd") or _text(details, "RtrInf", "Rsn", "Prtry")
    direction = _text(details, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    back = _find(details, "RtrInf") is not None or _text(entry, "RvslInd") == "true" or direction == "CRDT"
    if status != "BOOK":
        return Item(reference, Said.PENDING, value, "", place)
    return Item(reference, Said.RETURNED if back else Said.SETTLED, value, code[:35], place)


def _local(one: Element) -> str:
    return one.tag.rpartition("}")[2]


def _find(one: Element, *names: str) -> Element | None:
    found: Element | None = one
    for name in names:
        found = next((child for child in found if _local(child) == name), None) if found is not None else None
    return found


def _text(one: Element, *names: str) -> str:
    found = _find(one, *names)
    return (found.text or "").strip() if found is not None else ""


def _amount(text: str, place: str) -> Decimal:
    try:
        value = Decimal(text)
        if not value.is_finite() or value <= 0 or value != value.quantize(Decimal("0.01")):
            raise InvalidOperation
    except InvalidOperation:
        raise _wrong(place, "the amount is no sum of yuan and fen", "金额有误") from None
    return value


def _wrong(place: str, text: str, zh: str) -> Invalid:
    told = f"{place}: {text}. {zh}。"
    return Invalid(
        "bad_result", "The result cannot be read; see 'fields'.", "无法读取结果文件，请查看说明。", {"body": [told]}
    )
