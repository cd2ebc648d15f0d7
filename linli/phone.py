"""Telephone numbers in one form, so that the same number is the same text wherever it comes from."""

from __future__ import annotations

import re

CHINA = "86"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_DIGITS = re.compile(r"[0-9]{3,20}")


def canonical(number: str) -> str | None:
    """The number as it is dialled within China, `+` and country code before a foreign one; None when it is none.

    `+86 139-1234-5678`, `008613912345678` and `13912345678` are one number, as are `+86 24 2345 6789` and
    `024-23456789`. Telephone systems write what they do not know as `anonymous`, `unknown` or nothing.
    """
    digits = re.sub(r"[\s().\-/]", "", number)
    if digits.startswith("+"):
        return _international(digits[1:])
    if digits.startswith("00"):
        return _international(digits[2:])
    if digits.startswith(CHINA) and _MOBILE.fullmatch(digits[2:]):
        return digits[2:]
    return digits if _DIGITS.fullmatch(digits) else None


def _international(digits: str) -> str | None:
    if not _DIGITS.fullmatch(digits):
        return None
    if not digits.startswith(CHINA):
        return f"+{digits}"
    national = digits[2:]
    return national if _MOBILE.fullmatch(national) or national.startswith("0") else f"0{national}"
