"""Templates 模板 of the texts that operators write: their placeholders, their versions, and how they are filled."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.areas import path_of
from linli.contracts.hotline.templates import TemplateContent, TemplateUse
from linli.errors import Conflict, Invalid

PLACEHOLDERS = frozenset(
    ("tracking_code", "title", "category", "opened_at", "answer_due_at", "settle_due_at", "result", "today")
)
"""All that a template may ask for; nothing personal is among them."""


def placeholders(text: str, field: str) -> list[str]:
    """The placeholders of a text in their order; raises `Invalid` naming the field for one that nobody can fill."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise _bad(field, f"a brace is not closed or not opened ({error})", "花括号不成对") from error
    found = [name for _, name, _, _ in parts if name is not None]
    plain = all(not spec and conversion is None for _, name, spec, conversion in parts if name is not None)
    for name in found:
        if name not in PLACEHOLDERS or not plain:
            known = ", ".join(sorted(PLACEHOLDERS))
            raise _bad(field, f"{{{name[:40]}}} is no placeholder; there are {known}", f"没有占位符 {name[:40]}")
    return found


def _bad(field: str, fault: str, fault_zh: str) -> Invalid:
    text = f"{fault}. {fault_zh}。"
    return Invalid("bad_placeholder", f"{fault}.", f"{fault_zh}。", {field: [text]})


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in place of their placeholders; others stay as they are."""
    return "".join(_filled(text, values))


def _filled(text: str, values: Mapping[str, str]) -> Iterator[str]:
    for before, name, _, _ in string.Formatter().parse(text):
        yield before
        if name is not None:
            yield values.get(name, f"{{{name}}}")


def all_placeholders(content: TemplateContent) -> tuple[str, ...]:
    """The placeholders of both languages, each once; raises `Invalid` as `placeholders` does."""
    found = placeholders(content.text, "content.text")
    found += placeholders(content.text_en, "content.text_en") if content.text_en else []
    return tuple(dict.fromkeys(found))


@dataclass
class TemplateVersion:
    """One version of a template; it never changes."""

    template_id: UUID
    number: int
    content: TemplateContent
    written_by: UUID
    written_at: datetime


@dataclass
class Template:
    """A template: what its newest version is found by. `sequence` counts its changes."""

    id: UUID
    area_code: str
    path: str
    written_at: datetime
    use: TemplateUse
    category: str | None
    newest: int = 0
    retired: bool = False
    sequence: int = 0

    @classmethod
    def write(
        cls, template_id: UUID, area_code: str, content: TemplateContent, by: UUID, at: datetime
    ) -> tuple[Template, TemplateVersion]:
        """A new template and its first version; raises `Invalid` for a placeholder that nobody can fill."""
        made = cls(template_id, area_code, path_of(area_code), at, content.use, content.category)
        return made, made.revise(content, by, at)

    def revise(self, content: TemplateContent, by: UUID, at: datetime) -> TemplateVersion:
        """The next version, in use from now on; raises as `write`."""
        all_placeholders(content)
        self.sequence += 1
        self.newest += 1
        self.use, self.category, self.written_at, self.retired = content.use, content.category, at, False
        return TemplateVersion(self.id, self.newest, content, by, at)

    def retire(self) -> None:
        """Out of use; raises `Conflict` when it is already."""
        if self.retired:
            raise Conflict("already_retired", "The template is out of use already.", "该模板已停用。")
        self.sequence += 1
        self.retired = True
