"""The catalogue that the public is shown is asked for now and then, and remembered while the hotline is away."""

from __future__ import annotations

from typing import Any, cast

import pytest

from gateway import catalogue
from gateway.backend import Backend
from gateway.catalogue import PublicCatalogue
from linli.errors import Unavailable

NOISE = {"code": "noise", "zh": "噪声", "en": "Noise"}


class Hotline:
    """A hotline with this catalogue, or away."""

    def __init__(self, *categories: dict[str, str]) -> None:
        self.categories, self.away, self.asked = list(categories), False, 0

    def ask(self, *_asked: Any) -> dict[str, Any]:
        self.asked += 1
        if self.away:
            raise Unavailable("service_away", "away", "away")
        return {"categories": list(self.categories), "groups": [], "departments": []}


def seen(known: PublicCatalogue, hotline: Hotline) -> list[Any]:
    return known.categories(cast(Backend, hotline))


def test_it_is_asked_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    hotline, known, moment = Hotline(NOISE), PublicCatalogue(), [1000.0]
    monkeypatch.setattr("gateway.catalogue.time.monotonic", lambda: moment[0])
    assert seen(known, hotline) == seen(known, hotline) == [NOISE]
    first = known.changed_at(cast(Backend, hotline))
    assert hotline.asked == 1
    moment[0] += catalogue.FRESH + 1
    assert (seen(known, hotline), hotline.asked) == ([NOISE], 2)
    assert known.changed_at(cast(Backend, hotline)) == first, "the same catalogue is no change"
    hotline.categories.append({**NOISE, "code": "other"})
    moment[0] += catalogue.FRESH + 1
    assert len(seen(known, hotline)) == 2
    assert known.changed_at(cast(Backend, hotline)) > first


def test_while_the_hotline_is_away_the_last_word_holds_and_without_one_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hotline, known, moment = Hotline(NOISE), PublicCatalogue(), [1000.0]
    monkeypatch.setattr("gateway.catalogue.time.monotonic", lambda: moment[0])
    hotline.away = True
    with pytest.raises(Unavailable):
        seen(known, hotline)
    hotline.away = False
    seen(known, hotline)
    hotline.away = True
    moment[0] += catalogue.FRESH * 100
    assert seen(known, hotline) == [NOISE]
