"""What all calls of the grid share: who works in it, and the tools of its use cases."""

from __future__ import annotations

from linli.context import Context
from linli.identity import Role

LEADERS = frozenset({Role.PATROL_LEADER, Role.ADMINISTRATOR})
WORKERS = LEADERS | {Role.GRID_WORKER}
WATCHERS = LEADERS | {Role.SUPERVISOR, Role.AUDITOR}
"""Who may see where officers were."""
SEERS = WATCHERS | {Role.GRID_WORKER}


class Post:
    """What the parts of the service have in common."""

    name = "grid"

    def __init__(self, context: Context) -> None:
        self.secret = context.settings.secret
