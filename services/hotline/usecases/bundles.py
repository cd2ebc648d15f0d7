"""Bundles: one form opens the requests of several offices, all of them or none."""

from __future__ import annotations

from linli.calendar import WorkingCalendar
from linli.contracts.hotline.bundles import (
    BundleCatalogue,
    BundleDefinition,
    BundleView,
    GetBundle,
    OpenBundle,
    OpenedPart,
)
from linli.errors import Invalid, existing
from linli.sealing import Sealer
from linli.work import Work
from services.hotline.bundle_file import definitions
from services.hotline.domain.bundle import Bundle, BundleItem, requests_of
from services.hotline.domain.request import Request
from services.hotline.store import bundles as store
from services.hotline.usecases import requests


def list_definitions(work: Work) -> BundleCatalogue:
    """The bundles there are, which every signed-in person may see."""
    work.authorised = True
    return BundleCatalogue(items=tuple(definitions().values()))


def open_bundle(work: Work, said: OpenBundle, sealer: Sealer, calendar: WorkingCalendar) -> BundleView:
    """Open every part's request in this one transaction. A repeat with the same id answers with what is there."""
    work.authorise(said.area_code, "area", "区域")
    known = store.find_bundle(work.session, said.id)
    if known is not None:
        work.authorise(known.area_code, "bundle", "联办事项")
        return _view(work, known)
    bundle = Bundle(said.id, said.code, said.area_code, work.now)
    opened = [requests.open_request(work, one, sealer, calendar) for one in requests_of(said, _definition(said.code))]
    pairs = enumerate(zip(said.parts, opened, strict=True))
    items = [BundleItem(bundle.id, position, part.code, request.id) for position, (part, request) in pairs]
    store.save(work.session, bundle, items)
    return _view(work, bundle)


def get(work: Work, said: GetBundle) -> BundleView:
    """Where each request of a bundle stands."""
    bundle = existing(store.find_bundle(work.session, said.id), "bundle", "联办事项")
    work.authorise(bundle.area_code, "bundle", "联办事项")
    return _view(work, bundle)


def _definition(code: str) -> BundleDefinition:
    found = definitions().get(code)
    if found is None:
        text, zh = "There is no such bundle; GET /api/hotline/bundles lists them.", "没有该联办事项。"
        raise Invalid("unknown_bundle", text, zh, {"code": [f"{text} {zh}"]})
    return found


def _view(work: Work, bundle: Bundle) -> BundleView:
    """The bundle as it is shown; one whose definition is gone shows its codes."""
    definition = definitions().get(bundle.code)
    names = {part.code: (part.zh, part.en) for part in definition.parts} if definition else {}
    found = store.parts_of(work.session, bundle)
    parts = tuple(_part(item, request, names.get(item.part, (item.part,) * 2)) for item, request in found)
    return BundleView(
        id=bundle.id,
        code=bundle.code,
        zh=definition.zh if definition else bundle.code,
        en=definition.en if definition else bundle.code,
        area_code=bundle.area_code,
        opened_at=bundle.opened_at,
        parts=parts,
        ended=sum(part.ended for part in parts),
    )


def _part(item: BundleItem, request: Request, names: tuple[str, str]) -> OpenedPart:
    return OpenedPart(
        code=item.part,
        zh=names[0],
        en=names[1],
        request_id=request.id,
        tracking_code=request.tracking_code,
        state=request.state,
        settle_due_at=request.settle_due_at,
        ended=request.ended_at is not None,
    )
