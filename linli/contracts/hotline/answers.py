"""The answers to the fields of a category's form: how they are given, and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import text
from linli.contracts.hotline.catalogue import FieldName

Answers = Annotated[dict[FieldName, Annotated[str, text(1, 1000)]], validate.Length(max=30)]
"""Answers as texts by field: a number 3.5, a date 2026-03-02, true or false, the code of a choice."""


@dataclass(frozen=True, kw_only=True)
class ListAnswers:
    """Ask what was answered to the form of a request."""

    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """One answer; of a personal one only the last two characters."""

    name: str
    value: str
    personal: bool


@dataclass(frozen=True, kw_only=True)
class AnswersView:
    """The answers of a request, by the names of their fields."""

    items: tuple[AnswerView, ...]
