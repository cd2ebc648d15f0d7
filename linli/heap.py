"""When Python looks for garbage: not while a process starts, whose million objects all stay, and less often after."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (10_000, 10, 10)
"""Objects made and not yet gone before the youngest are looked through, and how many such searches before an older
generation is; Python's own 700 is met many times in one call, and a tenth of the time went into searches that found
next to nothing."""


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
            built()


def built() -> None:
    """All that stays is there: it is left out of every search, and from now on there is garbage to look for."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()
