"""When Python looks for garbage: not while a process starts, whose million objects all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def building() -> Iterator[None]:
    """No search for cyclic garbage within the block, and what the block made is left out of every later one.

    A fifth of a start went into such searches, and each later search of a whole process through what a start made.
    A block within a block does nothing.
    """
    outermost = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if outermost:
            gc.freeze()
            gc.enable()
