"""In the walk over every route: the routes that end what the caller is known by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.web import Caller, Web


def leaving(made: Web, path: str) -> Callable[[Caller], Any]:
    """Ask with a token of its own, for it ends with the answer."""

    def ask(who: Caller) -> Any:
        kept = dict(made.tokens)
        grants = next(held for held, token in kept.items() if token == who.token)
        made.tokens.clear()
        own = Caller(who.client, made.token(*grants))
        made.tokens = kept
        return own.post(path)

    return ask
