"""The routes of the hotline's figures: of an area and its groups in a period, what they counted, their formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, request
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, only_area, page, reached_area
from gateway.api.queries import CATEGORY, AreaQuery, PageQuery
from gateway.api.routes import Routes, page_of
from gateway.areas import store as areas
from gateway.areas.store import Area
from gateway.figures.counting import Grouping, Key, Scope, Share, Shares, counted, total
from gateway.figures.formulas import Formula, formula_of
from gateway.figures.listing import FigureEntry, Part, entries
from gateway.parts import parts
from linli.areas import Tier
from linli.clock import LOCAL, local, now
from linli.contracts.base import schema_class
from linli.contracts.hotline.words import Kind
from linli.errors import Invalid

LONGEST = timedelta(days=366)
"""A leap year."""
BYTE_ORDER_MARK = "\ufeff"
"""By which spreadsheets see that a text is UTF-8."""

_WRONG_DAY = "Give a day from 1901 to 9997. 请填写1901至9997年的日期。"
_DAYS = validate.Range(date(1901, 1, 1), date(9997, 12, 31), error=_WRONG_DAY)

FoundShares = Mapping[Key, Shares]

routes = Routes("figures", "/api/hotline/figures", "Figures of the hotline 热线指标")


class PeriodQuery(AreaQuery):
    """Of which area, from the first day up to the day `until`, which is not of it; this month so far unless given."""

    since = fields.Date(data_key="from", validate=_DAYS, load_default=None)
    until = fields.Date(validate=_DAYS, load_default=None)
    category = fields.String(validate=CATEGORY, load_default=None)
    kind = fields.Enum(Kind, by_value=True, load_default=None)


class FiguresQuery(PeriodQuery):
    """Which figures, into what they are broken down, and in which form."""

    by = fields.Enum(Grouping, by_value=True, load_default=Grouping.AREA)
    format = fields.String(validate=validate.OneOf(["json", "csv"]), load_default=None)


class EntriesQuery(PeriodQuery, PageQuery):
    """Which of the facts behind a figure."""

    part = fields.Enum(Part, by_value=True, load_default=Part.COUNTED)
    own = fields.Boolean(load_default=False)
    unit_tier = fields.Enum(Tier, by_value=True, load_default=None)
    unit_area = fields.String(validate=CATEGORY, load_default=None)
    department = fields.String(validate=validate.Length(min=1, max=20), load_default=None)


@dataclass(frozen=True, kw_only=True)
class FormulaList:
    """The formulas in force."""

    items: tuple[Formula, ...]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: `reached` of `counted`, and the share; no value where nothing was counted."""

    code: str
    zh: str
    en: str
    reached: int
    counted: int
    value: float | None


@dataclass(frozen=True, kw_only=True)
class FigureGroup:
    """The figures of one group. What of its key is neither null nor false opens them, as the parameters of the list.

    `own`: what lies at the area itself and in none below.
    """

    name: str
    area: str | None = None
    own: bool = False
    unit_tier: Tier | None = None
    unit_area: str | None = None
    department: str | None = None
    category: str | None = None
    kind: Kind | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HotlineFigures:
    """The figures of an area with all below it from the day `since` up to `until`, as a whole and for each group."""

    area_code: str
    name: str
    tier: Tier
    since: date
    until: date
    by: Grouping
    figures: tuple[Figure, ...]
    groups: tuple[FigureGroup, ...]


@routes.get("/formulas", SIGNED_IN, schema_class(FormulaList))
def list_formulas() -> Response:
    """The formulas by which the figures are counted 指标公式"""
    return answer(FormulaList(items=tuple(parts().figures.values())))


@routes.get("", SIGNED_IN, schema_class(HotlineFigures), query=FiguresQuery)
def get_hotline_figures(asked: dict[str, Any]) -> Response:
    """The figures of an area in a period, by area, unit, its tier, category or kind; as CSV too 热线指标统计"""
    form, by = asked.pop("format"), asked.pop("by")
    area, since, until = _area_and_period(asked)
    scope = _scope(area, since, until, asked)
    with parts().database.reading() as session:
        found = counted(session, parts().figures.values(), scope, by)
        groups = _groups(session, area, (since, local(now()).date()), by, found)
    said = HotlineFigures(
        area_code=area.code,
        name=area.name,
        tier=area.tier,
        since=since,
        until=until,
        by=by,
        figures=_figures(total(found)),
        groups=tuple(groups),
    )
    return _as_csv(said) if _wants_csv(form) else answer(said)


