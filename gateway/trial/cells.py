"""The cells of the shipped district, so that whoever tries the platform sees coverage and can plan rounds."""

from __future__ import annotations

from typing import Any

from gateway.areas import store as areas
from gateway.cells.boundaries import boundaries_of
from gateway.cells.cli import COMMAND, SHIPPED, building, read_boundary
from linli.calls import Ask
from linli.clock import local, now
from linli.context import Caller
from linli.contracts.base import dump
from linli.contracts.grid.cells import ListCells
from linli.db import Database
from linli.errors import from_wire
from linli.identity import Grant, Principal, Role
from linli.observe import Chain


def cut_shipped_district(call: Caller, database: Database, district: str) -> None:
    """Have the district cut into cells by the grid's worker process, unless it has some; who starts does not wait."""
    who = Principal(COMMAND, (Grant(Role.ADMINISTRATOR, district),))

    def ask(method: str, command: Any) -> dict[str, Any]:
        reply = call("grid", Ask(method, dump(command), who, Chain()).to_wire())
        if "error" in reply:
            raise from_wire(reply["error"])
        return dict(reply["ok"])

    if ask("list_cells", ListCells(area_code=district, limit=1))["items"]:
        return
    with database.reading() as session:
        communities = tuple(one.code for one in areas.communities_under(session, district, local(now()).date()))
    found = boundaries_of(read_boundary(SHIPPED), district)
    ask("build_cells", building(district, found, communities, SHIPPED.name))
    print("The district is being cut into cells; they are there in some seconds.", flush=True)
