"""Articles of the knowledge base: written, reviewed, published, retired, shown, judged, used in answers."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from linli.areas import covers
from linli.clock import local
from linli.contracts.hotline.knowledge import (
    ArticleContent,
    ArticlePage,
    ArticleRow,
    ArticleView,
    ChangeArticle,
    GetArticle,
    JudgeArticle,
    Judgement,
    JudgementPage,
    JudgementView,
    ListArticles,
    ListJudgements,
    ResolveJudgement,
    ReviseArticle,
    UseArticle,
    UseView,
    WriteArticle,
)
from linli.errors import Conflict, not_found
from linli.work import Work
from services.hotline.domain.knowledge import Article, Verdict, Version
from services.hotline.store import article_index as index
from services.hotline.store import knowledge as store
from services.hotline.store.requests import request_of
from services.hotline.usecases.catalogue import edition

NOBODY = UUID(int=0)
"""Who acts where no account does: a file that an operator of the machine loads."""


def write(work: Work, said: WriteArticle) -> ArticleView:
    """A new article, a draft."""
    work.authorise(said.area_code, "area", "区域")
    _check_categories(work, said.content)
    article, version = Article.write(uuid4(), said.area_code, said.content, actor(work), work.now)
    store.save(work.session, article, version)
    return view(work, article, version)


def revise(work: Work, said: ReviseArticle) -> ArticleView:
    """The next version of an article, a draft; the published one is shown until this one is."""
    article = _to_change(work, said.id, said.version)
    _check_categories(work, said.content)
    version = article.revise(said.content, actor(work), work.now)
    store.save(work.session, version)
    return view(work, article, version)


def review(work: Work, said: ChangeArticle) -> ArticleView:
    """A second person stands for the newest version."""
    article = _to_change(work, said.id, said.version)
    version = store.version_of(work.session, article.id, article.newest)
    article.review(version, actor(work), work.now)
    return view(work, article, version)


def publish(work: Work, said: ChangeArticle) -> ArticleView:
    """The newest version is shown and found from now on."""
    article = _to_change(work, said.id, said.version)
    before = _published(work, article)
    version = store.version_of(work.session, article.id, article.newest)
    article.publish(version, actor(work), work.now)
    index.enter(work.session, article, version, before)
    return view(work, article, version)


def retire(work: Work, said: ChangeArticle) -> ArticleView:
    """The article is shown and found no more."""
    article = _to_change(work, said.id, said.version)
    before = _published(work, article)
    article.retire()
    index.remove(work.session, article, before)
    return view(work, article, store.version_of(work.session, article.id, article.newest))


def get(work: Work, said: GetArticle) -> ArticleView:
    """One version of an article, for anyone in whose line of areas it lies."""
    article = store.article_of(work.session, said.id)
    let_read(work, article.area_code, "article", "知识")
    number = said.number or article.published or article.newest
    return view(work, article, store.version_of(work.session, article.id, number))


def list_articles(work: Work, said: ListArticles) -> ArticlePage:
    """The articles kept at an area and below."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.list_articles(work.session, said)
    return ArticlePage(items=tuple(_row(one) for one in found), next_cursor=cursor)


def use(work: Work, said: UseArticle) -> UseView:
    """Count once that the request was answered with this version; raises `Conflict` for one never published."""
    request = request_of(work.session, said.request_id)
    work.authorise(request.area_code, "request", "诉求")
    article = store.article_of(work.session, said.id, to_change=True)
    if not covers(article.area_code, request.area_code):
        raise not_found("article", "知识")
    if store.version_of(work.session, article.id, said.number).published_at is None:
        raise Conflict("never_published", "This version was never published.", "该版本从未发布。")
    values = {"number": said.number, "used_by": actor(work), "used_at": work.now}
    if store.note_use(work.session, request.id, article.id, values):
        article.used += 1
    return UseView(id=article.id, number=said.number, used=article.used)


