"""ID numbers of citizens (GB 11643-1999): 17 digits that say place, birth and sex, and one that checks them."""

from __future__ import annotations

import re
from datetime import date

from linli.errors import Invalid

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
_FORM = re.compile(r"[1-8][0-9]{16}[0-9Xx]")


def check_digit(first: str) -> str:
    """The last character of the number whose first 17 digits these are (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first, strict=True))
    return CHECKS[total % 11]


def valid_id_number(given: str, today: date) -> tuple[str, date]:
    """The number in its one form, and the day of birth in it; raises `Invalid` naming `id_number`.

    What is wrong is told without repeating the number, which must not reach a log.
    """
    number = given.strip().upper()
    if not _FORM.fullmatch(number):
        raise _bad("It has 17 digits and a check character.", "应为17位数字加1位校验码。")
    if check_digit(number[:17]) != number[17]:
        raise _bad("Its check character is wrong: a digit was mistyped.", "校验码不符，请核对是否输错。")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise _bad("The day of birth in it is no day.", "其中的出生日期无效。") from None
    if not date(1880, 1, 1) <= born <= today:
        raise _bad("The day of birth in it cannot be.", "其中的出生日期不合理。")
    return number, born


def masked_id_number(number: str) -> str:
    """The number with all but its first three and last two characters hidden."""
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


def _bad(text: str, text_zh: str) -> Invalid:
    return Invalid("bad_id_number", text, f"身份证号{text_zh}", {"id_number": [f"{text} {text_zh}"]})
