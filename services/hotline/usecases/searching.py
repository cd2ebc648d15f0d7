"""Looking for articles: by words, and for what is being recorded."""

from __future__ import annotations

from collections.abc import Collection

from linli.clock import local
from linli.contracts.hotline.knowledge import FoundArticle, FoundArticles, SearchArticles, SuggestArticles
from linli.work import Work
from services.hotline.domain.knowledge import Version, category_term
from services.hotline.domain.ngrams import SCALE, terms
from services.hotline.domain.snippets import marks, matches, snippet
from services.hotline.store import article_index as index
from services.hotline.store import knowledge as store
from services.hotline.store.article_index import Hit, Scope


def search(work: Work, said: SearchArticles) -> FoundArticles:
    """The valid articles that hold at the area or below and have the words, best first."""
    work.authorise(said.area_code, "area", "区域")
    must = category_term(said.category) if said.category else None
    scope = Scope(said.area_code, local(work.now).date(), below=True, term=must)
    return _found(work, terms(said.words), scope, said.limit)


def suggest(work: Work, said: SuggestArticles) -> FoundArticles:
    """The valid articles that hold at the area and fit the words and the category best."""
    work.authorise(said.area_code, "area", "区域")
    wanted = terms(said.words) + ([category_term(said.category)] if said.category else [])
    return _found(work, wanted, Scope(said.area_code, local(work.now).date(), below=False), said.limit)


def _found(work: Work, wanted: Collection[str], scope: Scope, limit: int) -> FoundArticles:
    hits = index.search(work.session, wanted, scope, limit)
    versions = store.versions_of(work.session, [(hit.article_id, hit.number) for hit in hits])
    areas = store.areas_of(work.session, [hit.article_id for hit in hits])
    shown = (_view(hit, versions[hit.article_id], areas[hit.article_id], set(wanted)) for hit in hits)
    return FoundArticles(items=tuple(shown))


def _view(hit: Hit, version: Version, area_code: str, wanted: Collection[str]) -> FoundArticle:
    """The English side is shown where only it matched."""
    said = version.content
    title, body = said.title, said.body
    if said.title_en and said.body_en and not matches(f"{title}\n{body}", wanted):
        title, body = said.title_en, said.body_en
    part, part_marks = snippet(body, wanted)
    return FoundArticle(
        id=hit.article_id,
        number=hit.number,
        area_code=area_code,
        title=title,
        title_marks=marks(matches(title, wanted)),
        snippet=part,
        snippet_marks=part_marks,
        categories=said.categories,
        source=said.source,
        source_article=said.source_article,
        valid_until=said.valid_until,
        score=hit.score / SCALE**2,
    )
