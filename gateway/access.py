"""Who may use a route: declared beside each, walked at start, so that no route is open by being forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

from linli.identity import EVERY_ROLE, PUBLIC_ROLE, Role

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """A route's declaration: the roles of which a caller must hold one somewhere; None for public."""

    roles: frozenset[Role] | None

    @property
    def is_public(self) -> bool:
        """Whether nobody needs to be signed in."""
        return self.roles is None

    @property
    def is_for_citizens(self) -> bool:
        """Whether a citizen must be signed in: nobody of the staff is let in."""
        return self.roles == PUBLIC_ROLE

    def __call__(self, view: F) -> F:
        """Mark the view; use it as its innermost decorator."""
        view.linli_access = self  # type: ignore[attr-defined]
        return view


def needs(roles: frozenset[Role]) -> Access:
    """For callers who hold one of these roles at some area; the area of the thing itself is checked by its service."""
    return Access(roles)


PUBLIC = Access(None)
SIGNED_IN = Access(EVERY_ROLE)
CITIZENS = Access(PUBLIC_ROLE)


@dataclass(frozen=True)
class Route:
    """One method of one address and who may use it."""

    method: str
    rule: str
    endpoint: str
    access: Access


class Undeclared(RuntimeError):
    """A route without a declaration; the application does not start with it."""


def access_of(app: Flask, endpoint: str) -> Access:
    """The declaration of a view. Raises `Undeclared`."""
    found = getattr(app.view_functions[endpoint], "linli_access", None)
    if not isinstance(found, Access):
        raise Undeclared(f"the view {endpoint} does not declare who may use it: give it needs(…) or PUBLIC")
    return found


def routes(app: Flask) -> Iterator[Route]:
    """Every route of the application. Raises `Undeclared` at the first that says nothing."""
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(method, rule.rule, rule.endpoint, access)


def check(app: Flask) -> None:
    """Raises `Undeclared` unless every route says who may use it."""
    for _ in routes(app):
        pass
