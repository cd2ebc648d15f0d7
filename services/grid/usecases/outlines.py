"""Where streets and communities lie, by their cells."""

from __future__ import annotations

from linli.contracts.grid.outlines import ListOutlines, OutlinesView, OutlineView
from linli.work import Work
from services.grid.geometry import outlines
from services.grid.usecases.cells import map_of, today_of

DIGITS = {"street": 9, "community": 12}


def list_outlines(work: Work, said: ListOutlines) -> OutlinesView:
    """The outlines of an area's streets or communities as of a day; none where no cells are."""
    work.authorise(said.area_code, "area", "区域")
    digits = max(DIGITS[said.tier], min(len(said.area_code), DIGITS["community"]))
    known = [
        (cell, shape)
        for cell, shape in map_of(work, said.area_code[:6], today_of(work, said.at)).all()
        if cell.area_code.startswith(said.area_code)
    ]
    made_up = {cell.area_code[:digits] for cell, _ in known if cell.synthetic}
    found = outlines.outlines((cell.area_code[:digits], shape) for cell, shape in known)
    items = []
    for code, shape in found.items():
        lon, lat = outlines.point_in(shape)
        polygons = tuple(outlines.drawn(shape))
        items.append(OutlineView(area_code=code, synthetic=code in made_up, lon=lon, lat=lat, polygons=polygons))
    return OutlinesView(items=tuple(items))
