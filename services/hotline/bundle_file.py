"""The definitions of bundles, read from `bundles.yaml` once."""

from __future__ import annotations

import functools
from pathlib import Path

from linli import yaml_text
from linli.contracts.base import load
from linli.contracts.hotline.bundles import BundleCatalogue, BundleDefinition
from services.hotline.domain.bundle import check

FILE = Path(__file__).with_name("bundles.yaml")


@functools.cache
def definitions() -> dict[str, BundleDefinition]:
    """Every bundle by its code, in the file's order."""
    return read_definitions(FILE)


def read_definitions(file: Path) -> dict[str, BundleDefinition]:
    """The bundles of a file; raises `Invalid` naming what is at fault."""
    written = yaml_text.read(file.read_text(encoding="utf-8"))
    found = load(BundleCatalogue, {"items": written["bundles"]})
    for one in found.items:
        check(one)
    return {one.code: one for one in found.items}
