"""A phone's batch is read item by item: what is no item is refused by itself, and the rest goes on to the grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linli.contracts.base import load
from linli.contracts.grid.rounds import RefusedItem, SyncItem
from linli.errors import Invalid


def read(items: Sequence[Any]) -> tuple[list[tuple[int, SyncItem]], list[RefusedItem]]:
    """The items that can be read, each with its place in the batch, and those that cannot, with the reason."""
    good, refused = [], []
    for index, said in enumerate(items):
        try:
            good.append((index, load(SyncItem, said)))
        except Invalid as error:
            refused.append(_refusal(index, said, error))
    return good, refused


def _refusal(index: int, said: Any, error: Invalid) -> RefusedItem:
    """Names every field at fault; the id is that which the phone gave, if it gave one."""
    told = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in sorted(error.fields.items()))
    given = said.get("id") if isinstance(said, dict) else None
    return RefusedItem(
        index=index,
        id=str(given)[:40] if given is not None else "",
        code=error.code,
        message=told[:1000],
        message_zh=f"填写有误：{told[:1000]}",
    )
