"""The calls about photographs from the field; the pictures themselves are kept by the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.base import AreaCode


@dataclass(frozen=True, kw_only=True)
class AddPhoto:
    """Note that the gateway has a photograph of a round or a case, under the id that the phone gave it.

    It may come before the round or the case itself does.
    """

    id: UUID
    record_id: UUID
    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class GetPhoto:
    """Ask whether the caller may see a photograph of a round or a case."""

    id: UUID
    record_id: UUID


@dataclass(frozen=True, kw_only=True)
class PhotoNote:
    """A photograph that the gateway has."""

    id: UUID
    record_id: UUID
    area_code: AreaCode
    received_at: datetime
