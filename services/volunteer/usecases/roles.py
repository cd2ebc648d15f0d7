"""Who may do what with volunteers and their tasks."""

from __future__ import annotations

from linli.identity import Role

COORDINATORS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
"""Who runs the volunteers of an area."""
READERS = COORDINATORS | {Role.AUDITOR}
"""Who may see what somebody's account holds."""
LOG = COORDINATORS | {Role.SUPERVISOR}
"""Who may see what was sent to whom."""
CALLERS = COORDINATORS | {Role.OPERATOR, Role.GRID_WORKER, Role.HANDLER}
"""Who makes greeting calls or goes to look."""
REGISTER_READERS = COORDINATORS | {Role.SUPERVISOR, Role.AUDITOR, Role.DISPATCHER}
"""Who may look at the register; names and numbers are masked."""
ANSWERERS = COORDINATORS | {Role.GRID_WORKER, Role.HANDLER}
"""Who may answer an offer: coordinators for anyone, the others only for themselves."""
REPORTERS = COORDINATORS | {Role.GRID_WORKER, Role.HANDLER}
"""Who reports good deeds and sees those of others."""
