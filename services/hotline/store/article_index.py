"""The index by which published articles are found: postings of terms, kept and read alike on every database.

A search reads the postings of the rarest terms first, up to `BUDGET` of them, and scores the best of what they name
by all the terms; so a common word costs no more than a rare one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from linli.areas import ancestors, path_of
from linli.db import insert_new
from linli.paging import below
from services.hotline.domain.knowledge import Article, Version
from services.hotline.domain.ngrams import is_lone, rarity
from services.hotline.tables.knowledge import ENTRY, POSTING, TERM

BUDGET = 20_000
"""Postings read to find candidates."""
POOL = 200
"""Candidates that are scored by all the terms."""
MOST_TERMS = 24
"""Terms of a question that are looked for, the rarest ones."""
WIDTH = 40
"""Terms that a lone character stands for, the most frequent ones."""
ALL = ""
"""The term that counts all entries; whoever changes the index takes it first, so that writers wait for each other."""

_COUNTED = update(TERM).where(TERM.c.term == bindparam("of_term")).values(entries=TERM.c.entries + bindparam("more"))
_WITH_TERMS = insert(POSTING)


@dataclass(frozen=True)
class Hit:
    """A published version that a search found."""

    article_id: UUID
    number: int
    score: int


@dataclass(frozen=True)
class Scope:
    """Where and when a found article must hold: at the area, or (`below`) at an area under it too."""

    area_code: str
    day: date
    below: bool
    term: str | None = None
    """A term that it must have."""


def enter(session: Session, article: Article, version: Version, before: Version | None) -> None:
    """Have the version found from now on, in place of the one before."""
    remove(session, article, before)
    values = {"article_id": article.id, "number": version.number, "path": article.path}
    valid = {"valid_from": version.content.valid_from, "valid_until": version.content.valid_until}
    entry = session.scalar(insert(ENTRY).values(**values, **valid).returning(ENTRY.c.entry))
    weights = version.weights()
    _count(session, weights, 1)
    session.execute(_WITH_TERMS, [{"term": term, "entry": entry, "weight": one} for term, one in weights.items()])


def remove(session: Session, article: Article, before: Version | None) -> None:
    """Have the article found no more."""
    entry = session.scalar(select(ENTRY.c.entry).where(ENTRY.c.article_id == article.id))
    if entry is None or before is None:
        return
    weights = before.weights()
    _count(session, weights, -1)
    session.execute(delete(POSTING).where(POSTING.c.entry == entry, POSTING.c.term.in_(list(weights))))
    session.execute(delete(ENTRY).where(ENTRY.c.entry == entry))


def _count(session: Session, terms: Iterable[str], more: int) -> None:
    ordered = [ALL, *sorted(terms)]
    new = insert_new(TERM, session.get_bind().dialect.name)
    session.execute(new, {"term": ALL, "entries": 0})
    session.execute(_COUNTED, {"of_term": ALL, "more": more})
    session.execute(new, [{"term": term, "entries": 0} for term in ordered[1:]])
    session.connection().execute(_COUNTED, [{"of_term": term, "more": more} for term in ordered[1:]])


def search(session: Session, words: Iterable[str], scope: Scope, limit: int) -> list[Hit]:
    """The best published versions that hold in the scope and have one of the words, best first."""
    known, total = _known(session, set(words))
    chosen = dict(sorted(known.items(), key=lambda one: (one[1], one[0]))[:MOST_TERMS])
    told = {term: rarity(total, having) for term, having in chosen.items()}
    leading = _within_budget(chosen)
    if not leading:
        return []
    rest = {term: one for term, one in told.items() if term not in leading}
    pool = POOL if rest else limit
    found = _candidates(session, {term: told[term] for term in leading}, scope, pool)
    for entry, more in _scores(session, rest, list(found)).items():
        found[entry] += more
    best = sorted(found, key=lambda entry: (-found[entry], entry))[:limit]
    wanted = select(ENTRY.c.entry, ENTRY.c.article_id, ENTRY.c.number).where(ENTRY.c.entry.in_(best))
    rows = {row.entry: row for row in session.execute(wanted)}
    return [Hit(rows[entry].article_id, rows[entry].number, found[entry]) for entry in best]


def _known(session: Session, words: set[str]) -> tuple[dict[str, int], int]:
    """How many entries have each word, words that none has left out, and how many entries there are."""
    wanted = select(TERM.c.term, TERM.c.entries).where(TERM.c.term.in_([ALL, *words]), TERM.c.entries > 0)
    found = {row.term: row.entries for row in session.execute(wanted)}
    total = found.pop(ALL, 0)
    for lone in filter(is_lone, words):
        found.update(_beginning_with(session, lone))
    return found, total


def _beginning_with(session: Session, character: str) -> dict[str, int]:
    after = chr(ord(character) + 1)
    wanted = select(TERM.c.term, TERM.c.entries).where(
        TERM.c.term >= character, TERM.c.term < after, TERM.c.entries > 0
    )
    return {row.term: row.entries for row in session.execute(wanted.order_by(TERM.c.entries.desc()).limit(WIDTH))}


def _within_budget(chosen: Mapping[str, int]) -> list[str]:
    """The rarest terms that together have no more postings than the budget; one at least, if there is one."""
    leading: list[str] = []
    spent = 0
    for term, having in chosen.items():
        spent += having
        if leading and spent > BUDGET:
            break
        leading.append(term)
    return leading


def _candidates(session: Session, told: Mapping[str, int], scope: Scope, most: int) -> dict[int, int]:
    """The entries in the scope that these terms score best, and their scores."""
    parts = [
        select(POSTING.c.entry, (POSTING.c.weight * literal(one)).label("score")).where(POSTING.c.term == term)
        for term, one in told.items()
    ]
    each = union_all(*parts).subquery()
    summed = select(each.c.entry, func.sum(each.c.score).label("score")).group_by(each.c.entry).subquery()
    wanted = (
        select(ENTRY.c.entry, summed.c.score)
        .join(summed, summed.c.entry == ENTRY.c.entry)
        .where(*_holding(scope))
        .order_by(summed.c.score.desc(), ENTRY.c.entry)
        .limit(most)
    )
    return {row.entry: int(row.score) for row in session.execute(wanted)}


def _holding(scope: Scope) -> list[ColumnElement[bool]]:
    above = [path_of(code) for code in (*ancestors(scope.area_code), scope.area_code)]
    where: ColumnElement[bool] = ENTRY.c.path.in_(above)
    conditions = [
        or_(where, below(ENTRY.c.path, scope.area_code)) if scope.below else where,
        or_(ENTRY.c.valid_from.is_(None), ENTRY.c.valid_from <= scope.day),
        or_(ENTRY.c.valid_until.is_(None), ENTRY.c.valid_until >= scope.day),
    ]
    if scope.term is not None:
        having = select(POSTING.c.weight).where(POSTING.c.term == scope.term, POSTING.c.entry == ENTRY.c.entry)
        conditions.append(having.exists())
    return conditions


def _scores(session: Session, told: Mapping[str, int], entries: list[int]) -> defaultdict[int, int]:
    """What these further terms add to the score of each entry."""
    added: defaultdict[int, int] = defaultdict(int)
    if told and entries:
        wanted = select(POSTING).where(and_(POSTING.c.term.in_(list(told)), POSTING.c.entry.in_(entries)))
        for row in session.execute(wanted):
            added[row.entry] += row.weight * told[row.term]
    return added
