"""What is still worth telling."""

from __future__ import annotations

from datetime import datetime, timedelta

NEWS = timedelta(hours=24)
"""What happened longer ago is told to nobody: it was recorded as the past, or came to light after the fact."""


def is_news(at: datetime, now: datetime) -> bool:
    """Whether anybody still wants to hear of what happened then."""
    return now - at <= NEWS
