"""The kinds of cases of a district: those that come with Linli, and its own in their place or beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linli.contracts.grid.findings import CaseDepth, CaseKind


@dataclass(frozen=True)
class OwnKind:
    """A district's own kind; what is not `offered` is known for the cases that there are, and no more is reported."""

    kind: CaseKind
    offered: bool = True


@dataclass(frozen=True)
class Changes:
    """What a load brings, as codes; `missing` are the depths that would have no kind any more."""

    kinds: tuple[OwnKind, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    ended: tuple[str, ...]
    missing: tuple[CaseDepth, ...]


def together(shipped: Iterable[CaseKind], own: Iterable[OwnKind]) -> Mapping[str, OwnKind]:
    """Every kind of a district by its code."""
    return {one.code: OwnKind(one) for one in shipped} | {one.kind.code: one for one in own}


def loaded(
    shipped: Collection[CaseKind], own: Sequence[OwnKind], said: Sequence[CaseKind], *, complete: bool
) -> Changes:
    """The district's kinds after a load: what a file says holds, what it does not say stays.

    `complete`: what it does not say is not offered any more.
    """
    known, wanted = together(shipped, own), {one.code: OwnKind(one) for one in said}
    after = {**{code: OwnKind(one.kind, one.offered and not complete) for code, one in known.items()}, **wanted}
    offered = {one.kind.depth for one in after.values() if one.offered}
    plain = {one.code: OwnKind(one) for one in shipped}
    return Changes(
        kinds=tuple(one for code, one in after.items() if plain.get(code) != one),
        new=tuple(code for code in wanted if code not in known or not known[code].offered),
        changed=tuple(
            code for code, one in wanted.items() if code in known and known[code].offered and known[code] != one
        ),
        ended=tuple(code for code, one in known.items() if one.offered and not after[code].offered),
        missing=tuple(one for one in CaseDepth if one not in offered),
    )
