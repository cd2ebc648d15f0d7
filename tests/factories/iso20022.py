"""Whether a message has the structure that ISO 20022 gives it: pain.001.001.09, camt.053.001.10 and camt.054.001.10.

Written down from the message definitions (the data types' names are theirs), for ISO's schemas are not ours to pass
on. Of each sequence all elements stand here, in their order; what Linli neither writes nor reads is not described
further (`-`), and a message that has it cannot be judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Definition = Mapping[str, str]
_SHARED = {
    "GenericAccountIdentification1": "Id:Max34Text SchmeNm:-? Issr:Max35Text?",
    "AccountIdentification4Choice": "| IBAN:- Othr:GenericAccountIdentification1",
    "DateAndDateTime2Choice": "| Dt:ISODate DtTm:ISODateTime",
}
"""`?` at most once, `*` any number, `+` at least once, else exactly once; `|` one of them."""
PAIN_001 = _SHARED | {
    "Document": "CstmrCdtTrfInitn:CustomerCreditTransferInitiationV09",
    "CustomerCreditTransferInitiationV09": "GrpHdr:GroupHeader85 PmtInf:PaymentInstruction30+ SplmtryData:-*",
    "GroupHeader85": (
        "MsgId:Max35Text CreDtTm:ISODateTime Authstn:-* NbOfTxs:Max15NumericText CtrlSum:DecimalNumber? "
        "InitgPty:PartyIdentification135 FwdgAgt:-?"
    ),
    "PaymentInstruction30": (
        "PmtInfId:Max35Text PmtMtd:PaymentMethod3Code BtchBookg:Indicator? NbOfTxs:Max15NumericText? "
        "CtrlSum:DecimalNumber? PmtTpInf:PaymentTypeInformation26? ReqdExctnDt:DateAndDateTime2Choice "
        "PoolgAdjstmntDt:ISODate? Dbtr:PartyIdentification135 DbtrAcct:CashAccount38 "
        "DbtrAgt:BranchAndFinancialInstitutionIdentification6 DbtrAgtAcct:-? InstrForDbtrAgt:-? UltmtDbtr:-? ChrgBr:-? "
        "ChrgsAcct:-? ChrgsAcctAgt:-? CdtTrfTxInf:CreditTransferTransaction34+"
    ),
    "PaymentTypeInformation26": "InstrPrty:-? SvcLvl:-* LclInstrm:-? CtgyPurp:CategoryPurpose1Choice?",
    "CategoryPurpose1Choice": "| Cd:ExternalCategoryPurpose1Code Prtry:Max35Text",
    "PartyIdentification135": "Nm:Max140Text? PstlAdr:-? Id:-? CtryOfRes:-? CtctDtls:-?",
    "CashAccount38": "Id:AccountIdentification4Choice Tp:-? Ccy:CurrencyCode? Nm:Max70Text? Prxy:-?",
    "BranchAndFinancialInstitutionIdentification6": "FinInstnId:FinancialInstitutionIdentification18 BrnchId:-?",
    "FinancialInstitutionIdentification18": (
        "BICFI:-? ClrSysMmbId:ClearingSystemMemberIdentification2? LEI:-? Nm:Max140Text? PstlAdr:-? Othr:-?"
    ),
    "ClearingSystemMemberIdentification2": "ClrSysId:ClearingSystemIdentification2Choice? MmbId:Max35Text",
    "ClearingSystemIdentification2Choice": "| Cd:ExternalClearingSystemIdentification1Code Prtry:Max35Text",
    "CreditTransferTransaction34": (
        "PmtId:PaymentIdentification6 PmtTpInf:-? Amt:AmountType4Choice XchgRateInf:-? ChrgBr:-? ChqInstr:-? "
        "UltmtDbtr:-? IntrmyAgt1:-? IntrmyAgt1Acct:-? IntrmyAgt2:-? IntrmyAgt2Acct:-? IntrmyAgt3:-? IntrmyAgt3Acct:-? "
        "CdtrAgt:BranchAndFinancialInstitutionIdentification6? CdtrAgtAcct:-? Cdtr:PartyIdentification135? "
        "CdtrAcct:CashAccount38? UltmtCdtr:-? InstrForCdtrAgt:-* InstrForDbtrAgt:-? Purp:-? RgltryRptg:-* Tax:-? "
        "RltdRmtInf:-* RmtInf:RemittanceInformation16? SplmtryData:-*"
    ),
    "PaymentIdentification6": "InstrId:Max35Text? EndToEndId:Max35Text UETR:-?",
    "AmountType4Choice": "| InstdAmt:Amount EqvtAmt:-",
    "RemittanceInformation16": "Ustrd:Max140Text* Strd:-*",
}
_REPORTED = _SHARED | {
    "GroupHeader81": "MsgId:Max35Text CreDtTm:ISODateTime MsgRcpt:-? MsgPgntn:-? OrgnlBizQry:-? AddtlInf:-?",
    "CashAccount41": "Id:AccountIdentification4Choice? Tp:-? Ccy:CurrencyCode? Nm:Max70Text? Prxy:-? Ownr:-? Svcr:-?",
    "ReportEntry12": (
        "NtryRef:Max35Text? Amt:Amount CdtDbtInd:CreditDebitCode RvslInd:Indicator? Sts:EntryStatus1Choice "
        "BookgDt:DateAndDateTime2Choice? ValDt:DateAndDateTime2Choice? AcctSvcrRef:Max35Text? Avlbty:-* "
        "BkTxCd:BankTransactionCodeStructure4 ComssnWvrInd:-? AddtlInfInd:-? AmtDtls:-? Chrgs:-? TechInptChanl:-? "
        "Intrst:-? CardTx:-? NtryDtls:EntryDetails11* AddtlNtryInf:-?"
    ),
    "EntryStatus1Choice": "| Cd:ExternalEntryStatus1Code Prtry:Max35Text",
    "BankTransactionCodeStructure4": "Domn:-? Prtry:ProprietaryBankTransactionCodeStructure1?",
    "ProprietaryBankTransactionCodeStructure1": "Cd:Max35Text Issr:Max35Text?",
    "EntryDetails11": "Btch:-? TxDtls:EntryTransaction12*",
    "EntryTransaction12": (
        "Refs:TransactionReferences6? Amt:Amount? CdtDbtInd:CreditDebitCode? AmtDtls:AmountAndCurrencyExchange3? "
        "Avlbty:-* BkTxCd:-? Chrgs:-? Intrst:-? RltdPties:-? RltdAgts:-? LclInstrm:-? PmtTpInf:-? Purp:-? "
        "RltdRmtInf:-* RmtInf:-? RltdDts:-? RltdPric:-? RltdQties:-* FinInstrmId:-? Tax:-? "
        "RtrInf:PaymentReturnReason5? CorpActn:-? SfkpgAcct:-? CshDpst:-* CardTx:-? AddtlTxInf:-? SplmtryData:-*"
    ),
    "TransactionReferences6": (
        "MsgId:Max35Text? AcctSvcrRef:Max35Text? PmtInfId:Max35Text? InstrId:Max35Text? EndToEndId:Max35Text? UETR:-? "
        "TxId:Max35Text? MndtId:-? ChqNb:-? ClrSysRef:-? AcctOwnrTxId:-? AcctSvcrTxId:-? MktInfrstrctrTxId:-? "
        "PrcgId:-? Prtry:-*"
    ),
    "AmountAndCurrencyExchange3": (
        "InstdAmt:AmountAndCurrencyExchangeDetails3? TxAmt:AmountAndCurrencyExchangeDetails3? CntrValAmt:-? "
        "AnncdPstngAmt:-? PrtryAmt:-*"
    ),
    "AmountAndCurrencyExchangeDetails3": "Amt:Amount CcyXchg:-?",
    "PaymentReturnReason5": "OrgnlBkTxCd:-? Orgtr:-? Rsn:ReturnReason5Choice? AddtlInf:-*",
    "ReturnReason5Choice": "| Cd:ExternalReturnReason1Code Prtry:Max35Text",
}
CAMT_053 = _REPORTED | {
    "Document": "BkToCstmrStmt:BankToCustomerStatementV10",
    "BankToCustomerStatementV10": "GrpHdr:GroupHeader81 Stmt:AccountStatement11+ SplmtryData:-*",
    "AccountStatement11": (
        "Id:Max35Text StmtPgntn:-? ElctrncSeqNb:-? RptgSeq:-? LglSeqNb:-? CreDtTm:ISODateTime? FrToDt:-? "
        "CpyDplctInd:-? RptgSrc:-? Acct:CashAccount41 RltdAcct:-? Intrst:-* Bal:CashBalance8+ TxsSummry:-? "
        "Ntry:ReportEntry12* AddtlStmtInf:-?"
    ),
    "CashBalance8": (
        "Tp:BalanceType13 CdtLine:-* Amt:Amount CdtDbtInd:CreditDebitCode Dt:DateAndDateTime2Choice Avlbty:-*"
    ),
    "BalanceType13": "CdOrPrtry:BalanceType10Choice SubTp:-?",
    "BalanceType10Choice": "| Cd:ExternalBalanceType1Code Prtry:Max35Text",
}
CAMT_054 = _REPORTED | {
    "Document": "BkToCstmrDbtCdtNtfctn:BankToCustomerDebitCreditNotificationV10",
    "BankToCustomerDebitCreditNotificationV10": "GrpHdr:GroupHeader81 Ntfctn:AccountNotification20+ SplmtryData:-*",
    "AccountNotification20": (
        "Id:Max35Text NtfctnPgntn:-? ElctrncSeqNb:-? RptgSeq:-? LglSeqNb:-? CreDtTm:ISODateTime? FrToDt:-? "
        "CpyDplctInd:-? RptgSrc:-? Acct:CashAccount41 RltdAcct:-? Intrst:-* TxsSummry:-? Ntry:ReportEntry12* "
        "AddtlNtfctnInf:-?"
    ),
}
MESSAGES: Mapping[str, Definition] = {
    "pain.001.001.09": PAIN_001,
    "camt.053.001.10": CAMT_053,
    "camt.054.001.10": CAMT_054,
}
"""The definitions by the last part of the message's namespace."""


