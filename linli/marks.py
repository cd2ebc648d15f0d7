"""How the methods of a service class that a decorator marked are found, also in the parts the class is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def marked(service_class: type, mark: str) -> Iterator[tuple[str, Any]]:
    """Every method that carries the mark, by name."""
    for name in dir(service_class):
        method = getattr(service_class, name)
        if hasattr(method, mark):
            yield name, method
