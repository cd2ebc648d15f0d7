"""What all calls of the volunteer service share: the tools of its use cases."""

from __future__ import annotations

from linli.context import Context
from linli.sealing import Sealer


class Desk:
    """The sealer of personal data: every part has it."""

    name = "volunteer"

    def __init__(self, context: Context) -> None:
        self.sealer = Sealer(context.settings.secret)
        self.secret = context.settings.secret
