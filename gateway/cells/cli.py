"""The command `linli grid build`: cuts an area into cells from a boundary file, platform running or not."""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from gateway.areas import store as areas
from gateway.cells.boundaries import Boundaries, bad, boundaries_of
from linli import computing
from linli.calls import Answerer, Ask
from linli.clock import local, now
from linli.config import Settings, installation
from linli.context import Context
from linli.contracts.base import dump, load
from linli.contracts.grid.cells import BuildCells, CellFault
from linli.contracts.grid.computations import ComputationView
from linli.db import open_database
from linli.errors import Invalid, Unavailable, from_wire
from linli.hosting.registry import service_class
from linli.identity import Grant, Principal, Role
from linli.observe import Chain

SHIPPED = Path(__file__).parents[2] / "linli" / "data" / "shenhe" / "boundary.geojson"
COMMAND = UUID("c0a8b6de-3f0e-5d4a-8a49-5b0a5f3d2f11")
"""The account that this command acts as."""


def add_grid_command(commands: Any) -> None:
    """Declare `linli grid build`."""
    grid = commands.add_parser("grid", help="grid cells")
    actions = grid.add_subparsers(dest="action", required=True, metavar="ACTION")
    build = actions.add_parser("build", help="cut an area into cells")
    build.add_argument("--area", required=True, metavar="CODE", help="the district, street or community")
    build.add_argument("--boundary", type=Path, default=SHIPPED, metavar="FILE", help="GeoJSON (default: 沈河区's)")
    build.add_argument("--datum", choices=["wgs84", "gcj02"], help="default: gcj02 for AMap's atlas, else wgs84")
    build.add_argument("--resolution", type=int, default=10, metavar="N", help="of H3, 7 to 11 (default 10)")
    build.add_argument("--valid-from", type=date.fromisoformat, metavar="DATE", help="YYYY-MM-DD (default: today)")
    build.add_argument("--visit-within", type=int, default=24, metavar="HOURS", help="of each cell (default 24)")
    build.set_defaults(run=run_build)


def run_build(asked: argparse.Namespace) -> int:
    """Build the cells and say what came of it."""
    begun = time.monotonic()
    found = boundaries_of(read_boundary(asked.boundary), asked.area)
    chosen = installation()
    told = {
        "resolution": asked.resolution,
        "valid_from": asked.valid_from.isoformat() if asked.valid_from else None,
        "visit_within": asked.visit_within,
    }
    if asked.datum:
        told["datum"] = asked.datum
    command = building(asked.area, found, communities_of(chosen, asked.area), asked.boundary.name, **told)
    shown = built(chosen, command)
    if shown.cells is None:
        raise Invalid("not_built", f"No cells were built: {shown.error}", f"未能生成网格：{shown.error_zh}")
    for line in report(shown):
        print(line)
    print(f"{time.monotonic() - begun:.1f} s.")
    return 0


def building(area: str, found: Boundaries, communities: tuple[str, ...], source: str, **told: Any) -> BuildCells:
    """The command that cuts an area by its boundary, in the datum of the file unless told another."""
    said = {
        "area_code": area,
        "communities": list(communities),
        "boundary": list(found.boundary),
        "shapes": [dump(one) for one in found.shapes],
        "datum": "gcj02" if found.shifted else "wgs84",
        "source": source,
    }
    return load(BuildCells, {**said, **told})


def read_boundary(file: Path) -> Any:
    """The JSON of a boundary file; raises `Invalid` when it is none."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise bad(f"{file} cannot be read ({error.strerror}).", f"{file} 无法读取。") from error
    except ValueError as error:
        raise bad(f"{file} is no JSON ({error}).", f"{file} 不是有效的 JSON。") from error


def communities_of(chosen: Settings, area: str) -> tuple[str, ...]:
    """The communities of the area in the gateway's tree; raises `Invalid` when there are none."""
    database = open_database("gateway", chosen)
    with database.reading() as session:
        found = areas.communities_under(session, area, local(now()).date())
    database.close()
    if not found:
        text, zh = (
            f"{area} has no communities here; load them with `linli areas load`.",
            f"{area} 没有社区，请先导入区划。",
        )
        raise Invalid("no_communities", text, zh, {"--area": [f"{text} {zh}"]})
    return tuple(one.code for one in found)


def built(chosen: Settings, command: BuildCells) -> ComputationView:
    """Ask the grid service, in this process, for the cells, and compute them here."""
    database = open_database("grid", chosen)
    service = service_class("grid")(Context(chosen, database, _nobody))
    answers = Answerer(service, database)
    who = Principal(COMMAND, (Grant(Role.ADMINISTRATOR, command.area_code),))

    def ask(method: str, said: Any) -> ComputationView:
        reply = answers.answer(Ask(method, said, who, Chain()).to_wire())
        if "error" in reply:
            raise from_wire(reply["error"])
        return load(ComputationView, reply["ok"])

    try:
        shown = ask("build_cells", dump(command))
        while shown.ended_at is None:
            if not computing.work_off(service, database):
                time.sleep(0.2)
            shown = ask("get_computation", {"id": str(shown.id)})
    finally:
        database.close()
    return shown


def report(shown: ComputationView) -> list[str]:
    """What came of it, in lines."""
    made = shown.cells
    if made is None:
        return []
    kind = "a made-up partition (synthetic)" if made.synthetic else "the communities' own polygons"
    lines = [
        f"{made.cells} cells in {made.communities} communities of {made.area_code} from {made.valid_from}, by {kind}; "
        f"{made.unchanged} unchanged, {made.ended} former ones ended. H3 resolution {made.coarsest}"
        + (
            f" where {made.resolution} gives more than 99 cells to a community."
            if made.coarsest < made.resolution
            else "."
        )
    ]
    lines += [f"overlap: {' and '.join(one.names)} share {_where(one)}" for one in made.overlaps]
    lines += [f"hole: no community has {_where(one)}" for one in made.holes]
    lines += [f"no ground: {one} has no cells" for one in made.without_cells]
    return lines


def _where(fault: CellFault) -> str:
    return f"{fault.square_metres} m² around {fault.lon}, {fault.lat}"


def _nobody(service: str, _wire: dict[str, Any]) -> dict[str, Any]:
    raise Unavailable("alone", f"This command calls no other service ({service}).", "本命令不调用其他服务。")
