"""The catalogue: shown, searched, changed by those who may, loaded from files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from linli.areas import Tier, tier_of
from linli.clock import local
from linli.contracts.hotline.catalogue import (
    CatalogueChange,
    CatalogueLoaded,
    CatalogueView,
    CategoryCodes,
    CategoryView,
    ChangeCategory,
    CreateCategory,
    DepartmentView,
    FieldDefinition,
    GetCategory,
    GroupView,
    ListCategories,
    LoadCatalogue,
    RetireEntry,
    SuggestCategories,
    SuggestionsView,
    SuggestionView,
)
from linli.contracts.hotline.requests import OpenRequest
from linli.dated import outcomes
from linli.dated_files import Loading
from linli.errors import Conflict, Invalid, existing, not_found
from linli.work import Work
from services.hotline.catalogue import read, shipped
from services.hotline.domain.catalogue import CATCH_ALL, Catalogue, Edition, Entry, EntryKind, definition_in
from services.hotline.domain.checking import faults_of
from services.hotline.domain.request import Request
from services.hotline.domain.routing import Assignment, Category, at_tier
from services.hotline.store.catalogue import CATALOGUE

V = TypeVar("V")
LEVEL = 3
"""The level of categories, below two levels of groups."""


def current(work: Work) -> Catalogue:
    """The catalogue with all its versions."""
    return CATALOGUE.current(work.session, shipped)


def edition(work: Work, day: date | None = None) -> Edition:
    """The catalogue of a day, today unless given."""
    return current(work).on(day or local(work.now).date())


def established(work: Work) -> Catalogue:
    """The catalogue, which is in the database from now on if it was not there; for work that changes something."""
    return CATALOGUE.established(work.session, shipped, work.now)


def assignment(work: Work, said: OpenRequest, at: datetime) -> tuple[Assignment, Sequence[FieldDefinition]]:
    """Who answers a request that is opened, by when, by the catalogue of the day, and the form of its category.

    Raises `Invalid` for its category.
    """
    here = established(work).on(local(at).date())
    return here.assign(said.area_code, said.category, said.kind, said.channel), here.definitions[said.category].fields


def named(work: Work, code: str) -> Category:
    """A category that a request has: as it is today, or as it was when it ended. Raises `Invalid` if it never was."""
    return _standing(work, code).category(code)


def ruled(work: Work, request: Request) -> Assignment:
    """Who answers a request by today's rules, and its clocks; a category that has ended is as it was at its end."""
    here = _standing(work, request.category)
    return here.assign(request.area_code, request.category, request.kind, request.channel, request.urgent)


def _standing(work: Work, category: str) -> Edition:
    known = current(work)
    return known.on(known.last_day_of(category, local(work.now).date()))


def view_of(form: Callable[..., V], entry: Entry, known: Catalogue, **more: Any) -> V:
    """An entry as it is shown; its version is the one to change it from."""
    said = {one.name: getattr(entry.definition, one.name) for one in fields(entry.definition)}
    dates = {"valid_from": entry.valid_from, "valid_until": entry.valid_until}
    return form(**said, **dates, code=entry.code, version=known.latest(*entry.key), **more)


def list_categories(work: Work, said: ListCategories) -> CatalogueView:
    """The catalogue of a day; with a word, those categories whose code, names, group's names or keywords have it."""
    work.authorised = True
    known, here = current(work), edition(work, said.at)
    found = [one for one in here.of_kind(EntryKind.CATEGORY) if said.q is None or _has(one, said.q.casefold(), here)]
    return CatalogueView(
        stamp=known.stamp,
        departments=tuple(DepartmentView(code=code, zh=one.zh, en=one.en) for code, one in here.departments.items()),
        groups=tuple(
            GroupView(code=code, level=2 if one.parent else 1, parent=one.parent, zh=one.zh, en=one.en)
            for code, one in here.groups.items()
        ),
        categories=tuple(view_of(CategoryView, one, known, level=LEVEL) for one in found),
    )


def _has(entry: Entry, word: str, here: Edition) -> bool:
    said = entry.definition
    groups = [here.groups[code] for code in here.groups_of(said.group)]
    names = [name for one in (said, *groups) for name in (one.zh, one.en)]
    return any(word in text.casefold() for text in (entry.code, *names, *said.keywords))


def category_codes(work: Work) -> CategoryCodes:
    """The categories of today."""
    work.authorised = True
    return CategoryCodes(stamp=current(work).stamp, codes=tuple(edition(work).categories))


def get_category(work: Work, said: GetCategory) -> CategoryView:
    """A category as it holds on a day."""
    return _category(work, shown_entry(work, EntryKind.CATEGORY, said.code, said.at))


def create_category(work: Work, said: CreateCategory) -> CategoryView:
    """Add a category."""
    return _category(work, create(work, EntryKind.CATEGORY, said))


def change_category(work: Work, said: ChangeCategory) -> CategoryView:
    """Say what a category is from a day on."""
    return _category(work, change(work, EntryKind.CATEGORY, said))


def retire_category(work: Work, said: RetireEntry) -> CategoryView:
    """End a category on a day."""
    return _category(work, retire(work, EntryKind.CATEGORY, said))


def _category(work: Work, entry: Entry) -> CategoryView:
    return view_of(CategoryView, entry, current(work), level=LEVEL)


def suggest(work: Work, said: SuggestCategories) -> SuggestionsView:
    """The categories that a text is likely about, with the words that say so."""
    work.authorised = True
    here = edition(work)
    names = here.definitions
    found = here.suggester.suggest(said.text, said.limit)
    return SuggestionsView(
        suggestions=tuple(
            SuggestionView(
                code=one.code, zh=names[one.code].zh, en=names[one.code].en, score=one.score, matched=one.matched
            )
            for one in found
        )
    )


