"""The kinds of cases of a district: looked up, listed, and loaded from files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

from linli.areas import Tier, tier_of
from linli.contracts.grid.findings import CaseDepth, CaseKind, KindList, ListKinds
from linli.db import take_turn
from linli.errors import Invalid
from linli.work import Work
from services.grid.catalogue import faulty, read_kinds, shipped
from services.grid.domain.kinds import Changes, OwnKind, loaded, together
from services.grid.store import kinds as store

_TURNS = UUID("6b0c8d52-5a0f-5d0e-9d53-6c2f1a9b7e44")


def list_kinds(work: Work, said: ListKinds) -> KindList:
    """Every kind of case that can be reported in the area's district."""
    work.authorise(said.area_code, "area", "区域")
    return KindList(items=tuple(one.kind for one in of_district(work, said.area_code) if one.offered))


def of_district(work: Work, area_code: str) -> Sequence[OwnKind]:
    """Every kind that the area's district knows, offered or not."""
    return list(together(shipped().values(), store.own_kinds(work.session, area_code[:6])).values())


def find_kind(work: Work, area_code: str, code: str) -> CaseKind | None:
    """The kind of a case in this area, also one that is not offered any more; None for what is no kind."""
    own = store.own_kind(work.session, area_code[:6], code)
    return own.kind if own is not None else shipped().get(code)


def kind_to_report(work: Work, area_code: str, code: str) -> CaseKind:
    """The kind; raises `Invalid` (field `kind`) for a code that is not offered in the area's district."""
    own = store.own_kind(work.session, area_code[:6], code)
    found = own or (OwnKind(shipped()[code]) if code in shipped() else None)
    if found is None or not found.offered:
        text, zh = "There is no such kind of case; see /api/grid/kinds.", "没有该案件类别，请查看类别列表。"
        raise Invalid("unknown_kind", text, zh, {"kind": [f"{text} {zh}"]})
    return found.kind


def kind_with(work: Work, area_code: str, depth: CaseDepth) -> CaseKind:
    """The first kind that is offered and has this depth; a load leaves one of each."""
    return next(one.kind for one in of_district(work, area_code) if one.offered and one.kind.depth is depth)


def planned(work: Work, district: str, files: Sequence[Path], *, complete: bool) -> Changes:
    """What a load of these files would bring. Raises `Invalid` (`kind_faults`) naming every fault by file and line."""
    if tier_of(district) is not Tier.DISTRICT:
        text, zh = "Kinds of cases belong to a district: give its 6 digits.", "案件类别属于区县，请填写6位代码。"
        raise Invalid("no_district", text, zh, {"--area": [f"{text} {zh}"]})
    said = read_kinds(files)
    changes = loaded(shipped().values(), store.own_kinds(work.session, district), said, complete=complete)
    if changes.missing:
        raise faulty(
            [
                f"kinds: No kind that is offered has the depth {one}; keep one, for Linli itself opens such cases. "
                f"至少保留一个 depth 为 {one} 的类别。"
                for one in changes.missing
            ]
        )
    return changes


def load(work: Work, district: str, files: Sequence[Path], *, complete: bool) -> Changes:
    """Load these files; who loads others into the same district at once waits. Raises as `planned`."""
    take_turn(work.session, uuid5(_TURNS, district))
    changes = planned(work, district, files, complete=complete)
    store.replace(work.session, district, changes.kinds)
    return changes
