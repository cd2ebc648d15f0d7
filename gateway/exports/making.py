"""Makes what was asked for, page by page, with the permissions of whoever asked, as they are when it is made."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import Any

from gateway.accounts import store as accounts
from gateway.areas import store as areas
from gateway.exports import store
from gateway.exports.rows import HEADS, Names, cells
from gateway.exports.sheets import sheet
from gateway.exports.store import Claimed
from gateway.long_work import WorkState
from gateway.projections import store as projections
from gateway.projections.views import Page, RequestFilter, RequestRow
from linli import observe
from linli.areas import Tier, covers
from linli.calls import Ask
from linli.clock import local, now
from linli.context import Caller
from linli.contracts.base import dump
from linli.contracts.hotline.catalogue import ListCategories
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.showing import ListTitles
from linli.contracts.hotline.words import Kind, RequestState, TaskService
from linli.db import Database
from linli.errors import Forbidden, LinliError, from_wire
from linli.identity import Principal

PAGE = 200
MOST = 50_000
"""Rows of one export; a list that is longer is asked for by area or by state."""
_WORDS = {"state": RequestState, "service": TaskService, "kind": Kind, "stage": Stage, "escalated": Tier}


class Cancelled(Exception):
    """It is wanted no more."""


def make_next(database: Database, caller: Caller, patience: timedelta) -> bool:
    """Make one export that waits; False when none does."""
    with database.transaction() as session:
        claimed = store.claim(session)
    if claimed is None:
        return False
    state, file, error = WorkState.DONE, None, ""
    try:
        file = _Making(database, caller, patience, claimed).file()
    except Cancelled:
        state = WorkState.CANCELLED
    except LinliError as problem:
        state, error = WorkState.FAILED, problem.code
        observe.log.warning("export failed", export=str(claimed.id), error=problem.code)
    with database.transaction() as session:
        store.end(session, claimed.id, state, file=file, error=error)
    return True


def filters_of(query: dict[str, Any]) -> RequestFilter:
    """The filters of a kept query."""
    kept: dict[str, Any] = {name: _WORDS[name](one) if name in _WORDS else one for name, one in query.items()}
    return RequestFilter(**kept)


class _Making:
    """One export while it is made."""

    def __init__(self, database: Database, caller: Caller, patience: timedelta, claimed: Claimed) -> None:
        self._database, self._caller, self._patience, self._claimed = database, caller, patience, claimed
        self._filters = filters_of(claimed.query)
        self._who = self._principal()

    def _principal(self) -> Principal:
        """Whoever asked, if they may still look there. Raises `Forbidden`."""
        with self._database.reading() as session:
            account = accounts.find_account(session, self._claimed.account_id)
        held = account.grants if account is not None and account.active else ()
        if not any(covers(one.area_code, self._claimed.area_code) for one in held):
            raise Forbidden("role_missing", "You may not look there any more.", "您已无权查看该辖区。")
        return Principal(self._claimed.account_id, tuple(held))

    def file(self) -> bytes:
        """All rows as a file. Raises `Cancelled`."""
        names, made = self._names(), sheet(self._claimed.form, HEADS[self._claimed.language])
        with closing(made):
            cursor, done, total = None, 0, self._total()
            while True:
                page = self._page(cursor)
                titles = self._titles(page.rows)
                for row in page.rows:
                    made.add(cells(row, titles.get(str(row.id), ("", "")), names))
                done, cursor = done + len(page.rows), page.next_cursor
                self._reached(done, max(total, done))
                if cursor is None or done >= MOST:
                    return made.file()

    def _total(self) -> int:
        where, moment = (self._claimed.area_code,), self._claimed.asked_at
        with self._database.reading() as session:
            return min(projections.count_requests(session, where, self._filters, moment), MOST)

    def _page(self, cursor: str | None) -> Page[RequestRow]:
        where, moment = (self._claimed.area_code,), self._claimed.asked_at
        with self._database.reading() as session:
            return projections.list_requests(session, where, self._filters, cursor, PAGE, moment)

    def _reached(self, done: int, total: int) -> None:
        with self._database.transaction() as session:
            if not store.reached(session, self._claimed.id, done, total):
                raise Cancelled

    def _titles(self, rows: tuple[RequestRow, ...]) -> dict[str, tuple[str, str]]:
        if not rows:
            return {}
        said = self._ask("list_titles", ListTitles(ids=tuple(one.id for one in rows)))
        return {one["id"]: (one["tracking_code"], one["title"]) for one in said["items"]}

    def _names(self) -> Names:
        said, language = self._ask("list_categories", ListCategories()), self._claimed.language
        with self._database.reading() as session:
            district = (
                self._claimed.area_code[:6] if len(self._claimed.area_code) < 20 else self._claimed.area_code[6:12]
            )
            known = {one.code: one.name for one in areas.all_under(session, district, local(now()).date())}
        categories, departments = (
            {one["code"]: one[language] for one in said[name]} for name in ("categories", "departments")
        )
        return Names(language, known, categories, departments)

    def _ask(self, method: str, command: Any) -> dict[str, Any]:
        """What the hotline answers to whoever asked for the export."""
        asked = Ask(method, dump(command), self._who, observe.current_chain(), deadline=now() + self._patience)
        reply = self._caller("hotline", asked.to_wire())
        if "error" in reply:
            raise from_wire(reply["error"])
        return dict(reply["ok"])
