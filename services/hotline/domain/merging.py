"""Which requests may be merged into which, and until when a merger may be undone 并单."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.contracts.terms import zh
from linli.errors import Conflict, Invalid
from services.hotline.domain.request import Action, Request
from services.hotline.domain.transitions import UNDONE

UNDOING = timedelta(days=30)
"""How long a merger may be undone; after that a new request is opened."""


def check_distinct(main: UUID, others: Sequence[UUID]) -> None:
    """Raises `Invalid`, naming each at fault, when a request is to be merged into itself or is named twice."""
    text = "It is named twice. 重复填写。"
    fields = {f"requests.{at}.id": [text] for at, other in enumerate(others) if other == main or other in others[:at]}
    if fields:
        raise Invalid("merged_twice", "A request is named twice.", "同一诉求重复填写。", fields)


def check_merger(main: Request, others: Sequence[Request]) -> None:
    """Raises `Conflict` where the main request is done or a part of another itself, or where one cannot be merged.

    A request that is merged is no main request: so no chain of mergers ever comes back to where it began.
    """
    if main.state not in UNDONE:
        raise Conflict(
            "main_not_open",
            f"The main request is {main.state}; merge into one that is being handled.",
            f"主工单状态为“{zh(main.state)}”，只能并入办理中的工单。",
        )
    fields = {
        f"requests.{at}.id": [f"It is {other.state}. 当前状态（{zh(other.state)}）不允许并单。"]
        for at, other in enumerate(others)
        if not other.may(Action.MERGE)
    }
    if fields:
        raise Conflict(
            "cannot_be_merged", "Some requests cannot be merged; see 'fields'.", "部分工单不能合并。", fields
        )


def check_undoing(request: Request, at: datetime) -> None:
    """Raises `Conflict` when the request was merged too long ago."""
    if request.merged_into is not None and request.ended_at is not None and at - request.ended_at > UNDOING:
        raise Conflict(
            "unmerging_too_late",
            f"It was merged more than {UNDOING.days} days ago; open a new request.",
            f"并单已超过 {UNDOING.days} 天，请另行登记。",
        )


def check_withdrawal(request: Request, parts: int) -> None:
    """Raises `Conflict` when other callers' requests would be withdrawn with it."""
    if parts and request.may(Action.WITHDRAW):
        raise Conflict(
            "others_merged_into_it",
            f"{parts} requests are merged into it, whose callers still wait; undo the mergers first.",
            f"已有 {parts} 件诉求并入，请先撤销并单。",
        )
