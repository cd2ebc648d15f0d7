"""Conformance with Open311 GeoReport v2, clause by clause of its text: what is read, in XML and in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from gateway.projections.tables import REQUEST_ROW
from linli.clock import now
from tests.factories.open311 import FORMS, Program, errors, make_key
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE
from tests.factories.web import Web, web

FIELDS = [
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
]
"""GET Service Requests, Response: every field, in the order of the standard."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("open311")) as made:
        yield made


@pytest.fixture(scope="module")
def key(served: Web) -> str:
    return make_key(served)


@pytest.fixture(params=FORMS)
def program(request: pytest.FixtureRequest, served: Web, key: str) -> Program:
    served.away.clear()
    return Program(served, request.param, key)


# ---- Service Discovery -----------------------------------------------------------------------------------------------


def test_discovery_names_every_required_field_and_the_endpoint(program: Program) -> None:
    said = program.read(program.get("discovery", jurisdiction_id=None))
    assert list(said) == ["changeset", "contact", "key_service", "endpoints"]
    (endpoint,) = said["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://localhost/open311/v2"
    assert endpoint["type"] == "production"
    assert endpoint["formats"] == ["text/xml", "application/json"]


# ---- GET Service List, GET Service Definition ------------------------------------------------------------------------


def test_the_service_list_has_every_field_of_the_standard(program: Program) -> None:
    found = program.read(program.get("services"))
    one = next(one for one in found if one["service_code"] == "noise.residential")
    named = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
    assert list(one) == named
    assert (one["type"], one["group"].partition(".")[0]) == ("realtime", "noise")
    assert one["metadata"] in (True, False, "true", "false")


def test_a_definition_answers_with_the_code_asked_for_and_its_attributes(program: Program) -> None:
    said = program.read(program.get("services/noise.residential"))
    assert said["service_code"] == "noise.residential"
    for order, one in enumerate(said["attributes"] or [], 1):
        assert one["datatype"] in {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
        assert int(one["order"]) == order


@pytest.mark.parametrize(
    "path", ["services", "services/noise.residential", "requests", "requests/1", "tokens/1", "servicerequestupdates"]
)
def test_an_unknown_jurisdiction_is_404_and_none_at_all_400(program: Program, path: str) -> None:
    for none in (None, ""):
        errors(program, program.get(path, jurisdiction_id=none), 400)
    assert "jurisdiction_id" in errors(program, program.get(path, jurisdiction_id="sfgov.org"), 404)[0]["description"]


def test_an_unknown_service_is_404(program: Program) -> None:
    assert "service_code" in errors(program, program.get("services/no.such"), 404)[0]["description"]


# ---- GET Service Requests, GET Service Request -----------------------------------------------------------------------


def test_one_request_is_a_list_of_one_with_every_field(program: Program) -> None:
    found = program.filed(phone="13912345678", first_name="王", description="门牌12号，电话13912345678")
    answer = program.get(f"requests/{found}")
    (shown,) = program.read(answer)
    assert list(shown) == FIELDS
    assert (shown["service_request_id"], shown["status"]) == (found, "open")
    assert (shown["service_code"], shown["address_id"]) == ("noise.residential", COMMUNITY)
    assert shown["address"] == "多福社区, 滨河街道, 沈河区", "from the most specific to the most general"
    assert shown["agency_responsible"] == "多福社区 社区服务"
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert datetime.fromisoformat(shown[name]).tzinfo is not None
    assert shown["expected_datetime"] > shown["requested_datetime"]
    for hidden in ("13912345678", "王", "门牌"):
        assert hidden not in answer.text, "what citizens write is not for everybody"
    errors(program, program.get(f"requests/{uuid4()}"), 404)
    errors(program, program.get("requests/638344"), 404)


def test_ids_override_all_other_arguments(program: Program) -> None:
    first, second = program.filed(), program.filed()
    named = f"{second}, {first},{uuid4()},638344"
    assert program.ids(service_request_id=named, status="closed", start_date="1990-01-01T00:00:00Z") == [second, first]


def test_status_and_service_narrow_the_list_and_may_be_several(program: Program) -> None:
    noise, other = program.filed(), program.filed(service_code="other")
    program.served.be().post(f"/api/hotline/requests/{other}/withdraw", {"note": ""}, If_Match="*")
    assert noise in program.ids(status="open")
    assert other not in program.ids(status="open")
    assert noise not in program.ids(status="closed")
    (shown,) = [one for one in program.read(program.get("requests")) if one["service_request_id"] == other]
    assert (shown["status"], shown["status_notes"]) == ("closed", "已撤回")
    assert {noise, other} <= set(program.ids(status="open,closed", service_code="noise.residential,other"))
    assert other not in program.ids(service_code="noise.residential")
    errors(program, program.get("requests", status="solved"), 400)


def test_the_time_is_the_last_90_days_and_never_longer(program: Program) -> None:
    old = program.filed()
    moment = now() - timedelta(days=100)
    with program.served.database.transaction() as session:
        past = {"opened_at": moment}
        session.execute(update(REQUEST_ROW).where(REQUEST_ROW.c.id == UUID(old)).values(**past))
    assert old not in program.ids()
    first, last = _w3c(moment - timedelta(days=1)), _w3c(moment + timedelta(days=1))
    for arguments in ({"start_date": first}, {"end_date": last}, {"start_date": first, "end_date": last}):
        assert old in program.ids(**arguments), arguments
    errors(program, program.get("requests", start_date=first, end_date=_w3c(now())), 400)
    errors(program, program.get("requests", start_date=last, end_date=first), 400)
    for unfit in ("yesterday", "2010-01-01T00:00:00", "2010-13-01T00:00:00Z"):
        errors(program, program.get("requests", start_date=unfit), 400)
    assert program.get("requests", start_date="1994-11-05T08:15:30-05:00").status_code == 200


def test_pages_divide_the_list_and_are_bounded_by_1000(program: Program) -> None:
    for _ in range(3):
        program.filed()
    whole = program.ids()
    assert [*program.ids(page=1, page_size=2), *program.ids(page=2, page_size=2)] == whole[:4]
    for arguments in ({"page_size": 1001}, {"page_size": 0}, {"page": "two"}, {"page": -1}):
        errors(program, program.get("requests", **arguments), 400)


def test_unknown_arguments_are_passed_over(program: Program) -> None:
    assert program.get("requests", extensions="true", api_key="xyz").status_code == 200


def test_another_district_does_not_show_what_is_not_its_own(program: Program) -> None:
    found = program.filed()
    assert found not in program.ids(jurisdiction_id=ELSEWHERE)
    errors(program, program.get(f"requests/{found}", jurisdiction_id=ELSEWHERE), 404)


# ---- servicerequestupdates -------------------------------------------------------------------------------------------


def test_updates_tell_each_step_in_words_with_the_status_after_it(program: Program) -> None:
    found = program.filed()
    program.served.be().post(f"/api/hotline/requests/{found}/withdraw", {"note": "电话13912345678"}, If_Match="*")
    answer = program.get("servicerequestupdates", service_request_id=found)
    said = program.read(answer)
    assert [(one["status"], one["description"]) for one in said] == [
        ("open", "已收到您的诉求。"),
        ("open", "已派给承办单位。"),
        ("closed", "诉求已撤回。"),
    ]
    named = ["update_id", "service_request_id", "status", "updated_datetime", "description", "media_url"]
    assert list(said[0]) == named
    assert "13912345678" not in answer.text
    period = {"start_date": "2010-01-01T00:00:00Z", "end_date": "2010-02-01T00:00:00Z"}
    assert program.read(program.get("servicerequestupdates", **period)) in ([], None)


# ---- the two forms ---------------------------------------------------------------------------------------------------


def test_both_forms_say_the_same(served: Web, key: str) -> None:
    """JSON is the XML by the Spark convention; XML has no types, so all is compared as its text."""
    served.away.clear()
    asked = Program(served, "json", key)
    found = asked.filed()
    for path in ("services", "services/noise.residential", "requests", f"requests/{found}", "servicerequestupdates"):
        one, other = (Program(served, form).read(Program(served, form).get(path)) for form in FORMS)
        assert _texts(one) == _texts(other), path


def _texts(said: Any) -> Any:
    if isinstance(said, list):
        return [_texts(one) for one in said]
    if isinstance(said, dict):
        return {name: _texts(value) for name, value in said.items()}
    if said is None or isinstance(said, str):
        return said or None
    return json.dumps(said)


def test_the_language_is_the_callers(served: Web) -> None:
    path = f"/open311/v2/services/none.json?jurisdiction_id={DISTRICT}"
    english = served.anyone().get(path, headers={"Accept-Language": "en"})
    assert (english.json or [])[0]["description"] == "service_code: not found."


def test_an_address_with_another_ending_is_nothing(served: Web) -> None:
    assert served.anyone().get("/open311/v2/services.csv").status_code == 404


def _w3c(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
