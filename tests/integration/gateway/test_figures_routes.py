"""The figures over HTTP: an area with its groups, opened to what they count, as CSV, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.clock import local, now
from linli.errors import Invalid
from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import COMMUNITY_BESIDE, STREET_BESIDE, Web, web
from tests.polling import poll

FIGURES = "/api/hotline/figures"
ADDRESS = "文安路12号楼上装修噪声"
TODAY = local(now()).date()
PERIOD = f"from={TODAY}&until={TODAY + timedelta(days=2)}"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """Three requests: at two communities and at a street itself; that of the first community was returned."""
    with web(tmp_path_factory.mktemp("figures"), started=True) as made:
        who = made.be()
        first = who.open(COMMUNITY, title=ADDRESS, contact_phone="13912345678")
        who.open(COMMUNITY_BESIDE, title=ADDRESS, contact_phone="13912345679")
        who.open(STREET, title=ADDRESS, kind="complaint")
        path = f"/api/hotline/requests/{first['id']}/return"
        assert who.post(path, {"reason": "不属本单位"}, If_Match="*").status_code == 200
        poll(lambda: figure(asked(made, DISTRICT), "returns")["counted"] == 4, message="all is told")
        yield made


def asked(platform: Web, area: str, more: str = "", role: Role = Role.AUDITOR) -> dict[str, Any]:
    answer = platform.be(role, DISTRICT).get(f"{FIGURES}?area={area}&{PERIOD}{more}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def figure(of: dict[str, Any], code: str) -> dict[str, Any]:
    """A figure without its names."""
    (found,) = [one for one in of["figures"] if one["code"] == code]
    return {name: found[name] for name in ("reached", "counted", "value")}


def opened(platform: Web, code: str, more: str) -> list[dict[str, Any]]:
    """Every page of what is behind a figure."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = platform.be().get(f"{FIGURES}/{code}/requests?{PERIOD}&limit=1{more}{cursor}")
        assert page.status_code == 200, page.text
        said = page.json or {}
        found += said["items"]
        if said["next_cursor"] is None:
            return found
        cursor = f"&cursor={said['next_cursor']}"


def test_the_figures_of_an_area_and_of_those_below(platform: Web) -> None:
    said = asked(platform, DISTRICT)
    assert (said["name"], said["tier"], said["by"]) == ("沈河区", "district", "area")
    assert figure(said, "returns") == {"reached": 1, "counted": 4, "value": 0.25}
    assert figure(said, "data_quality") == {"reached": 2, "counted": 3, "value": 0.6667}
    assert figure(said, "satisfaction") == {"reached": 0, "counted": 0, "value": None}
    by_area = {one["area"]: figure(one, "returns")["counted"] for one in said["groups"]}
    assert by_area == {STREET: 4, STREET_BESIDE: 0}
    street = {(one["area"], one["own"]): figure(one, "returns") for one in asked(platform, STREET)["groups"]}
    assert {key: one["counted"] for key, one in street.items()} == {
        (STREET, True): 1,
        (COMMUNITY, False): 2,
        (COMMUNITY_BESIDE, False): 1,
    }


def test_a_return_is_on_the_account_of_the_unit_that_returned(platform: Web) -> None:
    groups = asked(platform, DISTRICT, "&by=unit")["groups"]
    reached = {(one["unit_area"], one["department"]): figure(one, "returns")["reached"] for one in groups}
    assert reached == {(COMMUNITY, "SQ"): 1, (COMMUNITY_BESIDE, "SQ"): 0, (STREET, "SQ"): 0}
    assert {one["name"] for one in groups} == {"滨河街道 SQ", "多福社区 SQ", "文安社区 SQ"}


@pytest.mark.parametrize("by", ["area", "unit", "tier", "kind", "category"])
@pytest.mark.parametrize("area", [DISTRICT, STREET])
def test_every_group_opens_to_as_many_as_it_counts(platform: Web, by: str, area: str) -> None:
    for group in asked(platform, area, f"&by={by}")["groups"]:
        names = ("area", "unit_tier", "unit_area", "department", "kind", "category")
        keys = {name: group[name] for name in names if group[name]}
        more = "".join(f"&{name}={value}" for name, value in {"area": area, **keys}.items())
        more += "&own=true" if group["own"] else ""
        for code in ("returns", "data_quality"):
            for part, name in (("counted", "counted"), ("reached", "reached")):
                shown = opened(platform, code, f"{more}&part={part}")
                assert len(shown) == figure(group, code)[name], (group["name"], code, part)


def test_what_is_behind_a_figure_says_when_and_whose_it_was(platform: Web) -> None:
    (one,) = opened(platform, "returns", f"&area={DISTRICT}&part=reached")
    assert (one["area_code"], one["unit_area"], one["department"], one["reached"]) == (COMMUNITY, COMMUNITY, "SQ", True)
    assert platform.be().get(f"/api/hotline/requests/{one['request_id']}").status_code == 200
    missed = opened(platform, "data_quality", f"&area={DISTRICT}&part=missed")
    assert [found["area_code"] for found in missed] == [STREET]


