"""A request as its citizen is shown it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gateway.citizens.following import Found
from gateway.citizens.words import Step, steps
from gateway.intake.tables import KeptState
from gateway.intaking import ACCEPTED
from gateway.parts import parts
from gateway.photos import serving
from gateway.photos import store as photos
from gateway.projections import store as projections
from linli.contracts.base import dump
from linli.contracts.hotline.catalogue import FieldDefinition, GroupView
from linli.contracts.hotline.citizens import CitizenAction
from linli.contracts.hotline.updates import RatingView, UpdateView


@dataclass(frozen=True, kw_only=True)
class PublicCategory:
    """Something that can be asked for, in its group, and what must or may be said of it."""

    code: str
    zh: str
    en: str
    group: str
    fields: tuple[FieldDefinition, ...]


@dataclass(frozen=True, kw_only=True)
class CitizenCatalogue:
    """What can be asked for, in published order."""

    groups: tuple[GroupView, ...]
    categories: tuple[PublicCategory, ...]


@dataclass(frozen=True, kw_only=True)
class FiledRequest:
    """What to keep of a request just filed; `state` is `accepted` while the hotline is away."""

    tracking_code: str
    state: str


@dataclass(frozen=True, kw_only=True)
class FollowedRequest:
    """One's own request: where it stands, its steps in plain words, what was written, what may be done now.

    `photos` are links, good for a quarter of an hour. While `state` is `accepted` the hotline has not got it yet.
    """

    tracking_code: str
    state: str
    category: str | None
    title: str | None
    description: str | None
    opened_at: datetime | None
    settle_due_at: datetime | None
    ended_at: datetime | None
    result: str | None
    steps: tuple[Step, ...]
    updates: tuple[UpdateView, ...]
    rating: RatingView | None
    actions: tuple[CitizenAction, ...]
    photos: tuple[str, ...]


SHOWN = ("tracking_code", "state", "category", "title", "description", "opened_at", "settle_due_at", "ended_at")
WRITTEN = ("result", "updates", "rating", "actions")


def followed(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What the hotline shows (the wire form of its `CitizenView`), with the steps and photographs kept here."""
    request_id = UUID(shown["id"])
    with parts().database.reading() as session:
        told = steps(projections.timeline(session, request_id))
    kept = {name: shown[name] for name in (*SHOWN, *WRITTEN)}
    return {**kept, "steps": [dump(one) for one in told], "photos": _links(request_id)}


def waiting(found: Found, command: Mapping[str, Any]) -> dict[str, Any]:
    """A request that the gateway keeps for the hotline."""
    assert found.kept is not None
    state = ACCEPTED if found.kept.state is KeptState.WAITING else found.kept.state.value
    empty: dict[str, Any] = dict.fromkeys((*SHOWN, *WRITTEN))
    said = {name: command.get(name) for name in ("category", "title", "description")}
    told = {"tracking_code": found.code, "state": state, "opened_at": found.kept.kept_at.isoformat()}
    lists: dict[str, Any] = {"updates": [], "actions": [], "steps": [], "photos": _links(found.id)}
    return {**empty, **said, **told, **lists}


def _links(request_id: UUID) -> list[str]:
    with parts().database.reading() as session:
        return [serving.link(one.id) for one in photos.of_request(session, request_id)]
