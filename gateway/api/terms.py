"""The words of screens in both languages, for whoever builds one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from gateway.access import PUBLIC
from gateway.api.conventions import answer
from gateway.api.routes import Routes
from linli.contracts.base import schema_class
from linli.contracts.terms import Vocabulary, vocabularies

routes = Routes("terms", "/api/terms", "The words of screens 词汇")


@dataclass(frozen=True, kw_only=True)
class Vocabularies:
    """Every enumeration of the API with its values' Chinese terms and meanings."""

    items: tuple[Vocabulary, ...]


@routes.get("", PUBLIC, schema_class(Vocabularies))
def get_terms() -> Response:
    """What the codes of states, roles, kinds and the like are called 词汇"""
    return answer(Vocabularies(items=tuple(vocabularies().values())))
