"""The hotline's catalogue is whole, and every complaint type of the shipped file has its place in it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.replay.mapping import FALLBACK, MAPPING_FILE, load_mapping
from linli.calendar import Deadline

ROOT = Path(__file__).parents[3]
CATALOGUE: dict[str, Any] = yaml.safe_load((ROOT / "services" / "hotline" / "catalogue.yaml").read_text("utf-8"))
CATEGORIES: list[dict[str, Any]] = CATALOGUE["categories"]
GROUPS: list[dict[str, Any]] = list(CATALOGUE["groups"].values())
SERVICES = {entry["code"]: entry["service"] for entry in CATEGORIES}

each_category = pytest.mark.parametrize("category", CATEGORIES, ids=lambda entry: entry["code"])


def shipped_rows() -> list[dict[str, str]]:
    with (ROOT / "linli" / "data" / "nyc311.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shipped_services() -> Counter[str]:
    mapping = load_mapping()
    found = [mapping.category(row["Complaint Type"], row["Agency"]) for row in shipped_rows()]
    return Counter(SERVICES[category] for category in found if category)


def test_every_complaint_type_of_the_shipped_file_has_a_category() -> None:
    mapping = load_mapping()
    pairs = {(row["Complaint Type"], row["Agency"]) for row in shipped_rows()}
    assert len({complaint for complaint, _ in pairs}) == 84
    assert {pair for pair in pairs if mapping.category(*pair) in (None, FALLBACK)} == set()


def test_the_mapping_names_only_categories_of_the_catalogue() -> None:
    entries = load_mapping().categories
    assert {category for entry in entries.values() for category in entry.values()} <= set(SERVICES)
    assert all("default" in entry for entry in entries.values())


def test_the_mapping_says_each_type_once_even_when_case_and_blanks_are_ignored() -> None:
    node = yaml.compose(MAPPING_FILE.read_text("utf-8"))
    assert node is not None
    assert len(node.value) == len(load_mapping().categories)


def test_a_type_that_is_not_in_the_mapping_has_no_category() -> None:
    assert load_mapping().category("Meteorite", "NASA") is None


def test_each_of_the_three_services_has_a_tenth_of_the_shipped_rows_or_more() -> None:
    counts = shipped_services()
    assert set(counts) == {"assistance", "volunteer", "grid"}
    assert min(counts.values()) >= 60, counts


def test_codes_are_unique_and_have_a_named_group() -> None:
    codes = [entry["code"] for entry in CATEGORIES]
    assert len(codes) == len(set(codes))
    assert FALLBACK in codes
    assert {entry["group"] for entry in CATEGORIES} == {code for one in GROUPS for code in one["groups"]}
    assert all(entry["code"].split(".")[0] == entry["group"] for entry in CATEGORIES)


@each_category
def test_a_category_is_complete(category: dict[str, Any]) -> None:
    needed = {"code", "zh", "en", "group", "service", "unit", "deadlines", "priority", "keywords"}
    assert set(category) - {"fields"} == needed
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)?", category["code"])
    assert re.search(r"[\u4e00-\u9fff]", category["zh"])
    assert category["en"].isascii()
    assert category["service"] in ("assistance", "volunteer", "grid")
    assert category["priority"] in ("normal", "urgent")


@each_category
def test_a_category_has_a_unit_whose_department_exists(category: dict[str, Any]) -> None:
    assert set(category["unit"]) == {"tier", "department"}
    assert category["unit"]["tier"] in ("community", "street", "district")
    assert category["unit"]["department"] in CATALOGUE["departments"]


@each_category
def test_a_category_has_three_deadlines_that_can_be_read(category: dict[str, Any]) -> None:
    assert set(category["deadlines"]) == {"sign", "answer", "settle"}
    for name, written in category["deadlines"].items():
        Deadline.parse(written, name)


def test_departments_and_groups_have_names_in_both_languages_and_every_department_has_work() -> None:
    inner = [names for one in GROUPS for names in one["groups"].values()]
    outer = [{"zh": one["zh"], "en": one["en"]} for one in GROUPS]
    for names in (*CATALOGUE["departments"].values(), *inner, *outer):
        assert set(names) == {"zh", "en"}
        assert all(names.values())
    assert all(re.fullmatch(r"[A-Z]{2}", code) for code in CATALOGUE["departments"])
    assert set(CATALOGUE["departments"]) == {entry["unit"]["department"] for entry in CATEGORIES}


def test_the_catalogue_names_no_place_and_no_agency_of_the_file() -> None:
    words = {row["Agency"] for row in shipped_rows()} | {"NYC", "QUEENS", "BRONX", "BROOKLYN", "MANHATTAN", "SCRIE"}
    text = set(re.findall(r"[A-Za-z0-9]+", (ROOT / "services" / "hotline" / "catalogue.yaml").read_text("utf-8")))
    assert words & text == set()
