"""That somebody had the contact of a request shown in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass
class Disclosure:
    """Who had it shown, when and what for; only ever added (个人信息保护法 art. 51 and 54: limited and audited)."""

    id: UUID
    request_id: UUID
    account_id: UUID
    reason: str
    at: datetime