@pytest.mark.parametrize("how", ["format", "accept"])
def test_the_figures_as_csv(platform: Web, how: str) -> None:
    path = f"{FIGURES}?area={STREET}&{PERIOD}"
    answer = platform.be().get(f"{path}&format=csv") if how == "format" else platform.be().get(path, Accept="text/csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert f"figures-{STREET}-{TODAY}" in answer.headers["Content-Disposition"]
    text = answer.get_data().decode("utf-8")
    assert text.startswith("\ufeff")
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    returns = [line for line in lines if line["figure"] == "returns"]
    assert {line["key"]: (line["reached"], line["counted"], line["value"]) for line in returns} == {
        STREET: ("1", "4", "0.25"),
        f"{STREET}/own": ("0", "1", "0.0"),
        COMMUNITY: ("1", "2", "0.5"),
        COMMUNITY_BESIDE: ("0", "1", "0.0"),
    }
    assert {line["value"] for line in lines if line["figure"] == "satisfaction"} == {""}


def test_the_formulas_in_force_are_shown(platform: Web) -> None:
    items = (platform.be(Role.HANDLER, COMMUNITY).get(f"{FIGURES}/formulas").json or {})["items"]
    (returns,) = [one for one in items if one["code"] == "returns"]
    assert (returns["counted"], returns["reached"], returns["better"]) == (
        ["dispatched", "not excluded"],
        ["returned"],
        "lower",
    )


def test_without_a_period_it_is_this_month_so_far(platform: Web) -> None:
    said = platform.be().get(f"{FIGURES}").json or {}
    assert (said["area_code"], said["since"]) == (DISTRICT, str(TODAY.replace(day=1)))
    assert said["until"] >= str(TODAY + timedelta(days=1))
    assert figure(said, "returns")["counted"] == 4


@pytest.mark.parametrize(
    ("query", "status", "code", "field"),
    [
        (f"area={DISTRICT}&from=2026-03-02&until=2026-03-02", 422, "bad_period", "until"),
        (f"area={DISTRICT}&from=2026-03-02&until=2026-03-01", 422, "bad_period", "until"),
        (f"area={DISTRICT}&from=2024-01-01&until=2025-01-02", 422, "bad_period", "until"),
        (f"area={DISTRICT}&from=yesterday", 422, "invalid_fields", "from"),
        (f"area={DISTRICT}&kind=weather", 422, "invalid_fields", "kind"),
        (f"area={DISTRICT}&since=2026-03-02", 400, "unknown_parameter", "since"),
        (f"area={ELSEWHERE}", 404, "not_found", None),
        ("area=210103099", 404, "not_found", None),
        ("area=12", 422, "invalid_fields", "area"),
    ],
)
def test_what_makes_no_sense_is_refused(platform: Web, query: str, status: int, code: str, field: str | None) -> None:
    answer = platform.be().get(f"{FIGURES}?{query}")
    said = answer.json or {}
    assert (answer.status_code, said["code"], list(said["fields"])) == (status, code, [field] if field else [])
    assert platform.be().get(f"{FIGURES}/returns/requests?{query}").status_code == status


def test_a_leap_year_is_not_too_long_and_the_last_day_to_ask_of_is_far(platform: Web) -> None:
    assert platform.be().get(f"{FIGURES}?from=2024-01-01&until=2025-01-01").status_code == 200
    assert platform.be().get(f"{FIGURES}?from=9999-12-31").status_code == 422
    assert platform.be().get(f"{FIGURES}?from=0001-01-01&until=0001-01-02").status_code == 422


def test_an_unknown_figure_and_a_made_up_cursor_are_refused(platform: Web) -> None:
    assert platform.be().get(f"{FIGURES}/telephones/requests").status_code == 404
    refused = platform.be().get(f"{FIGURES}/returns/requests?cursor=nonsense")
    assert (refused.status_code, (refused.json or {})["code"]) == (422, "bad_cursor")


def test_who_acts_at_one_area_sees_it_and_nothing_beside(platform: Web) -> None:
    handler = platform.be(Role.HANDLER, COMMUNITY)
    assert (handler.get(FIGURES).json or {})["area_code"] == COMMUNITY
    assert handler.get(f"{FIGURES}?area={STREET}").status_code == 404
    assert handler.get(f"{FIGURES}/returns/requests?area={COMMUNITY_BESIDE}").status_code == 404


def test_formulas_that_are_not_right_end_the_start(platform: Web, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("figures:\n  - code: returns\n", encoding="utf-8")
    with pytest.raises(Invalid, match=r"own\.yaml:2"):
        platform.build(replace(platform.settings, figures=file))
