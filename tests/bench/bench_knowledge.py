"""How well and how fast articles are found: `python -m tests.bench.bench_knowledge [articles]`.

Quality: what citizens ask (tests/factories/questions.py) among the shipped articles, beside what the databases bring
along themselves. Speed: p50 and p95 in milliseconds of searches and suggestions on both databases, filled with
invented articles whose words are as uneven as those of a language (Zipf).
"""

from __future__ import annotations

import io
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.clock import local, now
from linli.contracts.hotline.knowledge import ArticleContent
from linli.db import Database, migrate
from services.hotline.domain.knowledge import Article, Version
from services.hotline.domain.ngrams import terms
from services.hotline.loading.knowledge import read_articles
from services.hotline.store.article_index import Scope, enter, search
from services.hotline.tables.knowledge import ARTICLE, ENTRY, POSTING, TERM, VERSION
from tests.factories.questions import QUESTIONS
from tests.machine import create_database, database_url, drop_database

NAME = "linli_bench_knowledge"
SHIPPED = Path(__file__).parents[2] / "services" / "hotline" / "knowledge.yaml"
DISTRICT, NOBODY = "210103", UUID(int=0)
RUNS, GOAL = 200, 100.0
"""Searches of each kind; milliseconds at p95."""
WORDS, LENGTH = 6000, 45
"""Words of the invented language, and of an invented article (about 110 characters)."""
SCOPE = Scope(DISTRICT, local(now()).date(), below=True)
Finder = Callable[[str], Sequence[str]]


def main() -> None:
    """Measure both, on SQLite and on PostgreSQL."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        quality(Path(folder))
        speed(Database(f"sqlite:///{folder}/hotline.db", "hotline"), articles)
    drop_database(database_url(), NAME)
    try:
        speed(Database(create_database(database_url(), NAME), "hotline"), articles)
    finally:
        drop_database(database_url(), NAME)


# ---- quality ---------------------------------------------------------------------------------------------------------


def quality(folder: Path) -> None:
    """Print how often the right article is first, among three, among five."""
    shipped = [content for _, content in read_articles(SHIPPED)]
    print(f"{len(QUESTIONS)} questions among {len(shipped)} articles: right at 1 / in 3 / in 5")
    database = Database(f"sqlite:///{folder}/quality.db", "hotline")
    with closing(database):
        migrate(database)
        with database.transaction() as session:
            titles = dict(fill(session, shipped))

        def ours(words: str) -> list[str]:
            with database.reading() as session:
                return [titles[hit.article_id] for hit in search(session, terms(words), SCOPE, 5)]

        score("pairs, BM25 (ours)", ours)
    for name, tokenizer in (("SQLite FTS5 trigram", "trigram"), ("SQLite FTS5 unicode61", "unicode61")):
        score(name, fts5(shipped, tokenizer))


def fill(session: Session, contents: list[ArticleContent]) -> Iterator[tuple[UUID, str]]:
    """Enter the articles as published ones; their ids and titles."""
    for number, content in enumerate(contents, 1):
        article, version = Article.write(UUID(int=number), DISTRICT, content, NOBODY, now())
        enter(session, article, version, None)
        yield article.id, content.title


def fts5(shipped: list[ArticleContent], tokenizer: str) -> Finder:
    """The same articles in SQLite's own index, a question put as any of its pieces."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE a USING fts5(title, keywords, body, tokenize='{tokenizer}')")
    rows = [(one.title, " ".join(one.keywords), one.body) for one in shipped]
    connection.executemany("INSERT INTO a VALUES (?, ?, ?)", rows)

    def find(words: str) -> list[str]:
        pieces = [words] if tokenizer != "trigram" else [words[at : at + 3] for at in range(len(words) - 2)]
        wanted = " OR ".join(f'"{one}"' for one in pieces)
        found = connection.execute("SELECT title FROM a WHERE a MATCH ? ORDER BY bm25(a, 4, 4, 1) LIMIT 5", [wanted])
        return [title for (title,) in found]

    return find


def score(name: str, find: Finder) -> None:
    """Print the shares of one way to find."""
    found = [(list(find(asked)), right) for asked, right in QUESTIONS]
    shares = [sum(right in got[:most] for got, right in found) / len(found) for most in (1, 3, 5)]
    print(f"  {name:24}" + " / ".join(f"{share:.0%}" for share in shares))
    for (asked, right), (got, _) in zip(QUESTIONS, found, strict=True):
        if "ours" in name and right not in got[:3]:
            print(f"    missed: {asked} -> {got[:1]}")


# ---- speed -----------------------------------------------------------------------------------------------------------