def shown_entry(work: Work, kind: EntryKind, code: str, at: date | None = None) -> Entry:
    """The entry as it holds on a day; raises `NotFound`."""
    work.authorised = True
    return existing(edition(work, at).entry(kind, code), kind.value, "条目")


def create(work: Work, kind: EntryKind, said: Any) -> Entry:
    """Add an entry; raises `Conflict` where one with its code holds or is to hold."""
    _authorise(work, said)
    known = _to_change(work)
    if any(one.key == (kind, said.code) and one.lasts_beyond(local(work.now).date()) for one in known.entries):
        raise Conflict("code_taken", f"There is a {kind} {said.code} already.", f"代码 {said.code} 已存在。")
    return _put(work, known, kind, said)


def change(work: Work, kind: EntryKind, said: Any) -> Entry:
    """Say what an entry is from a day on."""
    _authorise(work, said)
    known = _to_change(work)
    _present(work, known, kind, said.code, said.version)
    return _put(work, known, kind, said)


def retire(work: Work, kind: EntryKind, said: RetireEntry) -> Entry:
    """End an entry on a day."""
    _authorise(work, None)
    known = _to_change(work)
    was = _present(work, known, kind, said.code, said.version)
    _keep_catch_all(kind, said.code)
    day = _first_day(work, said.valid_until, "valid_until")
    ended = Entry(kind, said.code, known.latest(*was.key) + 1, was.position, day, day, was.definition)
    CATALOGUE.put(work.session, [ended], work.by, work.now)
    return ended


def _authorise(work: Work, said: Any) -> None:
    """Changes are for administrators of a district: that of the rule's area, or any for what is for all."""
    work.authorised = True
    if work.principal is None:
        return
    held = work.principal.areas(work.roles) or work.principal.areas()
    districts = [one for one in held if tier_of(one) is Tier.DISTRICT]
    area: str | None = getattr(said, "area_code", None) or next(iter([*districts, *held]), None)
    if area is None:
        raise not_found("catalogue", "目录")
    work.authorise(at_tier(area, Tier.DISTRICT), "catalogue", "目录")


def _to_change(work: Work) -> Catalogue:
    established(work)
    CATALOGUE.keep_from_others(work.session)
    return current(work)


def _present(work: Work, known: Catalogue, kind: EntryKind, code: str, version: int | None) -> Entry:
    """The last version that holds or is to hold, if the caller saw it and may change it; raises `NotFound`."""
    today = local(work.now).date()
    held = [one for one in known.entries if one.key == (kind, code) and one.lasts_beyond(today)]
    if not held:
        raise not_found(kind.value, "条目")
    _authorise(work, held[0].definition)
    work.expect(version, known.latest(kind, code))
    return max(held, key=lambda one: one.valid_from)


def _keep_catch_all(kind: EntryKind, code: str) -> None:
    if kind is EntryKind.CATEGORY and code == CATCH_ALL:
        raise Conflict("catch_all", f"The category {CATCH_ALL} takes all the rest and stays.", "兜底类别不能停用。")


def _put(work: Work, known: Catalogue, kind: EntryKind, said: Any) -> Entry:
    since = _first_day(work, said.valid_from, "valid_from")
    if said.valid_until is not None and said.valid_until <= since:
        text = "It ends before it begins. 结束日期不晚于开始日期。"
        raise Invalid("ends_before_it_begins", text, "结束日期不晚于开始日期。", {"valid_until": [text]})
    if said.valid_until is not None:
        _keep_catch_all(kind, said.code)
    version, definition = known.latest(kind, said.code) + 1, definition_in(kind, said)
    position = next((one.position for one in known.entries if one.key == (kind, said.code)), len(known.versions))
    made = Entry(kind, said.code, version, position, since, said.valid_until, definition)
    refuse_faults([made], known.with_versions([made]), since)
    CATALOGUE.put(work.session, [made], work.by, work.now)
    return made


def _first_day(work: Work, day: date | None, field: str) -> date:
    """The day from which a change holds, today unless given; raises `Invalid` for the past, which is not rewritten."""
    today = local(work.now).date()
    if day is not None and day < today:
        text = "It lies in the past. 日期不能早于今天。"
        raise Invalid("in_the_past", text, "日期不能早于今天。", {field: [text]})
    return day or today


def refuse_faults(entries: Iterable[Entry], then: Catalogue, day: date) -> None:
    """Raises `Invalid` with what is wrong with these entries in the catalogue that is to be, by field."""
    fields: dict[str, list[str]] = {}
    for one in faults_of(entries, then, day):
        fields.setdefault(one.field, []).append(f"{one.text} {one.text_zh}")
    if fields:
        raise Invalid("catalogue_faults", "It does not fit into the catalogue.", "与目录不符。", fields)


LOADING = Loading(CATALOGUE, shipped, read, refuse_faults)
"""How files become the catalogue."""


def load_file(work: Work, said: LoadCatalogue) -> CatalogueLoaded:
    """Let the catalogue say what a file says, or see what that would change.

    Raises `Invalid` (`catalogue_faults`), its fields being the faults by the file's name and line.
    """
    _authorise(work, None)
    day = _first_day(work, said.valid_from, "valid_from")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file.yaml"
        file.write_text(said.content, encoding="utf-8")
        step = LOADING.planned if said.trial else LOADING.load
        try:
            changes = step(work, [file], day, complete=said.complete)
        except Invalid as error:
            error.fields = {place.replace(str(file), said.name): texts for place, texts in error.fields.items()}
            raise
    found = outcomes(changes, EntryKind)
    return CatalogueLoaded(changes=tuple(CatalogueChange(kind=kind.value, **one) for kind, one in found.items()))
