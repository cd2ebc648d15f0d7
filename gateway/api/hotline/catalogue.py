"""The routes of the catalogue: categories shown, suggested, added, changed, retired."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN, needs
from gateway.api.conventions import answer, ask, read, seen_version
from gateway.api.queries import DateQuery
from gateway.api.routes import Routes, body_of
from gateway.parts import parts
from linli.contracts.base import schema_class, text
from linli.contracts.hotline.answers import AnswersView, ListAnswers
from linli.contracts.hotline.catalogue import (
    CatalogueView,
    CategoryCodes,
    CategoryView,
    ChangeCategory,
    CreateCategory,
    GetCategory,
    ListCategories,
    ListCategoryCodes,
    RetireEntry,
    SuggestCategories,
    SuggestionsView,
)
from linli.identity import Role

ADMINISTRATORS = needs(frozenset({Role.ADMINISTRATOR}))

routes = Routes("catalogue", "/api/hotline", "The catalogue of categories 诉求类别目录")

VIEW = schema_class(CategoryView)


class CatalogueQuery(DateQuery):
    """Of which day, and with which word in code, names or keywords."""

    q = fields.String(validate=text(1, 60), load_default=None)


class SuggestionQuery(ma.Schema):
    """The text that an operator writes."""

    text = fields.String(validate=text(1, 4000), required=True)
    limit = fields.Integer(validate=validate.Range(1, 20), load_default=5)


@routes.get("/categories", SIGNED_IN, schema_class(CatalogueView), query=CatalogueQuery)
def list_categories(asked: dict[str, Any]) -> Response:
    """The catalogue of a day: departments, groups of levels 1 and 2, categories of level 3 诉求类别目录"""
    return read("hotline", "list_categories", ListCategories(**asked))


@routes.get("/categories/codes", SIGNED_IN, schema_class(CategoryCodes))
def list_category_codes() -> Response:
    """Only the codes that may be used today, and the stamp that changes with the catalogue 类别代码"""
    return read("hotline", "list_category_codes", ListCategoryCodes())


@routes.get("/categories/suggested", SIGNED_IN, schema_class(SuggestionsView), query=SuggestionQuery)
def suggest_categories(asked: dict[str, Any]) -> Response:
    """The categories that a text is likely about, with the words that say so 类别推荐"""
    return read("hotline", "suggest_categories", SuggestCategories(**asked))


@routes.get("/requests/<uuid:request_id>/answers", SIGNED_IN, schema_class(AnswersView))
def list_answers(request_id: UUID) -> Response:
    """What was answered to the form of a request's category, personal answers masked 表单内容"""
    return read("hotline", "list_answers", ListAnswers(request_id=request_id))


@routes.get("/categories/<string:code>", SIGNED_IN, VIEW, query=DateQuery)
def get_category(asked: dict[str, Any], code: str) -> Response:
    """One category as it holds on a day 类别详情"""
    return read("hotline", "get_category", GetCategory(code=code, **asked))


@routes.post("/categories", ADMINISTRATORS, VIEW, body=body_of(CreateCategory), status=201)
def create_category(said: dict[str, Any]) -> Response:
    """Add a category, from today unless a later day is given 新增类别"""
    found = ask("hotline", "create_category", CreateCategory(**said))
    return changed(found, 201, f"/api/hotline/categories/{found['code']}")


@routes.post(
    "/categories/<string:code>/change",
    ADMINISTRATORS,
    VIEW,
    body=body_of(ChangeCategory, "code", "version"),
    versioned=True,
)
def change_category(said: dict[str, Any], code: str) -> Response:
    """Say what a category is from a day on, today unless given 修改类别"""
    asked = ChangeCategory(code=code, version=seen_version(), **said)
    return changed(ask("hotline", "change_category", asked))


@routes.post(
    "/categories/<string:code>/retire",
    ADMINISTRATORS,
    VIEW,
    body=body_of(RetireEntry, "code", "version", name="RetireCategoryBody"),
    versioned=True,
)
def retire_category(said: dict[str, Any], code: str) -> Response:
    """End a category on a day, today unless given; requests that have it keep it 停用类别"""
    asked = RetireEntry(code=code, version=seen_version(), **said)
    return changed(ask("hotline", "retire_category", asked))


def changed(found: dict[str, Any], status: int = 200, location: str | None = None) -> Response:
    """The changed entry; what this process knows of categories must be asked anew."""
    parts().categories.grow_old()
    return answer(found, status, version=found["version"], location=location)
