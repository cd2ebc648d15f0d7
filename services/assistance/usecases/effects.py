"""The households that a change of the programs affects, as a table with masked names."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from typing import TextIO

from linli.contracts.assistance.register import Secret
from linli.sealing import KeyRing, masked_name
from linli.work import Work
from services.assistance.store import register
from services.assistance.usecases.eligibility import Effect
from services.assistance.usecases.people import opened

COLUMNS = ("household", "area", "head", "program", "before", "after", "amount_before", "amount_after", "difference")
CHUNK = 500


def effects_csv(work: Work, effects: Sequence[Effect], day: date, keys: KeyRing, file: TextIO) -> None:
    """Write who gains and loses what by which program; heads of households by their masked names."""
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for start in range(0, len(effects), CHUNK):
        some = effects[start : start + CHUNK]
        heads = register.heads(work.session, list({one.household_id for one in some}), day)
        for one in some:
            head = heads.get(one.household_id)
            name = "" if head is None else masked_name(opened(head, Secret.NAME, keys) or "")
            amounts = ("" if amount is None else f"{amount:.2f}" for _, amount in (one.before, one.after))
            verdicts = one.before[0], one.after[0]
            row = (one.household_id, one.area_code, name, one.program, *verdicts, *amounts, f"{one.difference:.2f}")
            table.writerow(row)
