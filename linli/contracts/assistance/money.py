"""What the contracts about money share: exact yuan, months, and bank accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from marshmallow import ValidationError, validate

from linli.contracts.base import END, text


class WholeFen(validate.Validator):
    """An amount without fractions of a fen 分."""

    def __call__(self, value: Decimal) -> Decimal:
        """The amount; raises `ValidationError` for one with a third decimal."""
        if value != value.quantize(Decimal("0.01")):
            raise ValidationError("Give at most two decimals. 最多两位小数。")
        return value


class FirstOfMonth(validate.Validator):
    """The first day of a month."""

    def __call__(self, value: date) -> date:
        """The day; raises `ValidationError` for any other, and for years that no program knows."""
        if value.day != 1 or not 1949 < value.year < 2200:
            raise ValidationError("Give the first day of a month, as 2026-03-01. 请填写当月第一日。")
        return value


Amount = Annotated[Decimal, validate.Range(min=Decimal("0.01"), max=Decimal(1_000_000_000)), WholeFen()]
"""Yuan, more than nothing and in whole fen 分."""
Total = Annotated[Decimal, validate.Range(min=Decimal("0.01"), max=Decimal(1_000_000_000_000)), WholeFen()]
"""Yuan of many payments together, more than nothing and in whole fen 分."""
Month = Annotated[date, FirstOfMonth()]
"""A month by its first day."""
Voucher = Annotated[
    str,
    validate.Regexp(
        rf"^[A-Za-z0-9][A-Za-z0-9/_-]{{0,59}}{END}",
        error="Give the voucher's number: letters, digits, / _ -. 请填写凭证号，限字母、数字和 / _ -。",
    ),
]
"""The number of a paper; never a name, for it stands in the books."""


_PRINTED = validate.Regexp(
    rf"^[^\x00-\x1f\x7f\ufffe\uffff]*{END}", error="Control characters are not allowed. 不允许控制字符。"
)


@dataclass(frozen=True, kw_only=True)
class BankAccount:
    """Where money goes: the holder's name, the number, and the bank's 12-digit code 联行号."""

    name: Annotated[str, text(1, 60), _PRINTED]
    number: Annotated[str, validate.Regexp(rf"^[0-9]{{8,32}}{END}", error="Give 8 to 32 digits. 请填写8至32位数字。")]
    bank: Annotated[str, validate.Regexp(rf"^[0-9]{{12}}{END}", error="Give 12 digits. 请填写12位联行号。")]
