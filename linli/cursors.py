"""The cursor of a list in the order of time: the moment and id of the last row shown, opaque to the caller."""

from __future__ import annotations

import base64
from datetime import datetime
from uuid import UUID

from linli.errors import Invalid

Position = tuple[datetime, UUID]


def write(position: Position) -> str:
    """The cursor of what follows this position."""
    moment, row_id = position
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{row_id.hex}".encode()).decode().rstrip("=")


def read(cursor: str) -> Position:
    """The position that `write` wrote; raises `Invalid` (`bad_cursor`, field `cursor`) for any other text."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        moment, row_id = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").split("|")
        position = datetime.fromisoformat(moment), UUID(hex=row_id)
    except ValueError as error:
        raise _bad() from error
    if position[0].tzinfo is None:
        raise _bad()
    return position


def _bad() -> Invalid:
    text = "This is not a cursor of a page; take next_cursor from the page before, or leave it out. 分页游标无效。"
    return Invalid("bad_cursor", "The cursor is not one of ours.", "分页游标无效。", {"cursor": [text]})
