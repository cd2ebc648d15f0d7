"""The routes of the knowledge base: articles written, reviewed, published, found, judged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN, needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import CATEGORY, AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.base import schema_class, text
from linli.contracts.hotline.knowledge import (
    ArticlePage,
    ArticleState,
    ArticleView,
    ChangeArticle,
    FoundArticles,
    GetArticle,
    JudgeArticle,
    JudgementPage,
    JudgementView,
    ListArticles,
    ListJudgements,
    ResolveJudgement,
    ReviseArticle,
    SearchArticles,
    SuggestArticles,
    UseArticle,
    UseView,
    WriteArticle,
)
from linli.identity import Role

EDITORS = needs(frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}))
ANSWERING = needs(frozenset({Role.OPERATOR, Role.DISPATCHER, Role.HANDLER, Role.SUPERVISOR, Role.ADMINISTRATOR}))

routes = Routes("knowledge", "/api/hotline/articles", "The knowledge base 知识库")
change = changes("hotline")

VIEW = schema_class(ArticleView)
MOVE = change_of(ChangeArticle)


class ArticleQuery(AreaRequired, PageQuery):
    """Which articles a list shows."""

    state = fields.Enum(ArticleState, by_value=True, load_default=None)
    expiring_by = fields.Date(load_default=None)


class JudgementQuery(AreaRequired, PageQuery):
    """Which judgements a list shows."""


class VersionQuery(ma.Schema):
    """Which version of an article is shown."""

    number = fields.Integer(validate=validate.Range(1), load_default=None)


class SearchQuery(AreaRequired):
    """What is looked for."""

    words = fields.String(validate=text(1, 2000), required=True)
    category = fields.String(validate=CATEGORY, load_default=None)
    limit = fields.Integer(validate=validate.Range(1, 50), load_default=10)


@routes.post("", ANSWERING, VIEW, body=body_of(WriteArticle), status=201)
def write_article(said: dict[str, Any]) -> Response:
    """Write an article, a draft until a second person reviewed it 撰写知识"""
    command = WriteArticle(**said)
    known_area(command.area_code)
    made = ask("hotline", "write_article", command)
    return answer(made, 201, version=made["version"], location=f"/api/hotline/articles/{made['id']}")


@routes.get("", SIGNED_IN, schema_class(ArticlePage), query=ArticleQuery)
def list_articles(asked: dict[str, Any]) -> Response:
    """The articles of an area and below, newest first; those that end soon with expiring_by 知识列表"""
    return read("hotline", "list_articles", ListArticles(area_code=asked.pop("area"), **asked))


@routes.get("/search", SIGNED_IN, schema_class(FoundArticles), query=SearchQuery)
def search_articles(asked: dict[str, Any]) -> Response:
    """Valid articles by words, best first, with the places that matched 知识检索"""
    return read("hotline", "search_articles", SearchArticles(area_code=asked.pop("area"), **asked))


@routes.post("/suggest", SIGNED_IN, schema_class(FoundArticles), body=body_of(SuggestArticles))
def suggest_articles(said: dict[str, Any]) -> Response:
    """Articles that may answer what is being recorded; changes nothing 知识推荐"""
    return read("hotline", "suggest_articles", SuggestArticles(**said))


@routes.get("/judgements", EDITORS, schema_class(JudgementPage), query=JudgementQuery)
def list_judgements(asked: dict[str, Any]) -> Response:
    """What readers found wrong or outdated and nobody has answered 待处理反馈"""
    return read("hotline", "list_judgements", ListJudgements(area_code=asked.pop("area"), **asked))


@routes.post(
    "/judgements/<uuid:judgement_id>/resolve",
    EDITORS,
    schema_class(JudgementView),
    body=change_of(ResolveJudgement),
    versioned=True,
)
def resolve_judgement(said: dict[str, Any], judgement_id: UUID) -> Response:
    """Answer a reader 答复反馈"""
    return change("resolve_judgement", ResolveJudgement, judgement_id, said)


@routes.get("/<uuid:article_id>", SIGNED_IN, VIEW, query=VersionQuery)
def get_article(asked: dict[str, Any], article_id: UUID) -> Response:
    """One article: a version by its number, or the published one, or the newest 知识详情"""
    return read("hotline", "get_article", GetArticle(id=article_id, **asked))


@routes.post("/<uuid:article_id>/revise", ANSWERING, VIEW, body=change_of(ReviseArticle), versioned=True)
def revise_article(said: dict[str, Any], article_id: UUID) -> Response:
    """Write the next version; the published one is shown until it is published 修订"""
    return change("revise_article", ReviseArticle, article_id, said)


@routes.post("/<uuid:article_id>/review", EDITORS, VIEW, body=MOVE, versioned=True)
def review_article(said: dict[str, Any], article_id: UUID) -> Response:
    """Stand for the newest version as a second person 审核"""
    return change("review_article", ChangeArticle, article_id, said)


@routes.post("/<uuid:article_id>/publish", EDITORS, VIEW, body=MOVE, versioned=True)
def publish_article(said: dict[str, Any], article_id: UUID) -> Response:
    """Publish the reviewed version 发布"""
    return change("publish_article", ChangeArticle, article_id, said)


@routes.post("/<uuid:article_id>/retire", EDITORS, VIEW, body=MOVE, versioned=True)
def retire_article(said: dict[str, Any], article_id: UUID) -> Response:
    """Withdraw an article from use; its versions stay 下架"""
    return change("retire_article", ChangeArticle, article_id, said)


@routes.post("/<uuid:article_id>/use", ANSWERING, schema_class(UseView), body=body_of(UseArticle, "id"))
def use_article(said: dict[str, Any], article_id: UUID) -> Response:
    """A request was answered with this article; counts once for each request 引用知识"""
    command = UseArticle(id=article_id, **said)
    return answer(ask("hotline", "use_article", command))


@routes.post(
    "/<uuid:article_id>/judge", SIGNED_IN, schema_class(JudgementView), body=body_of(JudgeArticle, "id"), status=201
)
def judge_article(said: dict[str, Any], article_id: UUID) -> Response:
    """Say whether an article was helpful, wrong or outdated 评价知识"""
    command = JudgeArticle(id=article_id, **said)
    made = ask("hotline", "judge_article", command)
    return answer(made, 201, version=made["version"])
