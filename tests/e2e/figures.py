"""Compares what the gateway tells of every area with what the recomputation from the files says."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.e2e.asking import Person
from tests.e2e.recompute import Figures, recompute
from tests.platforms import AREA_FILES, DISTRICT, ROOT, Platform

SHIPPED = ROOT / "linli" / "data" / "nyc311.csv"
CATALOGUE = ROOT / "services" / "hotline" / "catalogue.yaml"
MAPPING = ROOT / "gateway" / "replay" / "mapping.yaml"
PARTS = ("open", "closed", "late", "by_category", "by_service")


def recomputed(csv_path: Path = SHIPPED) -> dict[str, Figures]:
    """What the file means for the district, each of its streets and each of its communities."""
    streets, communities = map(Path, AREA_FILES)
    found = recompute(csv_path, streets, communities, CATALOGUE, MAPPING, datetime.now(UTC), DISTRICT)
    assert len(found) == 1 + 11 + 111, len(found)
    return found


def assert_figures_are_recomputed(platform: Platform, token: str, csv_path: Path = SHIPPED) -> None:
    """Every area's figures, whole and by category and service, are exactly those of the file."""
    somebody, wanted = Person(platform, token), recomputed(csv_path)
    for area, figures in wanted.items():
        told: dict[str, Any] = somebody.figures(area)
        assert {part: told[part] for part in PARTS} == asdict(figures), area
    assert sum(1 for one in wanted.values() if one.closed) > 60, "the file reaches too few areas to prove anything"