def _decimal(text: str, fraction: int) -> bool:
    """An xs:decimal of at most 18 digits, so many of them after the point."""
    try:
        said = Decimal(text)
    except InvalidOperation:
        return False
    if not re.fullmatch(r"[+-]?[0-9]*\.?[0-9]+|[+-]?[0-9]+\.", text):
        return False
    places = -int(said.normalize().as_tuple().exponent)
    return len(said.normalize().as_tuple().digits) <= 18 and places <= fraction


def _like(pattern: str) -> Callable[[str], bool]:
    found = re.compile(pattern, re.DOTALL)
    return lambda text: found.fullmatch(text) is not None


SIMPLE: Mapping[str, Callable[[str], bool]] = {
    **{f"Max{most}Text": _like(f".{{1,{most}}}") for most in (34, 35, 70, 140)},
    "Max15NumericText": _like("[0-9]{1,15}"),
    "DecimalNumber": lambda text: _decimal(text, 17),
    "Amount": lambda text: _decimal(text, 5) and Decimal(text) >= 0,
    "CurrencyCode": _like("[A-Z]{3}"),
    "ISODate": _like(r"[0-9]{4}-[01][0-9]-[0-3][0-9]"),
    "ISODateTime": _like(
        r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9](:[0-5][0-9]){2}(\.[0-9]+)?(Z|[+-][01][0-9]:[0-5]0)?"
    ),
    "Indicator": _like("true|false|1|0"),
    "PaymentMethod3Code": _like("CHK|TRF|TRA"),
    "CreditDebitCode": _like("CRDT|DBIT"),
    "ExternalCategoryPurpose1Code": _like(".{1,4}"),
    "ExternalClearingSystemIdentification1Code": _like(".{1,5}"),
    "ExternalEntryStatus1Code": _like(".{1,4}"),
    "ExternalBalanceType1Code": _like(".{1,4}"),
    "ExternalReturnReason1Code": _like(".{1,4}"),
}
"""What may stand in an element without others in it."""


