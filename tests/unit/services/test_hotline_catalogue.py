"""A catalogue file is read whole or refused with file, line and field; what holds on a day follows from the dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.base import dump, load
from linli.errors import Invalid
from services.hotline.catalogue import read, shipped
from services.hotline.domain.catalogue import ALWAYS, DEFINITIONS, Catalogue, Entry, EntryKind
from services.hotline.domain.checking import faults_of
from tests.factories.catalogues import SMALL, catalogue, category, entry

DAY = date(2026, 3, 2)
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 12))
FAULTS = [
    ("    group: road\n", "    group: rood\n", 14, "group", "no group rood of level 2"),
    ("    group: road\n", "    group: city\n", 14, "group", "no group city of level 2"),
    ("    service: grid\n", "    service: moon\n", 15, "service", "Must be one of"),
    ("tier: street", "tier: moon", 16, "unit.tier", "Must be one of"),
    ("street, department: CG", "street, department: XX", 16, "unit.department", "no department XX"),
    ('settle: "3wd"}\n    keywords', "settle: soon}\n    keywords", 17, "deadlines.settle", "Write 30m, 2h or 7d"),
    (', settle: "3wd"}\n    keywords', "}\n    keywords", 17, "deadlines.settle", "Missing data"),
    ("[路灯, lamp]", "[路灯, 路灯]", 18, "keywords.1", "there twice"),
    ("[路灯, lamp]", "[路灯, no]", 18, "keywords.1", "Not a valid string"),
    ("[路灯, lamp]", "[路灯]\n    colour: red", 19, "colour", "Unknown field"),
    ("[路灯, lamp]", "[]\n    fields: [{name: Big, zh: 大, en: big}]", 19, "fields.0.name", "Give a name"),
    (
        "[路灯, lamp]",
        "[]\n    fields: [{name: a, zh: 大, en: b, type: choice}]",
        19,
        "fields.0.choices",
        "needs choices",
    ),
    ("[路灯, lamp]", "[]\n    valid_until: 1899-12-31", 19, "valid_until", "ends before it begins"),
    ("  - code: other\n", "  - code: road.lamp\n", 19, "", "stands at {file}:11 already"),
    ("    en: Lamp\n", "    en: Lamp\n    en: Lump\n", 14, "en", "twice"),
    ("category: road.lamp", "category: road.limp", 28, "category", "no category road.limp"),
    ("unit: {tier: district}", "unit: {}", 29, "unit", "Give a tier"),
    ("unit: {tier: district}", 'unit: {area_code: "210103005"}', 29, "unit.area_code", "same district"),
    ("unit: {tier: district}", "unit: {department: XX}", 29, "unit.department", "no department XX"),
    ("unit: {tier: district}", "unit: {tier: district}\n    area_code: 2101", 30, "area_code", "Not a valid string"),
    ("unit: {tier: district}", 'unit: {tier: district}\n    area_code: "2101"', 30, "area_code", "Give 6 digits"),
    ("kind: question", "kind: quest", 32, "kind", "Must be one of"),
    ("kind: question", "{kind: question", 33, "file", "cannot be read"),
    ("routing:", "rooting:", 26, "rooting", "no such section"),
    ("departments:\n", "departments: []\nx:\n", 1, "departments", "Map codes"),
    ("  RX: {", "  rx: {", 3, "code", "department's code"),
    ("      road: {zh: 道路", "      road: {zz: 道路", 9, "zz", "Unknown field"),
]


def written(folder: Path, text: str) -> Path:
    """A file that says this."""
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("was", "now", "line", "field", "said"), FAULTS, ids=lambda one: str(one)[:24])
def test_a_fault_is_named_by_file_line_and_field(
    tmp_path: Path, was: str, now: str, line: int, field: str, said: str
) -> None:
    path = written(tmp_path, SMALL.replace(was, now, 1))
    with pytest.raises(Invalid) as refused:
        read([path], ALWAYS)
    assert refused.value.code == "catalogue_faults"
    found = refused.value.fields.get(f"{path}:{line}")
    assert found is not None, refused.value.fields
    assert any(one.partition(": ")[0].endswith(field) and said.format(file=path) in one for one in found), found


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    first = written(tmp_path, SMALL.replace("tier: street", "tier: moon").replace("kind: question", "kind: quest"))
    with pytest.raises(Invalid) as refused:
        read([first, tmp_path / "absent.yaml"], ALWAYS)
    assert set(refused.value.fields) == {f"{first}:16", f"{first}:32", f"{tmp_path}/absent.yaml:1"}


@pytest.mark.parametrize("text", ["a: &a [*a]", "- 1", "[", "\x00", "? {a: b}\n: c", "a: !!python/object:os.system {}"])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid, match="catalogue_faults"):
        read([written(tmp_path, text)], ALWAYS)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    with pytest.raises(Invalid):
        read([written(tmp_path_factory.getbasetemp(), text)], ALWAYS)


def test_a_catalogue_needs_its_catch_all_and_its_department_of_last_resort(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        read([written(tmp_path, SMALL.replace("RX:", "RY:").replace("code: other", "code: others"))], ALWAYS)
    assert set(refused.value.fields) == {"categories", "departments"}


def test_several_files_may_lean_on_each_other_and_on_what_is_known(tmp_path: Path) -> None:
    head, _, rules = SMALL.partition("routing:")
    first, second = tmp_path / "one.yaml", tmp_path / "two.yaml"
    first.write_text(head, encoding="utf-8")
    second.write_text(f"routing:{rules}", encoding="utf-8")
    together = read([second, first], ALWAYS)
    assert len(together) == 8
    known = Catalogue(read([first], ALWAYS))
    assert [one.code for one in read([second], ALWAYS, known)] == ["lamps", "quick"]
    with pytest.raises(Invalid):
        read([second], ALWAYS)


def test_an_entry_says_its_own_dates_or_has_those_of_the_file(tmp_path: Path) -> None:
    text = SMALL.replace(
        "  - code: lamps\n", "  - code: lamps\n    valid_from: 2026-05-01\n    valid_until: 2026-06-01\n"
    )
    rule = next(one for one in read([written(tmp_path, text)], DAY) if one.code == "lamps")
    other = next(one for one in read([written(tmp_path, text)], DAY) if one.code == "other")
    assert (rule.valid_from, rule.valid_until) == (date(2026, 5, 1), date(2026, 6, 1))
    assert (other.valid_from, other.valid_until) == (DAY, None)


def test_the_shipped_catalogue_has_three_levels_and_more_than_a_hundred_categories() -> None:
    here = shipped().on(DAY)
    assert len(here.categories) >= 100
    levels = {len(here.groups_of(said.group)) for said in here.definitions.values()}
    assert levels == {2}, "every category is in a group of level 2, which is in one of level 1"
    assert list(faults_of(here.entries, shipped(), DAY)) == []
    assert {one.kind for one in here.entries} == set(EntryKind)


def test_every_definition_of_the_shipped_catalogue_keeps_its_wire_form() -> None:
    for one in shipped().entries:
        assert load(DEFINITIONS[one.kind], dump(one.definition)) == one.definition


def test_an_entry_holds_from_its_first_day_up_to_the_day_it_ends() -> None:
    one = replace(category("road.lamp"), valid_from=DAY, valid_until=DAY + timedelta(2))
    assert [one.holds(DAY + timedelta(days)) for days in (-1, 0, 1, 2)] == [False, True, True, False]
    assert not replace(one, valid_until=DAY).ever_holds


CHANGES = st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=6)


def changed(changes: list[tuple[date, date | None]]) -> Catalogue:
    """A category through these changes, each from a day on, up to another or for good."""
    known = Catalogue([])
    for number, (since, until) in enumerate(changes, 1):
        said = replace(category("road.lamp", en=f"v{number}"), version=number, valid_from=since, valid_until=until)
        known = known.with_versions([said])
    return known


@given(CHANGES, DAYS)
def test_on_any_day_the_last_change_that_began_decides(changes: list[tuple[date, date | None]], day: date) -> None:
    """The oracle: a change wipes all that was to be from its first day on."""
    expected: dict[date, str | None] = {}
    every_day = [date(2026, 1, 1) + timedelta(number) for number in range(12)]
    for number, (since, until) in enumerate(changes, 1):
        for one in every_day:
            if one >= since:
                expected[one] = f"v{number}" if until is None or one < until else None
    found = changed(changes).on(day).definitions.get("road.lamp")
    assert (found.en if found else None) == expected.get(day)


@given(CHANGES)
def test_no_two_versions_of_an_entry_hold_on_one_day(changes: list[tuple[date, date | None]]) -> None:
    known = changed(changes)
    for number in range(12):
        day = date(2026, 1, 1) + timedelta(number)
        assert sum(one.holds(day) for one in known.entries) <= 1
    assert known.latest(EntryKind.CATEGORY, "road.lamp") == len(changes)


def test_what_is_written_as_it_stands_changes_nothing_and_the_rest_becomes_new_versions() -> None:
    known = catalogue()
    same = next(one for one in known.entries if one.code == "road.lamp")
    other = replace(category("road.hole", en="Hole"), valid_from=DAY)
    new = replace(category("road.new"), valid_from=DAY)
    changes = known.changes_to([same, other, new], DAY, complete=False)
    assert [(one.code, one.version) for one in changes] == [("road.hole", 2), ("road.new", 1)]
    assert known.with_versions(changes).changes_to([same, other, new], DAY, complete=False) == []


def test_a_complete_load_ends_what_is_not_written() -> None:
    known = catalogue()
    kept = [one for one in known.entries if one.code != "road.hole"]
    (ended,) = known.changes_to(kept, DAY, complete=True)
    assert (ended.code, ended.version, ended.ever_holds) == ("road.hole", 2, False)
    then = known.with_versions([ended])
    assert "road.hole" in then.on(DAY - timedelta(1)).categories
    assert "road.hole" not in then.on(DAY).categories


def test_days_between_two_changes_share_an_edition() -> None:
    known = catalogue(replace(category("road.new"), valid_from=DAY))
    assert known.on(DAY) is known.on(DAY + timedelta(400))
    assert known.on(DAY) is not known.on(DAY - timedelta(1))


def faults(one: Entry) -> list[str]:
    known = catalogue()
    then = known.with_versions([one])
    return [fault.field for fault in faults_of([one], then, DAY)]


@pytest.mark.parametrize(
    ("one", "fields"),
    [
        (entry(EntryKind.GROUP, "lane", zh="巷", en="Lane", parent="road"), ["parent"]),
        (entry(EntryKind.GROUP, "lane", zh="巷", en="Lane", parent="city"), []),
        (
            entry(EntryKind.ROUTING, "r", unit={"tier": "street", "area_code": "210103"}, area_code="210103005"),
            ["unit.area_code"],
        ),
        (entry(EntryKind.ROUTING, "r", unit={"area_code": "210103006"}, area_code="210103005"), []),
        (entry(EntryKind.ROUTING, "r", unit={"area_code": "210102006"}, area_code="210103005"), ["unit.area_code"]),
        (entry(EntryKind.ROUTING, "r", unit={"tier": "street"}, category="other", group="road"), ["group"]),
        (entry(EntryKind.DEADLINE, "d", deadlines={}), ["deadlines"]),
        (entry(EntryKind.DEADLINE, "d", deadlines={"sign": "1h"}, group="no"), ["group"]),
    ],
    ids=lambda one: str(getattr(one, "code", one)),
)
def test_what_does_not_fit_into_the_catalogue_is_a_fault(one: Entry, fields: list[str]) -> None:
    assert faults(one) == fields
