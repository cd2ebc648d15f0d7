"""Every question about articles, their versions and what readers said of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.hotline.knowledge import ListArticles, ListJudgements
from linli.db import get, get_to_change, insert_if_new
from linli.errors import existing
from linli.paging import below, page_of
from services.hotline.domain.knowledge import Article, Verdict, Version
from services.hotline.tables.knowledge import ARTICLE, USE, VERDICT, VERSION


def article_of(session: Session, article_id: UUID, *, to_change: bool = False) -> Article:
    """The article, kept from others until the transaction ends if it is to be changed; raises `NotFound`."""
    return existing(get(session, Article, article_id, to_change=to_change), "article", "知识")


def version_of(session: Session, article_id: UUID, number: int) -> Version:
    """One version of an article; raises `NotFound`."""
    return existing(session.get(Version, (article_id, number)), "version", "知识版本")


def versions_of(session: Session, keys: Iterable[tuple[UUID, int]]) -> dict[UUID, Version]:
    """These versions, one of each article, by their article."""
    wanted = select(Version).where(tuple_(VERSION.c.article_id, VERSION.c.number).in_(list(keys)))
    return {one.article_id: one for one in session.scalars(wanted)}


def list_articles(session: Session, asked: ListArticles) -> tuple[list[Article], str | None]:
    """A page of the articles kept at an area and below, newest first."""
    wanted = select(Article).where(below(ARTICLE.c.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(ARTICLE.c.state == asked.state)
    if asked.expiring_by is not None:
        wanted = wanted.where(ARTICLE.c.valid_until <= asked.expiring_by)
    return page_of(session, wanted, (ARTICLE.c.written_at, ARTICLE.c.id), asked.cursor, asked.limit)


def note_use(session: Session, request_id: UUID, article_id: UUID, values: dict[str, object]) -> bool:
    """Note that the article answered the request; False when that is noted already."""
    return insert_if_new(session, USE, {"request_id": request_id, "article_id": article_id, **values})


def verdict_of(session: Session, verdict_id: UUID) -> Verdict:
    """What a reader said, kept from others until the transaction ends; raises `NotFound`."""
    return existing(get_to_change(session, Verdict, verdict_id), "judgement", "反馈")


def find_verdict(session: Session, verdict_id: UUID) -> Verdict | None:
    """What a reader said, if they did."""
    return session.get(Verdict, verdict_id)


def open_verdicts(session: Session, asked: ListJudgements) -> tuple[list[Verdict], str | None]:
    """A page of what waits for an editor's answer at an area and below, oldest first."""
    wanted = select(Verdict).where(VERDICT.c.open, below(VERDICT.c.path, asked.area_code))
    order = (VERDICT.c.given_at, VERDICT.c.id)
    return page_of(session, wanted, order, asked.cursor, asked.limit, oldest_first=True)


def save(session: Session, *made: Article | Version | Verdict) -> None:
    """Keep what is new, an article before its version."""
    for one in made:
        session.add(one)
        session.flush()


def areas_of(session: Session, article_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The area of each of these articles."""
    wanted = select(ARTICLE.c.id, ARTICLE.c.area_code).where(ARTICLE.c.id.in_(list(article_ids)))
    return {row.id: row.area_code for row in session.execute(wanted)}


def titles_at(session: Session, area_code: str) -> set[str]:
    """The titles of the articles kept at the very area."""
    wanted = select(ARTICLE.c.title).where(ARTICLE.c.path == path_of(area_code))
    return set(session.scalars(wanted))
