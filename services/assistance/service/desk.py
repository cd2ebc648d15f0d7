"""What the calls of assistance share: the sealer of bank accounts, the keys of the register."""

from __future__ import annotations

from linli.calendar import provisional_calendar
from linli.context import Context
from linli.sealing import Sealer
from services.assistance.usecases.applications import run_by
from services.assistance.usecases.people import register_keys


class Desk:
    """Every part that shows or keeps a bank account or a person has the tools for it."""

    name = "assistance"

    def __init__(self, context: Context) -> None:
        """The sealer and keys of this installation."""
        settings = context.settings
        run_by(provisional_calendar(settings.calendar))
        self.sealer = Sealer(settings.secret)
        self.keys = register_keys(settings)
