"""The command `linli knowledge load`: a YAML file of articles into the hotline's knowledge base, as drafts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from linli.areas import tier_of
from linli.clock import now
from linli.config import installation
from linli.contracts.hotline.knowledge import ArticleContent, WriteArticle
from linli.db import open_database
from linli.observe import Chain
from linli.work import Work
from linli.yaml_lists import entry_at, read_lists
from services.hotline.store import knowledge as store
from services.hotline.usecases import knowledge as usecases

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_knowledge_command(subparsers: Subparsers) -> None:
    """Add `knowledge load FILE --area CODE`; the parsed arguments carry the function to call as `run`."""
    knowledge = subparsers.add_parser("knowledge", help="the hotline's knowledge base")
    actions = knowledge.add_subparsers(required=True, metavar="ACTION")
    loading = actions.add_parser("load", help="take a YAML file of articles in as drafts, all or nothing")
    loading.add_argument("file", type=Path, metavar="FILE")
    loading.add_argument("--area", required=True, metavar="CODE", help="the area that the articles hold for")
    loading.set_defaults(run=run_load)


def run_load(arguments: argparse.Namespace) -> int:
    """Load the file; what the area has an article of the same title for is left alone."""
    tier_of(arguments.area)
    articles = read_articles(arguments.file)
    database = open_database("hotline", installation())
    try:
        with database.transaction() as session:
            work = Work(session, now(), Chain())
            titles = store.titles_at(session, arguments.area)
            new = [(line, one) for line, one in articles if one.title not in titles]
            for line, content in new:
                with entry_at(arguments.file, line):
                    usecases.write(work, WriteArticle(area_code=arguments.area, content=content))
    finally:
        database.close()
    print(f"Loaded {len(new)} drafts for {arguments.area}; {len(articles) - len(new)} were there already.")
    return 0


def read_articles(file: Path) -> list[tuple[int, ArticleContent]]:
    """The articles of a file, each with the line it begins on; raises `Invalid` as `read_lists` does."""
    return read_lists(file, {"articles": ArticleContent})["articles"]
