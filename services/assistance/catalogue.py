"""Programs as they are written, in YAML: read with every fault named by file, line and field, or not at all."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from linli.contracts.assistance.programs import (
    ProgramEntryKind,
    WrittenLocality,
    WrittenProfile,
    WrittenProgram,
    WrittenStandard,
)
from linli.contracts.base import load
from linli.dated import ALWAYS, Entry, Key, definition_of
from linli.errors import Invalid
from linli.yaml_files import Where, YamlFile, unreadable
from services.assistance.domain.programs import DEFINITIONS, Book, faults_of

SHIPPED = Path(__file__).with_name("programs.yaml")
SECTIONS: dict[str, tuple[ProgramEntryKind, type[Any]]] = {
    "standards": (ProgramEntryKind.STANDARD, WrittenStandard),
    "profiles": (ProgramEntryKind.PROFILE, WrittenProfile),
    "localities": (ProgramEntryKind.LOCALITY, WrittenLocality),
    "programs": (ProgramEntryKind.PROGRAM, WrittenProgram),
}


@dataclass
class _Written:
    valid_from: date
    entries: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    places: dict[Key, tuple[YamlFile, Where]] = field(default_factory=dict)

    def add(self, file: YamlFile, where: Where, kind: ProgramEntryKind, said: Any) -> None:
        key = (kind, said.code)
        if key in self.places:
            first, there = self.places[key]
            place = f"{first.name}:{first.line(there)}"
            text = f"{kind} {said.code} stands at {place} already. 已在该处定义。"
            self.faults.append(file.fault((*where, "code"), text))
            return
        self.places[key] = file, where
        since = said.valid_from or self.valid_from
        if said.valid_until is not None and said.valid_until <= since:
            text = "It ends before it begins. 结束日期不晚于开始日期。"
            self.faults.append(file.fault((*where, "valid_until"), text))
        definition = definition_of(DEFINITIONS[kind], said)
        self.entries.append(Entry(kind, said.code, 1, len(self.entries), since, said.valid_until, definition))


def read(paths: Sequence[Path], valid_from: date, known: Book | None = None) -> list[Entry]:
    """The entries that these files say, all or none, valid from the day unless they say otherwise.

    They may name entries of the `known` book. Raises `Invalid` (`program_faults`), its fields being the faults by file
    and line.
    """
    written = _Written(valid_from)
    for path in paths:
        _read_file(path, written)
    if not written.faults:
        _check(written, known)
    if written.faults:
        raise _faulty(written.faults)
    return written.entries


def _read_file(path: Path, written: _Written) -> None:
    try:
        file = YamlFile(path)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        written.faults.append(unreadable(path, error))
        return
    written.faults += [file.fault(where, "It stands here twice. 重复。") for where in file.repeated]
    if not isinstance(file.said, dict):
        written.faults.append(file.fault((), "Programs are sections of lists. 应为分节的列表。"))
        return
    for section, said in file.said.items():
        if section not in SECTIONS or not isinstance(said, list):
            known = ", ".join(SECTIONS)
            written.faults.append(file.fault((section,), f"It is no list of {known}. 不是下列之一的列表：{known}。"))
            continue
        for number, one in enumerate(said):
            _read_entry(file, section, str(number), one, written)


def _read_entry(file: YamlFile, section: str, number: str, said: Any, written: _Written) -> None:
    kind, form = SECTIONS[section]
    where = (section, number)
    try:
        made: Any = load(form, said)
    except Invalid as error:
        for name, texts in error.fields.items():
            inner = () if name == "body" else tuple(name.split("."))
            written.faults.append(file.fault((*where, *inner), " ".join(texts)))
        return
    written.add(file, where, kind, made)


def _check(written: _Written, known: Book | None) -> None:
    mine = {one.key for one in written.entries}
    others = [one for one in (known.entries if known else ()) if one.key not in mine]
    for one in faults_of(written.entries, Book([*others, *written.entries]), written.valid_from):
        file, where = written.places[one.entry.key]
        written.faults.append(file.fault((*where, *one.field.split(".")), f"{one.text} {one.text_zh}"))


def _faulty(faults: Sequence[str]) -> Invalid:
    fields: dict[str, list[str]] = {}
    for one in faults:
        place, _, text = one.partition(": ")
        fields.setdefault(place, []).append(text)
    text = "The programs cannot be used; see 'fields' for each fault by file and line."
    return Invalid("program_faults", text, "项目文件有误，请按文件与行号逐项修改。", fields)


def refuse_faults(entries: Iterable[Entry], then: Book, day: date) -> None:
    """Raises `Invalid` (`program_faults`) with what is wrong with these entries in the book that is to be."""
    faults = [f"{one.entry.code}.{one.field}: {one.text} {one.text_zh}" for one in faults_of(entries, then, day)]
    if faults:
        raise _faulty(faults)


@functools.cache
def shipped() -> Book:
    """The programs that come with Linli, valid from the beginning; their stamp is that of their text."""
    stamp = uuid.uuid5(uuid.NAMESPACE_OID, SHIPPED.read_text(encoding="utf-8"))
    return Book(read([SHIPPED], ALWAYS), str(stamp))
