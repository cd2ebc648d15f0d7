"""Telephone numbers as they are kept: in one form, sealed, so that a caller is found however it was written."""

from __future__ import annotations

from linli.phone import canonical
from linli.sealing import Sealer


def sealed_number(sealer: Sealer, number: str) -> str:
    """The number sealed in its one form; what is no number of any form is sealed as it stands."""
    return sealer.seal(canonical(number) or number, "phone")
