"""Conformance with Open311 GeoReport v2, clause by clause of its text: keys, and what is posted with them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from gateway.intake import delivering
from linli.identity import Role
from linli.outbox import recent
from linli.sealing import Sealer
from tests.factories.open311 import FORMS, Program, errors, make_key
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import COMMUNITY_BESIDE, Web, web


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


# ---- POST Service Request --------------------------------------------------------------------------------------------


def test_a_request_is_filed_with_every_argument_of_the_standard(program: Program) -> None:
    done = program.file(
        lat="41.796",
        long="123.43",
        address_string="滨河街12号",
        email="smit333@example.org",
        device_id="tt222111",
        account_id="123456",
        first_name="John",
        last_name="Smith",
        phone="13912345678",
        description="A large sinkhole\nis destroying the street",
        media_url="http://photos.example/2212426634.jpg",
    )
    (answer,) = program.read(done)
    assert list(answer) == ["service_request_id", "service_notice", "account_id"]
    shown = program.served.be().get(f"/api/hotline/requests/{answer['service_request_id']}").json or {}
    assert (shown["title"], shown["area_code"]) == ("A large sinkhole", COMMUNITY)
    assert shown["description"].split("\n")[1:] == [
        "is destroying the street",
        "地点：滨河街12号",
        "附件：http://photos.example/2212426634.jpg",
    ]
    assert (shown["latitude"], shown["longitude"]) == (41.796, 123.43)
    assert (shown["contact_name"], shown["request"]["channel"]) == ("J*********", "app")
    code = answer["service_notice"].rpartition(" ")[2]
    followed = program.served.anyone().post(f"/api/citizen/requests/{code}/follow", json={"phone_tail": "5678"})
    assert (followed.json or {})["title"] == "A large sinkhole"


def test_each_of_the_three_locations_is_enough_and_none_is_400(program: Program) -> None:
    for location in ({"lat": "41.8", "long": "123.4"}, {"address_string": "滨河街"}, {"address_id": STREET}):
        assert program.file(**{"address_id": None, **location}).status_code == 201, location
    errors(program, program.file(address_id=None), 400)


def test_without_an_area_a_request_goes_to_that_of_the_key(program: Program) -> None:
    program.key = make_key(program.served, STREET)
    found = program.filed(address_id=None, address_string="滨河街12号")
    assert (program.served.be().get(f"/api/hotline/requests/{found}").json or {})["area_code"] == STREET
    for outside in (DISTRICT, ELSEWHERE):
        errors(program, program.file(address_id=outside), 400)


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("service_code", None, 400),
        ("service_code", "no.such", 404),
        ("jurisdiction_id", None, 400),
        ("jurisdiction_id", "city.gov", 404),
        ("address_id", "545483x", 400),
        ("address_id", "210103005999", 400),
        ("lat", "41.8", 400),
        ("phone", "call me", 400),
        ("description", "长" * 4001, 400),
        ("media_url", "javascript:alert(1)", 400),
        ("media_url", "http://", 400),
        ("media_url", "file:///etc/passwd", 400),
    ],
)
def test_what_does_not_fit_is_said_by_name(program: Program, field: str, value: str | None, status: int) -> None:
    said = errors(program, program.file(**{field: value}), status)
    assert (field if field != "lat" else "long") in said[0]["description"]


@pytest.mark.parametrize("place", [("91", "0"), ("0", "181"), ("nan", "0"), ("1e999", "0"), ("x", "0")])
def test_degrees_that_are_none_are_400(program: Program, place: tuple[str, str]) -> None:
    errors(program, program.file(lat=place[0], long=place[1]), 400)


def test_an_empty_optional_argument_is_as_good_as_none(program: Program) -> None:
    empty = dict.fromkeys(("email", "phone", "first_name", "last_name", "lat", "long", "media_url", "description"), "")
    found = program.filed(**empty)
    assert (program.served.be().get(f"/api/hotline/requests/{found}").json or {})["contact_phone"] is None


@pytest.mark.parametrize("wrong", ["", "xyz", "x" * 500])
def test_without_a_good_key_nothing_is_filed(program: Program, wrong: str) -> None:
    program.key = wrong
    if len(wrong) < 400:
        assert "api_key" in errors(program, program.file(), 403)[0]["description"]
        errors(program, program.post("servicerequestupdates", service_request_id="1", description="…"), 403)
    else:
        errors(program, program.file(), 400)


def test_a_revoked_key_is_no_key(program: Program) -> None:
    administrator = program.served.be(Role.ADMINISTRATOR, STREET)
    made = administrator.post("/api/open311/keys", {"name": "旧", "area_code": STREET}).json or {}
    program.key = made["api_key"]
    assert program.file().status_code == 201
    gone = administrator.post(f"/api/open311/keys/{made['key']['id']}/revoke")
    assert (gone.json or {})["revoked_at"]
    errors(program, program.file(), 403)
    listed = administrator.get("/api/open311/keys")
    assert made["key"]["id"] in [one["id"] for one in (listed.json or {})["items"]]
    assert made["api_key"] not in listed.text


def test_keys_are_kept_by_administrators_for_their_own_areas(served: Web) -> None:
    beside = served.be(Role.ADMINISTRATOR, ELSEWHERE)
    assert beside.post("/api/open311/keys", {"name": "他", "area_code": STREET}).status_code == 404
    assert (beside.get("/api/open311/keys").json or {})["items"] == []


def test_what_is_no_form_is_400(program: Program) -> None:
    wrong = program.served.anyone().post(f"/open311/v2/requests.{program.form}", json={"service_code": "1"})
    errors(program, wrong, 400)


# ---- tokens ----------------------------------------------------------------------------------------------------------


def test_while_the_hotline_is_away_a_token_stands_for_the_id(program: Program) -> None:
    program.get("services")
    program.served.away.add("hotline")
    (answer,) = program.read(program.file())
    assert list(answer) == ["token", "service_notice", "account_id"], "never both a token and an id"
    token = answer["token"]
    (waiting,) = program.read(program.get(f"tokens/{token}"))
    assert waiting == {"service_request_id": None, "token": token}
    program.served.away.clear()
    assert delivering.deliver_due(program.served.database, program.served.call, Sealer(program.served.settings.secret))
    _tell_projections(program.served)
    (known,) = program.read(program.get(f"tokens/{token}"))
    assert program.ids(service_request_id=known["service_request_id"]) == [known["service_request_id"]]
    errors(program, program.get(f"tokens/{uuid4()}"), 404)


def _tell_projections(served: Web) -> None:
    """Carry the hotline's events to the gateway, as the relay does."""
    with served.host.databases["hotline"].reading() as session:
        told = [one.body for one in reversed(recent(session, 1000))]
    served.host.members["network"].receiver.receive_together(told)


# ---- POST servicerequestupdates -------------------------------------------------------------------------------------


def test_the_program_that_filed_a_request_adds_to_it_and_no_other_does(program: Program) -> None:
    found = program.filed()
    answer = program.post("servicerequestupdates", service_request_id=found, description="又响了", status="OPEN")
    (said,) = program.read(answer)
    assert (answer.status_code, list(said)) == (201, ["update_id"])
    updates = program.served.be().get(f"/api/hotline/requests/{found}/updates").json or {}
    assert [one["text"] for one in updates["items"]] == ["又响了"]
    errors(program, program.post("servicerequestupdates", service_request_id=found), 400)
    errors(program, program.post("servicerequestupdates", description="…"), 400)
    program.key = make_key(program.served)
    errors(program, program.post("servicerequestupdates", service_request_id=found, description="…"), 404)
    mine = program.served.be().open(area=COMMUNITY_BESIDE)["id"]
    errors(program, program.post("servicerequestupdates", service_request_id=mine, description="…"), 404)
