"""What rounds and trackers saw, kept as visits of cells; others use `keep_visits` and nothing else of this."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

from linli.work import Work
from services.grid.domain.visits import Seen, Visit, local_day
from services.grid.store import visits as store
from services.grid.usecases import watching
from services.grid.usecases.cells import map_of


def keep_visits(work: Work, district: str, seen: Mapping[UUID, Sequence[Seen]]) -> None:
    """Let what was seen be all the visits that follow from each source, such as a round, in the place of those before.

    A place of no cell is no visit. Who calls this has the turn of each source (`take_turn`).
    """
    former = store.visits_from(work.session, seen)
    made = visits_of(work, district, [(source, one) for source, all_seen in seen.items() for one in all_seen])
    gone, new = set(former) - set(made), set(made) - set(former)
    store.take_turns(work.session, {one.area_code for one in gone | new})
    _exchange(work, gone, new)


def keep_earliest(work: Work, district: str, seen: Sequence[tuple[UUID, Seen]]) -> None:
    """Let each source have one visit of a cell: the earliest that was ever seen, in whatever order they come."""
    new = _earlier(visits_of(work, district, seen), store.visits_from(work.session, {source for source, _ in seen}))
    if not new:
        return  # whatever others do meanwhile, a visit only gives way to one before it
    store.take_turns(work.session, {one.area_code for one in new})
    former = store.visits_from(work.session, {one.source for one in new})
    new = _earlier(new, former)
    replaced = {(one.source, one.cell_id) for one in new}
    _exchange(work, {one for one in former if (one.source, one.cell_id) in replaced}, new)


def _earlier(new: Iterable[Visit], former: Iterable[Visit]) -> set[Visit]:
    """Of each source and cell the earliest of the new visits, if none of the former is as early."""
    best: dict[tuple[UUID, UUID], Visit] = {}
    known = {(one.source, one.cell_id): one.at for one in former}
    for one in new:
        key = (one.source, one.cell_id)
        if (key not in known or one.at < known[key]) and (key not in best or one.at < best[key].at):
            best[key] = one
    return set(best.values())


def _exchange(work: Work, gone: Collection[Visit], new: Collection[Visit]) -> None:
    if gone or new:
        store.replace(work.session, gone, new)
        watching.seen(work, {one.area_code for one in new})


def visits_of(work: Work, district: str, seen: Iterable[tuple[UUID, Seen]]) -> list[Visit]:
    """The visits of cells, as the cells were on the day."""
    found: dict[tuple[UUID, UUID, object], Visit] = {}
    for day, group in groupby(sorted(seen, key=lambda one: one[1].at), key=_day):
        pairs = list(group)
        cells = map_of(work, district, day).find_all([one.lon for _, one in pairs], [one.lat for _, one in pairs])
        for (source, one), cell in zip(pairs, cells, strict=True):
            if cell is not None:
                facts = (one.officer_id, one.at, one.kind, one.voluntary)
                found[source, cell.id, one.at] = Visit(source, cell.id, cell.area_code, *facts)
    return list(found.values())


def _day(one: tuple[UUID, Seen]) -> date:
    return local_day(one[1].at)
