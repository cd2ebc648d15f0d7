"""Checkpoints and routes kept, and the signed codes that are printed for them."""

from __future__ import annotations

import hmac
from uuid import UUID, uuid4

from linli.areas import covers
from linli.contracts.grid.checkpoints import (
    AddCheckpoint,
    AddPatrolRoute,
    CheckpointContent,
    CheckpointPage,
    CheckpointView,
    CodeSheet,
    ListCheckpoints,
    ListPatrolRoutes,
    PatrolRoutePage,
    PatrolRouteView,
    PrintCodes,
    PrintedCode,
    ReviseCheckpoint,
    RevisePatrolRoute,
    RouteContent,
)
from linli.errors import Conflict, Invalid
from linli.sealing import derive
from linli.work import Work
from services.grid.domain.checkpoint import Checkpoint, PatrolRoute
from services.grid.store import field as store

PREFIX = "LINLI"


def payload(checkpoint: Checkpoint, secret: bytes) -> str:
    """What stands in a checkpoint's QR code: its id, the generation of the code, and a signature of both."""
    return _signed(checkpoint.id, checkpoint.generation, secret)


def _signed(checkpoint_id: UUID, generation: int, secret: bytes) -> str:
    signature = derive(secret, f"checkpoint|{checkpoint_id.hex}|{generation}", 12).hex()
    return f"{PREFIX}:{checkpoint_id.hex}:{generation}:{signature}"


def read_payload(text: str, secret: bytes) -> tuple[UUID, int]:
    """The checkpoint and the generation that a code of ours names; raises `Invalid` (`forged_code`) for any other."""
    try:
        _, written, number, _ = text.split(":")
        checkpoint_id, generation = UUID(hex=written), int(number)
    except ValueError:
        raise _forged() from None
    if not hmac.compare_digest(_signed(checkpoint_id, generation, secret).encode(), text.encode("utf-8", "replace")):
        raise _forged()
    return checkpoint_id, generation


def _forged() -> Invalid:
    text, zh = "This is no code of a checkpoint of this installation.", "不是本平台巡查点的二维码。"
    return Invalid("forged_code", text, zh, {"read": [f"{text} {zh}"]})


def add_checkpoint(work: Work, said: AddCheckpoint) -> CheckpointView:
    """Add a checkpoint; raises `Conflict` for a code that the area has, or a tag that another has."""
    work.authorise(said.area_code, "area", "区域")
    if store.with_code(work.session, said.area_code, said.code):
        text, zh = "The area has a checkpoint of this code; take another.", "本区域已有该编码的巡查点，请更换。"
        raise Conflict("known_code", text, zh, {"code": [f"{text} {zh}"]})
    _check_tag(work, said.content, None)
    made = Checkpoint.add(uuid4(), said.area_code, said.code, said.content, work.now)
    store.save(work.session, made)
    return view(made)


def revise_checkpoint(work: Work, said: ReviseCheckpoint) -> CheckpointView:
    """Say anew what a checkpoint is."""
    found = store.checkpoint_of(work.session, said.id, to_change=True)
    work.authorise(found.area_code, "checkpoint", "巡查点")
    work.expect(said.version, found.sequence)
    _check_tag(work, said.content, found.id)
    found.revise(said.content, renew_code=said.renew_code)
    return view(found)


def _check_tag(work: Work, content: CheckpointContent, own: UUID | None) -> None:
    taken = store.with_tag(work.session, content.tag) if content.tag else None
    if taken is not None and taken.id != own:
        text, zh = "Another checkpoint has this tag.", "该标签已用于其他巡查点。"
        raise Conflict("known_tag", text, zh, {"content.tag": [f"{text} {zh}"]})


def list_checkpoints(work: Work, said: ListCheckpoints) -> CheckpointPage:
    """An area's checkpoints."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.checkpoint_page(work.session, said)
    return CheckpointPage(items=tuple(view(one) for one in found), next_cursor=cursor)


def print_codes(work: Work, said: PrintCodes, secret: bytes) -> CodeSheet:
    """The codes of one sheet."""
    work.authorise(said.area_code, "area", "区域")
    found, after = store.codes_to_print(work.session, said)
    items = (PrintedCode(code=one.code, name=one.content.name, payload=payload(one, secret)) for one in found)
    return CodeSheet(area_code=said.area_code, items=tuple(items), next_after=after)


def add_route(work: Work, said: AddPatrolRoute) -> PatrolRouteView:
    """Add a route."""
    work.authorise(said.area_code, "area", "区域")
    _check_stops(work, said.area_code, said.content)
    made = PatrolRoute.add(uuid4(), said.area_code, said.content, work.now)
    store.save(work.session, made)
    return route_view(made)


def revise_route(work: Work, said: RevisePatrolRoute) -> PatrolRouteView:
    """Say anew what a route is."""
    found = store.route_of(work.session, said.id, to_change=True)
    work.authorise(found.area_code, "route", "巡查路线")
    work.expect(said.version, found.sequence)
    _check_stops(work, found.area_code, said.content)
    found.revise(said.content)
    return route_view(found)


def _check_stops(work: Work, area_code: str, content: RouteContent) -> None:
    """Each point once, open, within the route's area. Raises `Invalid` naming those that are not."""
    wanted = [one.checkpoint_id for one in content.stops]
    found = store.checkpoints_of(work.session, wanted)
    good = {one.id for one in found if not one.content.closed and covers(area_code, one.area_code)}
    faults = [str(one) for one in wanted if one not in good]
    if faults or len(set(wanted)) < len(wanted):
        text = f"Name open checkpoints of this area, each once. {', '.join(faults)}"
        zh = f"请填写本区域在用的巡查点，每个一次。{'、'.join(faults)}"
        raise Invalid("bad_stops", text, zh, {"content.stops": [f"{text} {zh}"]})


def list_routes(work: Work, said: ListPatrolRoutes) -> PatrolRoutePage:
    """An area's routes."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.route_page(work.session, said)
    return PatrolRoutePage(items=tuple(route_view(one) for one in found), next_cursor=cursor)


def view(found: Checkpoint) -> CheckpointView:
    """A checkpoint as it is shown."""
    return CheckpointView(
        id=found.id,
        version=found.sequence,
        area_code=found.area_code,
        code=found.code,
        content=found.content,
        made_at=found.made_at,
    )


def route_view(found: PatrolRoute) -> PatrolRouteView:
    """A route as it is shown."""
    return PatrolRouteView(
        id=found.id,
        version=found.sequence,
        area_code=found.area_code,
        content=found.content,
        made_at=found.made_at,
    )
