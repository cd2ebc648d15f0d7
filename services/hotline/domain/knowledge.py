"""Articles of the knowledge base 知识库: written, reviewed by a second person, published, retired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from linli.areas import path_of
from linli.contracts.hotline.knowledge import ArticleContent, ArticleState, Judgement
from linli.contracts.terms import zh
from linli.errors import Conflict, Invalid
from services.hotline.domain.ngrams import Field, weights

TRANSITIONS: Mapping[tuple[ArticleState, str], ArticleState] = MappingProxyType(
    {
        (ArticleState.DRAFT, "revise"): ArticleState.DRAFT,
        (ArticleState.REVIEWED, "revise"): ArticleState.DRAFT,
        (ArticleState.PUBLISHED, "revise"): ArticleState.DRAFT,
        (ArticleState.RETIRED, "revise"): ArticleState.DRAFT,
        (ArticleState.DRAFT, "review"): ArticleState.REVIEWED,
        (ArticleState.REVIEWED, "publish"): ArticleState.PUBLISHED,
        (ArticleState.DRAFT, "retire"): ArticleState.RETIRED,
        (ArticleState.REVIEWED, "retire"): ArticleState.RETIRED,
        (ArticleState.PUBLISHED, "retire"): ArticleState.RETIRED,
    }
)
"""What may be done with an article whose newest version is in which state."""
CATEGORY_WEIGHT = 1500
"""What a category counts as a term: less than a title that says the word, more than a body that mentions it."""


@dataclass
class Version:
    """One version of an article. What it says never changes; who reviewed and published it is added once."""

    article_id: UUID
    number: int
    content: ArticleContent
    written_by: UUID
    written_at: datetime
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = None
    published_by: UUID | None = None
    published_at: datetime | None = None

    def valid_on(self, day: date) -> bool:
        """Whether what it says holds on the day; both ends of its validity are included."""
        first, last = self.content.valid_from, self.content.valid_until
        return (first is None or first <= day) and (last is None or day <= last)

    def weights(self) -> dict[str, int]:
        """What each term of this version counts in a search; `#code` is the term of a category."""
        said = self.content
        found = weights(
            [
                Field(f"{said.title}\n{said.title_en or ''}", 4.0, 12),
                Field("\n".join(said.keywords), 4.0, 12),
                Field(f"{said.body}\n{said.body_en or ''}", 1.0, 200),
            ]
        )
        return {**found, **dict.fromkeys(map(category_term, said.categories), CATEGORY_WEIGHT)}


def category_term(code: str) -> str:
    """The term by which articles of a category are found."""
    return f"#{code}"


@dataclass
class Article:
    """An article: the number of its newest version and of the one that is shown. `sequence` counts its changes."""

    id: UUID
    area_code: str
    path: str
    state: ArticleState
    newest: int
    title: str
    written_at: datetime
    published: int | None = None
    valid_until: date | None = None
    used: int = 0
    helpful: int = 0
    sequence: int = 0

    @classmethod
    def write(
        cls, article_id: UUID, area_code: str, content: ArticleContent, by: UUID, at: datetime
    ) -> tuple[Article, Version]:
        """A new article and its first version; raises `Invalid` as `check` does."""
        check(content)
        made = cls(article_id, area_code, path_of(area_code), ArticleState.DRAFT, 1, content.title, at, sequence=1)
        return made, Version(article_id, 1, content, by, at)

    def revise(self, content: ArticleContent, by: UUID, at: datetime) -> Version:
        """The next version, a draft; the published one stays published until this one is. Raises as `check`."""
        check(content)
        self._move("revise")
        self.newest += 1
        self.title, self.written_at = content.title, at
        return Version(self.id, self.newest, content, by, at)

    def review(self, version: Version, by: UUID, at: datetime) -> None:
        """A second person stands for the newest version; raises `Conflict` for its writer."""
        self._move("review")
        if by == version.written_by:
            raise Conflict(
                "second_person_needed",
                "Whoever wrote this version may not review it; ask a second person.",
                "撰写人不能审核自己的内容，请由他人审核。",
            )
        version.reviewed_by, version.reviewed_at = by, at

    def publish(self, version: Version, by: UUID, at: datetime) -> None:
        """The reviewed newest version is shown from now on, in place of an older one."""
        self._move("publish")
        version.published_by, version.published_at = by, at
        self.published, self.valid_until = version.number, version.content.valid_until

    def retire(self) -> None:
        """The article is shown no more; its versions stay."""
        self._move("retire")
        self.published = self.valid_until = None

    def _move(self, action: str) -> None:
        if (self.state, action) not in TRANSITIONS:
            raise Conflict(
                "illegal_transition",
                f"An article that is {self.state} cannot take '{action}'.",
                f"当前状态（{zh(self.state)}）不允许该操作。",
            )
        self.state = TRANSITIONS[self.state, action]
        self.sequence += 1


def check(content: ArticleContent) -> None:
    """Raises `Invalid` for a validity that ends before it begins, or an English text without its title."""
    first, last = content.valid_from, content.valid_until
    if first is not None and last is not None and last < first:
        text, zh = "It ends before it begins.", "截止日期早于起始日期。"
        raise Invalid("validity_reversed", text, zh, {"content.valid_until": [f"{text} {zh}"]})
    if (content.title_en is None) != (content.body_en is None):
        name = "content.title_en" if content.title_en is None else "content.body_en"
        text, zh = "Give title and text of a language together.", "同一语言的标题和正文须同时填写。"
        raise Invalid("half_a_language", text, zh, {name: [f"{text} {zh}"]})


@dataclass
class Verdict:
    """What a reader said of a version, and what an editor answered; only `WRONG` and `OUTDATED` wait for an answer."""

    id: UUID
    article_id: UUID
    number: int
    path: str
    judgement: Judgement
    note: str
    given_by: UUID
    given_at: datetime
    open: bool = field(init=False)
    sequence: int = 1
    answer: str | None = None
    resolved_by: UUID | None = None
    resolved_at: datetime | None = None

    def __post_init__(self) -> None:
        self.open = self.judgement is not Judgement.HELPFUL

    def resolve(self, answer: str, by: UUID, at: datetime) -> None:
        """An editor answers; raises `Conflict` when nothing waits for an answer."""
        if not self.open:
            text, zh = "Nothing waits for an answer here.", "该反馈无需答复或已答复。"
            raise Conflict("already_resolved", text, zh)
        self.open = False
        self.sequence += 1
        self.answer, self.resolved_by, self.resolved_at = answer, by, at
