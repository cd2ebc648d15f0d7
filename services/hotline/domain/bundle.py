"""A bundle 一件事: one form from which each of several offices gets a request with the answers it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.hotline.bundles import BundleDefinition, BundlePart, OpenBundle
from linli.contracts.hotline.requests import OpenRequest
from linli.errors import Invalid


@dataclass
class Bundle:
    """An opened bundle; its requests live their own lives."""

    id: UUID
    code: str
    area_code: str
    opened_at: datetime


@dataclass
class BundleItem:
    """Which request was opened for which part."""

    bundle_id: UUID
    position: int
    part: str
    request_id: UUID


def requests_of(said: OpenBundle, definition: BundleDefinition) -> Iterator[OpenRequest]:
    """The requests to open, in the order of the parts asked for.

    Raises `Invalid` for a part that the bundle does not have or that is named twice, an answer to no question, or a
    required question without one that a part asked for needs.
    """
    parts = {part.code: part for part in definition.parts}
    chosen = [_part(parts, wanted.code) for wanted in said.parts]
    if not chosen or len({part.code for part in chosen}) < len(chosen):
        raise _bad("parts", "Name each part once, and one at least.", "每项只填一次，至少一项。")
    _check_answers(said.answers, definition, chosen)
    for wanted, part in zip(said.parts, chosen, strict=True):
        yield OpenRequest(
            id=wanted.request_id,
            tracking_code=wanted.tracking_code,
            area_code=said.area_code,
            category=part.category,
            title=f"{definition.zh}：{part.zh}",
            description=description_of(definition, part, said.answers),
            kind=part.kind,
            channel=said.channel,
            contact_name=said.contact_name,
            contact_phone=said.contact_phone,
        )


def description_of(definition: BundleDefinition, part: BundlePart, answers: Mapping[str, str]) -> str:
    """The answers that the part's office needs, a line each; nothing that it does not need."""
    labels = {field.name: field.zh for field in definition.form}
    return "\n".join(f"{labels[name]}：{answers[name]}" for name in part.needs if name in answers)


def _part(parts: Mapping[str, BundlePart], code: str) -> BundlePart:
    if code not in parts:
        raise _bad("parts", f"The bundle has no part {code[:40]}.", f"没有事项 {code[:40]}。")
    return parts[code]


def _check_answers(answers: Mapping[str, str], definition: BundleDefinition, chosen: list[BundlePart]) -> None:
    needed = {name for part in chosen for name in part.needs}
    known = {field.name for field in definition.form}
    for name in answers:
        if name not in known:
            raise _bad(f"answers.{name}", "The form has no such question.", "表单中没有该项。")
    for field in definition.form:
        if field.required and field.name in needed and field.name not in answers:
            raise _bad(f"answers.{field.name}", f"Answer: {field.en}.", f"请填写{field.zh}。")


def check(definition: BundleDefinition) -> None:
    """Raises `Invalid` for a definition whose parts need what the form does not ask."""
    asked = {field.name for field in definition.form}
    for part in definition.parts:
        for name in part.needs:
            if name not in asked:
                raise _bad(f"{definition.code}.{part.code}", f"The form does not ask {name}.", f"表单缺少 {name}。")


def _bad(field: str, message: str, message_zh: str) -> Invalid:
    return Invalid("bad_bundle", message, message_zh, {field: [f"{message} {message_zh}"]})
