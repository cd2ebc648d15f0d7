"""The calls about articles of the knowledge base, and the articles as they are shown and found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.hotline.words import Category

Body = Annotated[str, text(1, 20_000)]
Keyword = Annotated[str, text(1, 40)]
Words = Annotated[str, text(1, 2000)]
PageLength = Annotated[int, validate.Range(1, 200)]
Answers = Annotated[int, validate.Range(1, 50)]


class ArticleState(StrEnum):
    """Where the newest version of an article stands."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    RETIRED = "retired"


class Judgement(StrEnum):
    """What a reader says of an article."""

    HELPFUL = "helpful"
    WRONG = "wrong"
    OUTDATED = "outdated"


@dataclass(frozen=True, kw_only=True)
class ArticleContent:
    """What one version of an article says. Dates are days of Asia/Shanghai, `valid_until` the last one included."""

    title: ShortText
    body: Body
    title_en: Annotated[str, text(1, 200)] | None = None
    body_en: Annotated[str, text(1, 20_000)] | None = None
    categories: tuple[Category, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    source: Annotated[str, text(1, 200)] | None = None
    source_article: Annotated[str, text(1, 60)] | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class WriteArticle:
    """Write a new article: for the whole district, or for a street's or community's own matters."""

    area_code: AreaCode
    content: ArticleContent


@dataclass(frozen=True, kw_only=True)
class ReviseArticle:
    """Write the next version of an article; the published one is shown until this one is published."""

    id: UUID
    content: ArticleContent
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeArticle:
    """Move an article on; `version` is the one the caller saw, None for any."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetArticle:
    """Ask for one article: the version `number`, or else the published one, or else the newest."""

    id: UUID
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListArticles:
    """Ask for the articles kept at an area and below, newest first; `expiring_by`: published and ending by that day."""

    area_code: AreaCode
    state: ArticleState | None = None
    expiring_by: date | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: PageLength = 50


@dataclass(frozen=True, kw_only=True)
class SearchArticles:
    """Look for valid articles by words, among those that hold at the area or lie below it."""

    area_code: AreaCode
    words: Words
    category: Category | None = None
    limit: Answers = 10


@dataclass(frozen=True, kw_only=True)
class SuggestArticles:
    """Articles that may answer what is being recorded: they hold at the area; the category counts, it does not bind."""

    area_code: AreaCode
    words: Annotated[str, text(0, 4000)] = ""
    category: Category | None = None
    limit: Answers = 5


@dataclass(frozen=True, kw_only=True)
class UseArticle:
    """Note that a request was answered with version `number` of an article."""

    id: UUID
    number: int
    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class JudgeArticle:
    """Say what a version of an article was worth."""

    id: UUID
    number: int
    judgement: Judgement
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class ListJudgements:
    """Ask for what readers found wrong or outdated at an area and below and no editor has answered, oldest first."""

    area_code: AreaCode
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: PageLength = 50


@dataclass(frozen=True, kw_only=True)
class ResolveJudgement:
    """Answer a reader who found an article wrong or outdated."""

    id: UUID
    answer: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ArticleView:
    """One version of an article, and where the article stands. `valid`: this version may be told to citizens today."""

    id: UUID
    version: int
    area_code: AreaCode
    state: ArticleState
    number: int
    newest: int
    published: int | None
    valid: bool
    content: ArticleContent
    written_by: UUID
    written_at: datetime
    reviewed_by: UUID | None
    reviewed_at: datetime | None
    published_at: datetime | None
    used: int
    helpful: int


@dataclass(frozen=True, kw_only=True)
class ArticleRow:
    """An article in the editors' list."""

    id: UUID
    area_code: AreaCode
    state: ArticleState
    title: str
    number: int
    published: int | None
    valid_until: date | None
    written_at: datetime
    used: int
    helpful: int


@dataclass(frozen=True, kw_only=True)
class ArticlePage:
    """A page of articles."""

    items: tuple[ArticleRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A place in a text that matched, from character `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class FoundArticle:
    """An article that a search found: a part of its text, and where that and the title matched."""

    id: UUID
    number: int
    area_code: AreaCode
    title: str
    title_marks: tuple[Mark, ...]
    snippet: str
    snippet_marks: tuple[Mark, ...]
    categories: tuple[str, ...]
    source: str | None
    source_article: str | None
    valid_until: date | None
    score: float


@dataclass(frozen=True, kw_only=True)
class FoundArticles:
    """What a search found, best first."""

    items: tuple[FoundArticle, ...]


@dataclass(frozen=True, kw_only=True)
class UseView:
    """How many requests were answered with an article."""

    id: UUID
    number: int
    used: int


@dataclass(frozen=True, kw_only=True)
class JudgementView:
    """What a reader said of a version of an article, and the editor's answer."""

    id: UUID
    version: int
    article_id: UUID
    number: int
    area_code: AreaCode
    title: str
    judgement: Judgement
    note: str
    given_by: UUID
    given_at: datetime
    answer: str | None
    resolved_by: UUID | None
    resolved_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class JudgementPage:
    """A page of judgements."""

    items: tuple[JudgementView, ...]
    next_cursor: str | None
