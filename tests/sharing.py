"""Which test modules one worker runs one after the other, because they have a platform or its servers in common."""

from __future__ import annotations

from pathlib import PurePosixPath

from xdist.scheduler import LoadFileScheduling

GROUPS = {
    "the machine's servers": ("aid", "console_live", "intake", "replay", "secrets", "stopping", "story", "stream"),
    "the trial": ("run", "console_stories"),
}
"""Of tests/e2e; two distributed platforms at once would want the last connection of the machine's PostgreSQL."""
_GROUP_OF = {f"test_{name}": group for group, names in GROUPS.items() for name in names}


class BySharing(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A worker takes a module, or a group of modules."""

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0])
        group = _GROUP_OF.get(path.stem) if path.parent.name == "e2e" else None
        return group or str(path)