def faults(text: str) -> list[str]:
    """What of a message is not as its definition has it, each with its place; raises for what is no such message."""
    root = ElementTree.fromstring(text.encode())
    namespace = root.tag.partition("}")[0][1:]
    definition = MESSAGES[namespace.removeprefix("urn:iso:std:iso:20022:tech:xsd:")]
    return list(_faults(root, "Document", "Document", namespace, definition))


def _faults(one: Element, kind: str, place: str, namespace: str, definition: Definition) -> Iterator[str]:
    if one.tag != f"{{{namespace}}}{place.rpartition('/')[2]}":
        yield f"{place}: another namespace"
    if kind in SIMPLE:
        if len(one) or not SIMPLE[kind](one.text or ""):
            yield f"{place}: {one.text!r} is no {kind}"
        if set(one.keys()) != ({"Ccy"} if kind == "Amount" else set()):
            yield f"{place}: attributes {one.keys()}"
        return
    if kind == "-":
        yield f"{place}: not described"
        return
    yield from _sequence(one, kind, place, namespace, definition)


def _sequence(one: Element, kind: str, place: str, namespace: str, definition: Definition) -> Iterator[str]:
    if one.keys() or (one.text or "").strip():
        yield f"{place}: more than elements"
    parts = definition[kind].split()
    choice = parts[0] == "|"
    allowed = [(name, sort.rstrip("?*+"), sort[-1]) for name, sort in (each.split(":") for each in parts[choice:])]
    names = [child.tag.rpartition("}")[2] for child in one]
    order = [name for name, _, _ in allowed]
    if any(name not in order for name in names) or names != sorted(names, key=order.index):
        yield f"{place}: {names} is not of {kind}"
        return
    for name, _, how in allowed:
        least, most = (0 if choice or how in "?*" else 1), (len(names) if how in "*+" else 1)
        if not least <= names.count(name) <= most:
            yield f"{place}/{name}: {names.count(name)} times"
    if choice and len(names) != 1:
        yield f"{place}: {names} is not one of {order}"
    sorts = {name: sort for name, sort, _ in allowed}
    for child, name in zip(one, names, strict=True):
        yield from _faults(child, sorts[name], f"{place}/{name}", namespace, definition)
