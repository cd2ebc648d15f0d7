"""Who may do what in the field; the same sets as those of the grid's calls, which a test holds."""

from __future__ import annotations

from linli.identity import Role

LEADERS = frozenset({Role.PATROL_LEADER, Role.ADMINISTRATOR})
WORKERS = LEADERS | {Role.GRID_WORKER}
WATCHERS = LEADERS | {Role.SUPERVISOR, Role.AUDITOR}
SEERS = WATCHERS | {Role.GRID_WORKER}