def judge(work: Work, said: JudgeArticle) -> JudgementView:
    """Keep what a reader says; that they found a version helpful counts once."""
    article = store.article_of(work.session, said.id, to_change=True)
    let_read(work, article.area_code, "article", "知识")
    version = store.version_of(work.session, article.id, said.number)
    by, helpful = actor(work), said.judgement is Judgement.HELPFUL
    verdict_id = uuid5(article.id, f"{said.number}/{by}") if helpful else uuid4()
    verdict = store.find_verdict(work.session, verdict_id)
    if verdict is None:
        facts = (said.judgement, said.note, by, work.now)
        verdict = Verdict(verdict_id, article.id, version.number, article.path, *facts)
        store.save(work.session, verdict)
        article.helpful += helpful
    return _verdict_view(verdict, article)


def list_judgements(work: Work, said: ListJudgements) -> JudgementPage:
    """What waits for an editor's answer at an area and below."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.open_verdicts(work.session, said)
    items = tuple(_verdict_view(one, store.article_of(work.session, one.article_id)) for one in found)
    return JudgementPage(items=items, next_cursor=cursor)


def resolve(work: Work, said: ResolveJudgement) -> JudgementView:
    """An editor answers a reader."""
    verdict = store.verdict_of(work.session, said.id)
    article = store.article_of(work.session, verdict.article_id)
    work.authorise(article.area_code, "judgement", "反馈")
    work.expect(said.version, verdict.sequence)
    verdict.resolve(said.answer, actor(work), work.now)
    return _verdict_view(verdict, article)


def actor(work: Work) -> UUID:
    """The account that acts."""
    return work.by or NOBODY


def _to_change(work: Work, article_id: UUID, version: int | None) -> Article:
    article = store.article_of(work.session, article_id, to_change=True)
    work.authorise(article.area_code, "article", "知识")
    work.expect(version, article.sequence)
    return article


def _published(work: Work, article: Article) -> Version | None:
    return store.version_of(work.session, article.id, article.published) if article.published else None


def let_read(work: Work, area_code: str, what: str, what_zh: str) -> None:
    """What holds for an area is read above it and below it; raises `NotFound` for everyone else."""
    work.authorised = True
    held = work.principal.areas(work.roles) if work.principal else (area_code,)
    if not any(covers(one, area_code) or covers(area_code, one) for one in held):
        raise not_found(what, what_zh)


def _check_categories(work: Work, content: ArticleContent) -> None:
    for code in content.categories:
        edition(work).category(code)


def view(work: Work, article: Article, version: Version) -> ArticleView:
    """One version of an article as it is shown."""
    return ArticleView(
        id=article.id,
        version=article.sequence,
        area_code=article.area_code,
        state=article.state,
        number=version.number,
        newest=article.newest,
        published=article.published,
        valid=article.published == version.number and version.valid_on(local(work.now).date()),
        content=version.content,
        written_by=version.written_by,
        written_at=version.written_at,
        reviewed_by=version.reviewed_by,
        reviewed_at=version.reviewed_at,
        published_at=version.published_at,
        used=article.used,
        helpful=article.helpful,
    )


def _row(article: Article) -> ArticleRow:
    return ArticleRow(
        id=article.id,
        area_code=article.area_code,
        state=article.state,
        title=article.title,
        number=article.newest,
        published=article.published,
        valid_until=article.valid_until,
        written_at=article.written_at,
        used=article.used,
        helpful=article.helpful,
    )


def _verdict_view(verdict: Verdict, article: Article) -> JudgementView:
    return JudgementView(
        id=verdict.id,
        version=verdict.sequence,
        article_id=article.id,
        number=verdict.number,
        area_code=article.area_code,
        title=article.title,
        judgement=verdict.judgement,
        note=verdict.note,
        given_by=verdict.given_by,
        given_at=verdict.given_at,
        answer=verdict.answer,
        resolved_by=verdict.resolved_by,
        resolved_at=verdict.resolved_at,
    )
