"""Whether the answers to a category's form are of the kinds that its fields ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from linli.contracts.hotline.catalogue import FieldDefinition, FieldType
from linli.errors import Invalid


def check(fields: Sequence[FieldDefinition], answers: Mapping[str, str], *, complete: bool) -> None:
    """Raises `Invalid` naming each answer at fault; with `complete`, also those that are required and missing."""
    faults: dict[str, list[str]] = {f"answers.{name}": [text] for name, text in _faults(fields, answers, complete)}
    if faults:
        raise Invalid("bad_answers", "Some answers do not fit the category's form.", "部分表单内容有误。", faults)


def _faults(fields: Sequence[FieldDefinition], answers: Mapping[str, str], complete: bool) -> Iterator[tuple[str, str]]:
    known = {one.name: one for one in fields}
    for name, value in answers.items():
        if name not in known:
            yield name, "The category's form has no such field. 该类别没有此字段。"
        elif not _fits(known[name], value):
            yield name, _WANTED[known[name].type]
    for name, one in known.items():
        if complete and one.required and name not in answers:
            yield name, "It is required. 必填。"


_WANTED = {
    FieldType.TEXT: "Give a text. 请填写文本。",
    FieldType.NUMBER: "Give a number such as 3.5. 请填写数字。",
    FieldType.DATE: "Give a date YYYY-MM-DD. 请填写日期 YYYY-MM-DD。",
    FieldType.CHOICE: "Give the code of one of the choices. 请选择其中一项。",
    FieldType.BOOLEAN: "Give true or false. 请填写 true 或 false。",
}


def _fits(field: FieldDefinition, value: str) -> bool:
    match field.type:
        case FieldType.NUMBER:
            return _is_number(value)
        case FieldType.DATE:
            return _is_date(value)
        case FieldType.CHOICE:
            return value in [one.code for one in field.choices]
        case FieldType.BOOLEAN:
            return value in ("true", "false")
        case FieldType.TEXT:
            return True


def _is_number(value: str) -> bool:
    try:
        return value.isascii() and "_" not in value and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
