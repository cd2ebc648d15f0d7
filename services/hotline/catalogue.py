"""Catalogues as they are written, in YAML: read with every fault named by file, line and field, or not at all."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from linli.contracts.base import load
from linli.contracts.hotline.catalogue import CreateCategory, DepartmentView, GroupView, Validity
from linli.contracts.hotline.routing import CreateDeadlineRule, CreateRoutingRule
from linli.dated import Key
from linli.errors import Invalid
from linli.yaml_files import Where, YamlFile, unreadable
from services.hotline.domain.catalogue import ALWAYS, Catalogue, Entry, EntryKind, definition_in
from services.hotline.domain.checking import faults_of, missing_from

SHIPPED = Path(__file__).with_name("catalogue.yaml")
LISTS: dict[str, tuple[EntryKind, type]] = {
    "categories": (EntryKind.CATEGORY, CreateCategory),
    "routing": (EntryKind.ROUTING, CreateRoutingRule),
    "deadlines": (EntryKind.DEADLINE, CreateDeadlineRule),
}
"""The sections that are lists of entries; `departments` and `groups` map codes to what is said of them."""


@dataclass
class Written:
    """What some files say. `lines` tells where each entry and each part of it stands."""

    valid_from: date
    entries: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lines: dict[Key, tuple[YamlFile, Where]] = field(default_factory=dict)

    def fault(self, file: YamlFile, where: Where, text: str) -> None:
        """Note what is wrong at a place."""
        self.faults.append(file.fault(where, text))

    def add(self, file: YamlFile, where: Where, kind: EntryKind, code: str, said: Any) -> None:
        """Note an entry; one that was there before is a fault."""
        if (kind, code) in self.lines:
            first, there = self.lines[kind, code]
            place = f"{first.name}:{first.line(there)}"
            self.fault(file, where, f"{kind} {code} stands at {place} already. {kind} {code} 已在 {place} 定义。")
            return
        self.lines[kind, code] = file, where
        dates = said if isinstance(said, Validity) else Validity()
        since, until = dates.valid_from or self.valid_from, dates.valid_until
        if until is not None and until <= since:
            self.fault(file, (*where, "valid_until"), "It ends before it begins. 结束日期不晚于开始日期。")
        self.entries.append(Entry(kind, code, 1, len(self.entries), since, until, definition_in(kind, said)))


def read(paths: Sequence[Path], valid_from: date, known: Catalogue | None = None) -> list[Entry]:
    """The entries that these files say, all or none, valid from the day unless they say otherwise.

    They may name entries of the `known` catalogue. Raises `Invalid` (`catalogue_faults`), its fields being the faults
    by file and line.
    """
    written = Written(valid_from)
    for path in paths:
        _read_file(path, written)
    if not written.faults:
        _check(written, known)
    if written.faults:
        raise _faulty(written.faults)
    return written.entries


def _read_file(path: Path, written: Written) -> None:
    try:
        file = YamlFile(path)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        written.faults.append(unreadable(path, error))
        return
    for where in file.repeated:
        written.fault(file, where, "It stands here twice. 重复。")
    if not isinstance(file.said, dict):
        written.fault(file, (), "A catalogue maps sections to entries. 应为分节的映射。")
        return
    for section, said in file.said.items():
        _read_section(file, section, said, written)


def _read_section(file: YamlFile, section: str, said: Any, written: Written) -> None:
    if section == "departments":
        _read_named(file, (section,), said, EntryKind.DEPARTMENT, DepartmentView, written)
    elif section == "groups":
        _read_groups(file, (section,), said, None, written)
    elif section in LISTS:
        _read_list(file, section, said, written)
    else:
        known = ", ".join(("departments", "groups", *LISTS))
        written.fault(file, (section,), f"There is no such section; there are {known}. 没有该分节。")


def _read_groups(file: YamlFile, where: Where, said: Any, parent: str | None, written: Written) -> None:
    """Groups of level 1, each with its groups of level 2 under `groups`."""
    for code, one in said.items() if isinstance(said, dict) else ():
        inner = one.pop("groups", None) if isinstance(one, dict) and parent is None else None
        if isinstance(one, dict):
            one |= {"parent": parent, "level": 2 if parent else 1}
        _read_named(file, where, {code: one}, EntryKind.GROUP, GroupView, written)
        if inner is not None:
            _read_groups(file, (*where, code, "groups"), inner, code, written)
    if not isinstance(said, dict):
        _read_named(file, where, said, EntryKind.GROUP, GroupView, written)


def _read_named(file: YamlFile, where: Where, said: Any, kind: EntryKind, form: type, written: Written) -> None:
    if not isinstance(said, dict):
        written.fault(file, where, "Map codes to entries. 应为代码到条目的映射。")
        return
    for code, one in said.items():
        _read_entry(file, (*where, code), kind, form, {**one, "code": code} if isinstance(one, dict) else one, written)


def _read_list(file: YamlFile, section: str, said: Any, written: Written) -> None:
    kind, form = LISTS[section]
    if not isinstance(said, list):
        written.fault(file, (section,), "List the entries. 应为条目列表。")
        return
    for number, one in enumerate(said):
        _read_entry(file, (section, str(number)), kind, form, one, written)


def _read_entry(file: YamlFile, where: Where, kind: EntryKind, form: type, said: Any, written: Written) -> None:
    try:
        made: Any = load(form, said)
    except Invalid as error:
        for name, texts in error.fields.items():
            inner = () if name == "body" else tuple(name.split("."))
            written.fault(file, (*where, *inner), " ".join(texts))
        return
    written.add(file, where, kind, made.code, made)


def _check(written: Written, known: Catalogue | None) -> None:
    mine = {(one.kind, one.code) for one in written.entries}
    others = [one for one in (known.entries if known else ()) if (one.kind, one.code) not in mine]
    together = Catalogue([*others, *written.entries])
    for one in faults_of(written.entries, together, written.valid_from):
        file, where = written.lines[one.entry.kind, one.entry.code]
        written.fault(file, (*where, *one.field.split(".")), f"{one.text} {one.text_zh}")
    for section, text, text_zh in missing_from(together.on(written.valid_from)):
        written.faults.append(f"{section}: {text} {text_zh}")


def _faulty(faults: Iterable[str]) -> Invalid:
    fields: dict[str, list[str]] = {}
    for one in faults:
        place, _, text = one.partition(": ")
        fields.setdefault(place, []).append(text)
    text = "The catalogue cannot be used; see 'fields' for each fault by file and line."
    return Invalid("catalogue_faults", text, "目录文件有误，请按文件与行号逐项修改。", fields)


@functools.cache
def shipped() -> Catalogue:
    """The catalogue that comes with Linli, valid from the beginning; its stamp is that of its text."""
    stamp = uuid.uuid5(uuid.NAMESPACE_OID, SHIPPED.read_text(encoding="utf-8"))
    return Catalogue(read([SHIPPED], ALWAYS), str(stamp))