class Language:
    """Invented words of two or three characters, drawn as unevenly as those of a language."""

    def __init__(self, seed: int = 1) -> None:
        self.random = Random(seed)
        characters = [chr(0x4E00 + n) for n in range(2500)]
        uneven = [1 / (n + 10) for n in range(len(characters))]
        made = (self.random.choices(characters, uneven, k=self.random.choice((2, 2, 2, 3))) for _ in range(WORDS))
        self.words = ["".join(one) for one in made]
        self.uneven = [1 / (n + 5) for n in range(WORDS)]

    def say(self, count: int) -> str:
        """So many words, with a comma after every sixth."""
        said = self.random.choices(self.words, self.uneven, k=count)
        return "，".join("".join(said[at : at + 6]) for at in range(0, count, 6))


def speed(database: Database, articles: int) -> None:
    """Fill, ask, print."""
    with closing(database):
        migrate(database)
        language, began = Language(), time.perf_counter()
        postings = fill_many(database, language, articles)
        took = time.perf_counter() - began
        print(f"{database.engine.dialect.name}: {articles:,} articles, {postings:,} postings, filled in {took:.0f} s")
        measure(database, "2 words", [language.say(2) for _ in range(RUNS)])
        measure(database, "5 words", [language.say(5) for _ in range(RUNS)])
        measure(database, "the commonest word", language.words[:1] * 50)
        measure(database, "a request's text", [language.say(40) for _ in range(RUNS)])


def measure(database: Database, what: str, questions: list[str]) -> None:
    """Print p50 and p95 of searches."""
    took, hits = [], 0
    for one in questions:
        began = time.perf_counter()
        with database.reading() as session:
            hits += len(search(session, terms(one), SCOPE, 10))
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
    told = "" if p95 <= GOAL else f"  MISSES {GOAL:.0f} ms"
    print(f"  {what:20} p50 {p50:6.1f}  p95 {p95:6.1f} ms  ({hits / len(questions):.1f} hits){told}")


def fill_many(database: Database, language: Language, articles: int) -> int:
    """Write the tables of so many articles as `enter` would; how many postings there are."""
    counted: Counter[str] = Counter()
    numbers = iter(range(1, articles + 1))
    total = 0
    while chunk := list(islice(numbers, 5000)):
        made = [invented(number, language) for number in chunk]
        weights = {number: version.weights() for number, version in zip(chunk, made, strict=True)}
        for one in weights.values():
            counted.update(one.keys())
            total += len(one)
        with database.transaction() as session:
            session.execute(insert(ARTICLE), [article_row(version) for version in made])
            session.execute(insert(VERSION), [version_row(version) for version in made])
            session.execute(insert(ENTRY), [entry_row(n, version) for n, version in zip(chunk, made, strict=True)])
            add_postings(session, [(term, n, weight) for n, one in weights.items() for term, weight in one.items()])
    with database.transaction() as session:
        rows = [{"term": term, "entries": having} for term, having in [*counted.items(), ("", articles)]]
        session.execute(insert(TERM), rows)
    if not database.embedded:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return total


def invented(number: int, language: Language) -> Version:
    content = ArticleContent(title=language.say(5), body=language.say(LENGTH))
    return Version(UUID(int=number), 1, content, NOBODY, now())


def article_row(version: Version) -> dict[str, Any]:
    values = {"area_code": DISTRICT, "path": path_of(DISTRICT), "state": "published", "newest": 1, "published": 1}
    said = {"id": version.article_id, "title": version.content.title, "written_at": version.written_at}
    return {**values, **said, "used": 0, "helpful": 0, "sequence": 3}


def version_row(version: Version) -> dict[str, Any]:
    said = {"article_id": version.article_id, "number": 1, "content": version.content}
    return {**said, "written_by": NOBODY, "written_at": version.written_at}


def entry_row(number: int, version: Version) -> dict[str, Any]:
    return {"entry": number, "article_id": version.article_id, "number": 1, "path": path_of(DISTRICT)}


def add_postings(session: Session, rows: list[tuple[str, int, int]]) -> None:
    """As fast as each database takes them."""
    raw: Any = session.connection().connection.cursor()
    if session.get_bind().dialect.name == "sqlite":
        raw.executemany(f"INSERT INTO {POSTING.name} (term, entry, weight) VALUES (?, ?, ?)", rows)
    else:
        lines = io.StringIO("".join(f"{term}\t{entry}\t{weight}\n" for term, entry, weight in rows))
        raw.copy_expert(f"COPY {POSTING.name} (term, entry, weight) FROM STDIN", lines)


if __name__ == "__main__":
    main()
