"""Citizens without an account file, follow, comment, withdraw and rate; nobody else reaches what is theirs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import select, update

from gateway import tracking
from gateway.intake import delivering
from gateway.photos import store as photos
from gateway.photos.tables import PHOTO
from linli.clock import now
from linli.identity import Role
from linli.sealing import Sealer
from tests.factories.citizens import TAIL, Citizen, picture
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import COMMUNITY_BESIDE, Web, web


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("citizens")) as made:
        yield made


@pytest.fixture
def citizen(api: Web) -> Citizen:
    """Somebody new, at a gateway that has counted nothing yet."""
    api.app = api.build(api.settings)
    api.away.clear()
    return Citizen(api)


def id_of(api: Web, code: str) -> UUID:
    with api.database.reading() as session:
        found = tracking.request_of(session, code)
    assert found is not None
    return found


def settle(api: Web, code: str) -> None:
    path = f"/api/hotline/requests/{id_of(api, code)}/settle"
    assert api.be().post(path, {"result": "已劝阻"}, If_Match="*").status_code == 200


# ---- filing ----------------------------------------------------------------------------------------------------------


def test_what_can_be_asked_for_and_where_is_public(citizen: Citizen) -> None:
    categories = (citizen.get("/api/citizen/categories").json or {})["categories"]
    assert categories[0].keys() == {"code", "zh", "en", "group", "fields"}
    districts = (citizen.get("/api/citizen/areas").json or {})["items"]
    assert {DISTRICT, ELSEWHERE} == {one["code"] for one in districts}
    below = (citizen.get(f"/api/citizen/areas/{STREET}").json or {})["children"]
    assert [one["code"] for one in below] == [COMMUNITY, COMMUNITY_BESIDE]
    assert citizen.get("/api/citizen/areas/999999").status_code == 404


def test_a_request_is_filed_without_an_account_and_followed_with_code_and_digits(citizen: Citizen) -> None:
    done = citizen.file(description="每晚十一点后电钻")
    assert (done.status_code, (done.json or {})["state"]) == (201, "dispatched")
    assert set(done.json or {}) == {"tracking_code", "state"}
    code = (done.json or {})["tracking_code"]
    shown = citizen.ask(code).json or {}
    assert (shown["title"], shown["description"], shown["state"]) == ("半夜装修", "每晚十一点后电钻", "dispatched")
    assert [one["zh"] for one in shown["steps"]] == ["已收到您的诉求。", "已派给承办单位。"]
    assert shown["actions"] == ["comment", "withdraw"]


def test_a_code_typed_by_hand_is_read_with_goodwill(citizen: Citizen) -> None:
    code = citizen.filed()
    assert citizen.ask(code.lower().replace("-", "").replace("0", "o")).status_code == 200


def test_the_same_key_files_one_request_and_another_content_under_it_is_refused(citizen: Citizen) -> None:
    key = str(uuid4())
    first, again = citizen.file(key), citizen.file(key)
    assert (first.json, again.status_code) == (again.json, 201)
    assert (citizen.file(key, title="另一件事").json or {})["code"] == "idempotency_key_reused"
    stranger = citizen.file(key, contact_phone="13900000000")
    assert (stranger.json or {})["tracking_code"] != (first.json or {})["tracking_code"]


def test_who_gives_no_number_needs_a_key_that_is_their_own(citizen: Citizen) -> None:
    refused = citizen.file("1", contact_phone=None)
    assert (refused.status_code, list((refused.json or {})["fields"])) == (422, ["Idempotency-Key"])


def test_without_a_number_the_code_shows_the_bare_state_and_nothing_else(citizen: Citizen) -> None:
    code = citizen.filed(contact_phone=None)
    for tail in ("0000", TAIL):
        assert citizen.ask(code, tail=tail).status_code == 404
    assert citizen.get(f"/api/track/{code}").json == {"tracking_code": code, "state": "dispatched"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("area_code", "210103005999"),
        ("area_code", "12"),
        ("category", "no.such"),
        ("title", " "),
        ("title", "长" * 201),
        ("description", "长" * 4001),
        ("contact_phone", "call me"),
        ("kind", "shouting"),
        ("photos", [str(uuid4())]),
        ("photos", [str(uuid4())] * 6),
        ("website", "https://buy.example"),
        ("channel", "phone"),
        ("at", "2026-03-02T01:30:00+08:00"),
        ("source_ref", "x"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_field_at_fault(citizen: Citizen, field: str, value: Any) -> None:
    refused = citizen.file(**{field: value})
    assert refused.status_code == 422, refused.text
    assert [name.partition(".")[0] for name in (refused.json or {})["fields"]] == [field]


def test_while_the_hotline_is_away_a_request_is_kept_followed_and_delivered_with_its_photographs(
    citizen: Citizen,
) -> None:
    citizen.web.away.add("hotline")
    photo = citizen.upload()
    done = citizen.file(photos=[photo])
    code = (done.json or {})["tracking_code"]
    assert (done.status_code, (done.json or {})["state"]) == (202, "accepted")
    shown = citizen.ask(code).json or {}
    assert (shown["state"], shown["title"], len(shown["photos"])) == ("accepted", "半夜装修", 1)
    assert citizen.ask(code, tail="0000").status_code == 404
    assert (citizen.ask(code, "withdraw").json or {})["code"] == "still_accepted"
    citizen.web.away.clear()
    assert delivering.deliver_due(citizen.web.database, citizen.web.call, Sealer(citizen.web.settings.secret)) == 1
    shown = citizen.ask(code).json or {}
    assert (shown["state"], shown["actions"], len(shown["photos"])) == ("dispatched", ["comment", "withdraw"], 1)


# ---- following -------------------------------------------------------------------------------------------------------


def test_wrong_digits_are_answered_like_an_unknown_code(citizen: Citizen) -> None:
    code = citizen.filed()
    wrong, unknown = citizen.ask(code, tail="0000"), citizen.ask("00000-00000")
    same = ("status", "code", "detail", "title")
    assert [(wrong.json or {})[name] for name in same] == [(unknown.json or {})[name] for name in same]


def test_after_five_wrong_tries_a_code_is_locked_for_everybody_and_right_ones_do_not_count(api: Web) -> None:
    api.app = api.build(api.settings)
    code = Citizen(api).filed()
    for _ in range(7):
        assert Citizen(api).ask(code).status_code == 200
    assert [Citizen(api).ask(code, tail=f"000{n}").status_code for n in range(6)] == [404] * 5 + [429]
    assert Citizen(api).ask(code).status_code == 429, "the right digits among many wrong ones would tell"


def test_comment_reply_and_rating_meet_on_the_request(citizen: Citizen) -> None:
    api, code = citizen.web, citizen.filed()
    photo = citizen.upload()
    citizen.ask(code, "comments", text="昨晚又响", photos=[photo])
    path = f"/api/hotline/requests/{id_of(api, code)}"
    seen = api.be(Role.HANDLER, STREET).get(f"{path}/updates")
    assert [one["text"] for one in (seen.json or {})["items"]] == ["昨晚又响"]
    said = {"text": "今晚上门劝阻"}
    stale = api.be(Role.HANDLER, STREET).post(f"{path}/tell", said, If_Match='"2"')
    good = api.be(Role.HANDLER, STREET).post(f"{path}/tell", said, If_Match=seen.headers["ETag"])
    assert (stale.status_code, good.status_code) == (412, 200)
    assert citizen.ask(code, "rating", level=5).status_code == 409
    settle(api, code)
    rated = citizen.ask(code, "rating", level=4, note="谢谢").json or {}
    assert [one["text"] for one in rated["updates"]] == ["昨晚又响", "今晚上门劝阻"]
    assert (rated["rating"]["level"], rated["result"], len(rated["photos"])) == (4, "已劝阻", 1)
    assert [one["zh"] for one in rated["steps"]][-3:] == ["承办单位已办结。", "您已评价，谢谢。", "诉求已结案。"]


def test_a_withdrawn_request_ends_for_everybody(citizen: Citizen) -> None:
    code = citizen.filed()
    done = citizen.ask(code, "withdraw", reason="已解决").json or {}
    assert (done["state"], done["actions"]) == ("withdrawn", [])
    assert (citizen.get(f"/api/track/{code}").json or {})["state"] == "withdrawn"
    assert citizen.ask(code, "comments", text="还有").status_code == 409


def test_a_request_taken_down_on_the_telephone_is_followed_in_the_same_way(citizen: Citizen) -> None:
    opened = citizen.web.be(Role.OPERATOR).open(contact_phone="024-2484 5678")
    assert (citizen.ask(opened["tracking_code"]).json or {})["title"] == "楼上装修噪声"


def test_while_the_hotline_is_away_the_bare_state_can_be_seen_still(citizen: Citizen) -> None:
    code = citizen.filed()
    citizen.web.away.add("hotline")
    assert citizen.ask(code).status_code == 503
    assert citizen.get(f"/api/track/{code}").status_code == 200


# ---- photographs -----------------------------------------------------------------------------------------------------


def test_a_photograph_is_seen_by_its_citizen_and_by_officers_in_reach_as_a_picture_only(citizen: Citizen) -> None:
    api, photo = citizen.web, citizen.upload(picture((3000, 20), "PNG"))
    code = citizen.filed(photos=[photo])
    (link,) = (citizen.ask(code).json or {})["photos"]
    seen = citizen.get(link)
    with Image.open(io.BytesIO(seen.data)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (1920, 13))
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert seen.headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    assert seen.headers["Cache-Control"] == "no-store"
    path = f"/api/hotline/requests/{id_of(api, code)}/photos"
    listed = (api.be(Role.HANDLER, COMMUNITY).get(path).json or {})["items"]
    assert [one["id"] for one in listed] == [photo]
    assert api.be(Role.HANDLER, COMMUNITY).get(f"{path}/{photo}").data == seen.data
    assert api.be(Role.HANDLER, COMMUNITY_BESIDE).get(f"{path}/{photo}").status_code == 404
    other = citizen.filed()
    assert api.be().get(f"/api/hotline/requests/{id_of(api, other)}/photos/{photo}").status_code == 404


def test_a_link_that_was_changed_or_is_old_shows_nothing(citizen: Citizen) -> None:
    photo, other = citizen.upload(), citizen.upload()
    (link,) = (citizen.ask(citizen.filed(photos=[photo])).json or {})["photos"]
    until, _, signature = link.rpartition("/")[2].partition(".")
    spoilt = [
        link.replace(photo, other),
        link.replace(until, str(int(until) + 1)),
        link.replace(until, "1"),
        link.replace(signature, "0" * len(signature)),
        link.replace(signature, "ä"),
    ]
    assert {citizen.get(one).status_code for one in spoilt} == {404}


def test_a_photograph_belongs_to_one_request_and_a_request_has_five(citizen: Citizen) -> None:
    api, ids = citizen.web, [citizen.upload() for _ in range(6)]
    key = str(uuid4())
    code = (citizen.file(key, photos=ids[:5]).json or {})["tracking_code"]
    assert citizen.file(key, photos=ids[:5]).status_code == 201, "a repeat names the same"
    assert citizen.file(photos=ids[:1]).status_code == 422
    assert list((citizen.ask(code, "comments", text="再一张", photos=ids[5:]).json or {})["fields"]) == ["photos"]
    with api.database.reading() as session:
        assert len(photos.of_request(session, id_of(api, code))) == 5


def test_what_is_too_large_or_no_picture_is_refused(citizen: Citizen) -> None:
    assert citizen.send("/photos", b"MZ" * 100).status_code == 422
    assert citizen.send("/photos", b"\xff" * 12_000_001).status_code == 413
    assert citizen.send("/photos", picture((1200, 1200), "PNG") + b"\0" * 2_000_000).status_code == 201
    assert citizen.file(description="长" * 400_000).status_code == 413, "the limit of the others stays"


def test_what_no_request_names_is_forgotten_after_a_day(citizen: Citizen) -> None:
    api, old, young = citizen.web, citizen.upload(), citizen.upload()
    taken = citizen.upload()
    citizen.filed(photos=[taken])
    with api.database.transaction() as session:
        for one in (old, taken):
            past = {"uploaded_at": now() - photos.UNCLAIMED * 1.01}
            session.execute(update(PHOTO).where(PHOTO.c.id == UUID(one)).values(**past))
        photos.remove_unclaimed(session)
        kept = {str(one) for one in session.scalars(select(PHOTO.c.id))}
    assert {young, taken} <= kept
    assert old not in kept


# ---- against abuse ---------------------------------------------------------------------------------------------------


def test_one_address_files_so_many_an_hour_and_one_number_ten_a_day(tmp_path: Path) -> None:
    with web(tmp_path, filing_limit="3/hour") as api:
        one = Citizen(api, "192.0.2.1")
        assert [one.file().status_code for _ in range(4)] == [201] * 3 + [429]
        others = [Citizen(api, f"192.0.2.{n}").file(contact_phone="139 1234 5678").status_code for n in range(2, 11)]
        assert others == [201] * 7 + [429] * 2
        house = [Citizen(api, f"2001:db8::{n}").file(contact_phone=None).status_code for n in range(1, 5)]
        assert house == [201] * 3 + [429], "a house has a network of addresses"


def test_behind_trusted_proxies_the_address_is_what_the_outermost_saw(tmp_path: Path) -> None:
    with web(tmp_path, filing_limit="1/hour", trusted_proxies=1) as api:
        files = _behind(api, "203.0.113.1"), _behind(api, "203.0.113.2"), _behind(api, "198.51.100.9, 203.0.113.1")
        assert [one.status_code for one in files] == [201, 201, 429], "what the caller writes in front is not believed"


def test_without_a_trusted_proxy_nobody_says_where_they_are(tmp_path: Path) -> None:
    with web(tmp_path, filing_limit="1/hour") as api:
        assert [_behind(api, f"203.0.113.{n}").status_code for n in (1, 2)] == [201, 429]


def _behind(api: Web, forwarded: str) -> Any:
    said = {"area_code": COMMUNITY, "category": "noise.residential", "title": "半夜装修"}
    headers = {"X-Forwarded-For": forwarded, "Idempotency-Key": str(uuid4())}
    base = {"REMOTE_ADDR": "127.0.0.1"}
    return api.anyone().post("/api/citizen/requests", json=said, headers=headers, environ_base=base)
