"""The catalogue of categories, read from `catalogue.yaml` once."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

from linli.areas import Tier
from linli.calendar import Deadline
from linli.contracts.hotline import CategoryView, TaskService
from linli.errors import Invalid
from services.hotline.domain import Category

FILE = Path(__file__).with_name("catalogue.yaml")


@functools.cache
def catalogue() -> dict[str, Category]:
    """Every category by its code, in the file's order."""
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {one["code"]: _category(one) for one in written["categories"]}


def _category(one: dict[str, Any]) -> Category:
    clocks = {name: Deadline.parse(one["deadlines"][name], field=name) for name in ("sign", "answer", "settle")}
    return Category(
        code=one["code"],
        zh=one["zh"],
        en=one["en"],
        service=TaskService(one["service"]),
        tier=Tier(one["unit"]["tier"]),
        department=one["unit"]["department"],
        urgent=one["priority"] == "urgent",
        **clocks,
    )


def category_of(code: str) -> Category:
    """The category; raises `Invalid` naming the field."""
    found = catalogue().get(code)
    if found is None:
        text = f"There is no category {code}; GET /api/hotline/categories lists them. 没有该类别。"
        raise Invalid("unknown_category", text, "没有该类别。", {"category": [text]})
    return found


@functools.cache
def views() -> tuple[CategoryView, ...]:
    """The catalogue as it is shown, deadlines as they are written."""
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))["categories"]
    return tuple(_view(catalogue()[one["code"]], one["deadlines"]) for one in written)


def _view(category: Category, deadlines: dict[str, str]) -> CategoryView:
    return CategoryView(
        code=category.code,
        zh=category.zh,
        en=category.en,
        service=category.service,
        tier=category.tier.value,
        department=category.department,
        urgent=category.urgent,
        **deadlines,
    )