@routes.get("/<string:code>/requests", SIGNED_IN, page_of(FigureEntry), query=EntriesQuery)
def list_figure_requests(asked: dict[str, Any], code: str) -> Response:
    """The requests behind a figure: exactly those that it counted, newest first 指标下钻"""
    formula = formula_of(parts().figures, code)
    part, cursor, limit = asked.pop("part"), asked.pop("cursor"), asked.pop("limit")
    area, since, until = _area_and_period(asked)
    scope = _scope(area, since, until, asked)
    with parts().database.reading() as session:
        return page(entries(session, formula, scope, part, cursor, limit))


def _area_and_period(asked: dict[str, Any]) -> tuple[Area, date, date]:
    """What is asked for. The area is one of the period's first day or of today: figures of the past stay with the areas
    of the past. Raises `Invalid` for a period that is none, `NotFound` for an area out of reach.
    """
    today = local(now()).date()
    since = asked.pop("since") or today.replace(day=1)
    until = asked.pop("until") or max(today, since) + timedelta(days=1)
    if not since < until or until - since > LONGEST:
        text = f"Give a first day before it, at most {LONGEST.days} days. 应晚于起始日期，且不超过{LONGEST.days}天。"
        raise Invalid("bad_period", text, f"统计周期应为1至{LONGEST.days}天。", {"until": [text]})
    code = asked.pop("area") or only_area()
    return reached_area(code, None if _exists(code, today) else since), since, until


def _exists(code: str, at: date) -> bool:
    with parts().database.reading() as session:
        return areas.exists(session, code, at)


def _scope(area: Area, since: date, until: date, asked: dict[str, Any]) -> Scope:
    return Scope(area=area.code, since=_begin(since), until=_begin(until), now=now(), **asked)


def _begin(day: date) -> datetime:
    """Midnight in the district."""
    return datetime.combine(day, time(), LOCAL)


def _groups(session: Session, area: Area, days: Sequence[date], by: Grouping, found: FoundShares) -> list[FigureGroup]:
    """The groups in the order of their keys; by area, those below that have no facts too. Names as of these days."""
    if by is Grouping.AREA:
        below = [one.code for day in days for one in areas.children(session, area.code, day)]
        found = {**{(code,): {} for code in below}, **found}
    names = {one.code: one.name for day in days for one in areas.all_under(session, area.path.split("/")[0], day)}
    return [_group(area, by, key, names, _figures(found[key])) for key in sorted(found, key=_order)]


def _order(key: Key) -> tuple[str, ...]:
    return tuple(part or "" for part in key)


def _group(area: Area, by: Grouping, key: Key, names: Mapping[str, str], figures: tuple[Figure, ...]) -> FigureGroup:
    first = str(key[0] or area.code)
    match by:
        case Grouping.AREA:
            is_own = first == area.code
            return FigureGroup(name=names.get(first, first), area=first, own=is_own, figures=figures)
        case Grouping.UNIT:
            name = f"{names.get(first, first)} {key[1]}"
            return FigureGroup(name=name, unit_area=first, department=key[1], figures=figures)
        case Grouping.TIER:
            return FigureGroup(name=first, unit_tier=Tier(first), figures=figures)
        case Grouping.KIND:
            return FigureGroup(name=first, kind=Kind(first), figures=figures)
        case Grouping.CATEGORY:
            return FigureGroup(name=first, category=first, figures=figures)


def _figures(shares: Shares) -> tuple[Figure, ...]:
    found = []
    for code, one in parts().figures.items():
        share = shares.get(code, Share())
        numbers: dict[str, Any] = {"reached": share.reached, "counted": share.counted, "value": share.value}
        found.append(Figure(code=code, zh=one.zh, en=one.en, **numbers))
    return tuple(found)


def _wants_csv(form: str | None) -> bool:
    best = request.accept_mimetypes.best_match(["application/json", "text/csv"], "application/json")
    return (form or ("csv" if best == "text/csv" else "json")) == "csv"


def _as_csv(said: HotlineFigures) -> Response:
    """A line for each figure of the whole and of each group."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    lines = csv.writer(text)
    lines.writerow(("from", "until", "group", "key", "figure", "指标", "reached", "counted", "value"))
    whole = FigureGroup(name=said.name, area=said.area_code, figures=said.figures)
    for group in (whole, *said.groups):
        own = "own" if group.own else None
        keys = (group.area, own, group.unit_tier, group.unit_area, group.department, group.category, group.kind)
        key = "/".join(one for one in keys if one)
        for one in group.figures:
            value = "" if one.value is None else one.value
            told = (one.code, one.zh, one.reached, one.counted, value)
            lines.writerow((said.since, said.until, group.name, key, *told))
    response = Response(text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"figures-{said.area_code}-{said.since}-{said.until}-{said.by}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
