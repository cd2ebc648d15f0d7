"""A citizen's account: one's own requests and nobody else's, the profile, the copy of all data, the end of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from gateway import tracking
from gateway.citizen_accounts.tables import CITIZEN, CITIZEN_REQUEST, CITIZEN_SESSION, SIGN_IN_CODE
from gateway.intake import delivering
from linli.clock import now
from linli.identity import Role
from linli.sealing import Sealer
from services.hotline.tables.messages import CONTACT_WISH
from tests.factories.citizens import Citizen
from tests.factories.people import COMMUNITY, STREET
from tests.factories.receiver import Receiver, receiver
from tests.factories.residents import OWN, Resident
from tests.factories.web import Web, web


@pytest.fixture(scope="module")
def sms() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, sms: Receiver) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("accounts"), sms_url=sms.url, webhook_secret=bytes(16)) as one:
        yield one


@pytest.fixture
def api(made: Web) -> Web:
    """With everything there. Everybody has an address and a number of their own: no count is another's."""
    made.away.clear()
    return made


@pytest.fixture
def resident(api: Web, sms: Receiver) -> Resident:
    return Resident(api, sms).sign_in()


@pytest.fixture
def other(api: Web, sms: Receiver) -> Resident:
    return Resident(api, sms).sign_in()


def id_of(api: Web, code: str) -> UUID:
    with api.database.reading() as session:
        found = tracking.request_of(session, code)
    assert found is not None
    return found


def settle(api: Web, code: str) -> None:
    path = f"/api/hotline/requests/{id_of(api, code)}/settle"
    assert api.be().post(path, {"result": "已劝阻"}, If_Match="*").status_code == 200


# ---- one's own requests ----------------------------------------------------------------------------------------------


def test_what_is_filed_while_signed_in_is_listed_newest_first_and_opened_without_code_and_digits(
    resident: Resident,
) -> None:
    codes = [resident.filed(title=title) for title in ("第一件", "第二件", "第三件")]
    listed = resident.listed()
    assert [(one["tracking_code"], one["title"], one["state"]) for one in listed] == [
        (codes[2], "第三件", "dispatched"),
        (codes[1], "第二件", "dispatched"),
        (codes[0], "第一件", "dispatched"),
    ]
    first = resident.get(f"{OWN}?limit=2").json or {}
    rest = resident.get(f"{OWN}?limit=2&cursor={first['next_cursor']}").json or {}
    assert [one["title"] for one in first["items"] + rest["items"]] == ["第三件", "第二件", "第一件"]
    assert rest["next_cursor"] is None
    shown = resident.get(f"{OWN}/{codes[0]}").json or {}
    assert (shown["title"], shown["actions"]) == ("第一件", ["comment", "withdraw"])
    assert [one["zh"] for one in shown["steps"]] == ["已收到您的诉求。", "已派给承办单位。"]


def test_the_accounts_number_is_the_requests_and_the_hotline_tells_it_as_the_profile_says(
    api: Web, resident: Resident
) -> None:
    resident.profile(name="王小红", email="hong@example.org", language="en", notify="email")
    with api.database.transaction() as session:
        session.execute(update(CITIZEN).where(CITIZEN.c.email.is_not(None)).values(email_proved_at=now()))
    code = resident.filed()
    request_id = id_of(api, code)
    shown = api.be().get(f"/api/hotline/requests/{request_id}").json or {}
    assert shown["contact_phone"] == f"138******{resident.phone[-2:]}"
    assert shown["contact_name"].startswith("王")
    with api.host.databases["hotline"].reading() as session:
        wish = session.execute(select(CONTACT_WISH).where(CONTACT_WISH.c.request_id == request_id)).one()
    email = Sealer(api.settings.secret).open(wish.email, "email")
    assert (email, wish.language, wish.notify) == ("hong@example.org", "en", "email")


@pytest.mark.parametrize("field", ["contact_phone", "contact_email", "notify", "language", "phone_tail", "channel"])
def test_a_form_cannot_say_what_the_account_says(resident: Resident, field: str) -> None:
    refused = resident.file(**{field: "zh"})
    assert (refused.status_code, list((refused.json or {})["fields"])) == (422, [field])


def test_the_same_key_files_one_request_and_lists_it_once(resident: Resident, other: Resident) -> None:
    first, again = resident.file("the-same-key-for-it"), resident.file("the-same-key-for-it")
    assert (first.json, again.status_code) == (again.json, 201)
    assert len(resident.listed()) == 1
    assert other.file("the-same-key-for-it").json != first.json


def test_supplement_reply_withdrawal_and_rating_need_no_code_and_no_digits(api: Web, resident: Resident) -> None:
    citizen = Citizen(api)
    photo, more, code = citizen.upload(), citizen.upload(), resident.filed(title="噪声")
    filed = resident.filed(photos=[photo])
    path = f"{OWN}/{code}"
    said = resident.post(f"{path}/comments", {"text": "昨晚又响", "photos": [more]}).json or {}
    assert ([one["text"] for one in said["updates"]], len(said["photos"])) == (["昨晚又响"], 1)
    tell = f"/api/hotline/requests/{id_of(api, code)}/tell"
    assert api.be(Role.HANDLER, STREET).post(tell, {"text": "今晚上门"}, If_Match="*").status_code == 200
    assert resident.post(f"{path}/rating", {"level": 5}).status_code == 409
    settle(api, code)
    rated = resident.post(f"{path}/rating", {"level": 4, "note": "谢谢"}).json or {}
    assert [one["text"] for one in rated["updates"]] == ["昨晚又响", "今晚上门"]
    assert (rated["rating"]["level"], rated["result"]) == (4, "已劝阻")
    gone = resident.post(f"{OWN}/{filed}/withdraw", {"reason": "已解决"}).json or {}
    assert (gone["state"], len(gone["photos"])) == ("withdrawn", 1)
    assert {one["tracking_code"]: one["state"] for one in resident.listed()} == {code: "closed", filed: "withdrawn"}


def test_anothers_request_is_answered_like_one_that_is_not_there(api: Web, resident: Resident, other: Resident) -> None:
    code = other.filed()
    assert Citizen(api).ask(code, tail=other.phone[-4:]).status_code == 200, "whoever has code and digits"
    asked = [("GET", "", None), ("POST", "/comments", {"text": "x"}), ("POST", "/withdraw", {})]
    for method, what, said in [*asked, ("POST", "/rating", {"level": 5})]:
        answers = [
            resident.get(f"{OWN}/{one}{what}") if method == "GET" else resident.post(f"{OWN}/{one}{what}", said)
            for one in (code, "00000-00000")
        ]
        assert [one.status_code for one in answers] == [404, 404], what
        same = ("code", "detail", "title")
        assert [(answers[0].json or {})[name] for name in same] == [(answers[1].json or {})[name] for name in same]
    assert resident.listed() == []
    shown = other.get(f"{OWN}/{code}").json or {}
    assert (shown["state"], shown["updates"]) == ("dispatched", [])


def test_nor_is_the_request_of_who_has_the_same_last_digits(api: Web, sms: Receiver, resident: Resident) -> None:
    alike = Resident(api, sms, f"139{resident.phone[3:]}").sign_in()
    code = alike.filed()
    assert resident.get(f"{OWN}/{code}").status_code == 404
    assert resident.post(f"{OWN}/{code}/withdraw").status_code == 404
    assert (alike.get(f"{OWN}/{code}").json or {})["state"] == "dispatched"


def test_what_was_filed_before_with_the_number_is_added_with_its_code(api: Web, resident: Resident) -> None:
    number = f"{resident.phone[:3]} {resident.phone[3:7]} {resident.phone[7:]}"
    in_public = Citizen(api).filed(contact_phone=number, title="以前的事")
    on_the_phone = api.be(Role.OPERATOR).open(contact_phone=f"+86{resident.phone}", title="电话里说的")
    newer = resident.filed(title="新的事")
    for code in (in_public.lower().replace("-", ""), on_the_phone["tracking_code"], in_public):
        assert resident.post(f"{OWN}/add", {"tracking_code": code}).status_code == 200
    assert [one["title"] for one in resident.listed()] == ["新的事", "电话里说的", "以前的事"]
    assert (resident.get(f"{OWN}/{in_public}").json or {})["actions"] == ["comment", "withdraw"]
    assert newer in {one["tracking_code"] for one in resident.listed()}


def test_the_whole_number_counts_not_its_last_digits(api: Web, resident: Resident) -> None:
    alike = f"139{resident.phone[3:]}"
    for code in (
        Citizen(api).filed(contact_phone=alike),
        Citizen(api).filed(contact_phone=None),
        Citizen(api).filed(contact_phone=f"0{resident.phone}"),
        "00000-00000",
    ):
        refused = resident.post(f"{OWN}/add", {"tracking_code": code})
        assert (refused.status_code, (refused.json or {})["code"]) == (404, "unknown_tracking_code")
    assert resident.listed() == []


def test_while_the_hotline_is_away_a_request_is_kept_listed_and_delivered(api: Web, resident: Resident) -> None:
    api.away.add("hotline")
    done = resident.file(title="停电了")
    code = (done.json or {})["tracking_code"]
    assert (done.status_code, (done.json or {})["state"]) == (202, "accepted")
    (listed,) = resident.listed()
    assert (listed["tracking_code"], listed["state"], listed["title"]) == (code, "accepted", "停电了")
    assert (resident.get(f"{OWN}/{code}").json or {})["title"] == "停电了"
    assert (resident.post(f"{OWN}/{code}/withdraw").json or {})["code"] == "still_accepted"
    api.away.clear()
    assert delivering.deliver_due(api.database, api.call, Sealer(api.settings.secret)) == 1
    shown = resident.get(f"{OWN}/{code}").json or {}
    assert (shown["state"], shown["actions"]) == ("dispatched", ["comment", "withdraw"])


def test_a_number_files_ten_a_day_signed_in_or_not(api: Web, resident: Resident) -> None:
    strangers = [Citizen(api).file(contact_phone=resident.phone).status_code for _ in range(5)]
    own = [resident.file().status_code for _ in range(6)]
    assert (strangers, own) == ([201] * 5, [201] * 5 + [429])


# ---- profile ---------------------------------------------------------------------------------------------------------


def test_the_profile_is_changed_at_the_version_seen(resident: Resident) -> None:
    seen = resident.get("/me").headers["ETag"]
    said = {"name": "王小红", "email": "hong@example.org", "language": "en", "area_code": COMMUNITY, "notify": "none"}
    changed = resident.post("/me", said, If_Match=seen)
    profile = (changed.json or {})["profile"]
    assert {name: profile[name] for name in said} == said
    assert changed.headers["ETag"] != seen
    assert resident.post("/me", {}, If_Match=seen).status_code == 412
    assert resident.post("/me", {}).status_code == 428
    emptied = resident.post("/me", {}, If_Match=changed.headers["ETag"]).json or {}
    left = {name: emptied["profile"][name] for name in said}
    assert left == {"name": None, "email": None, "language": "zh", "area_code": None, "notify": None}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"area_code": "210103005999"}, "area_code"),
        ({"area_code": "21"}, "area_code"),
        ({"email": "nobody"}, "email"),
        ({"notify": "email"}, "email"),
        ({"notify": "pigeon"}, "notify"),
        ({"name": "长" * 61}, "name"),
        ({"language": "fr"}, "language"),
        ({"phone": "13812345678"}, "phone"),
    ],
)
def test_what_does_not_fit_the_profile_is_refused(resident: Resident, said: dict[str, str], field: str) -> None:
    refused = resident.profile(**said)
    assert (refused.status_code, list((refused.json or {})["fields"])) == (422, [field])


# ---- the copy and the end --------------------------------------------------------------------------------------------


def test_the_copy_of_ones_data_has_all_of_it_and_nobody_elses(api: Web, resident: Resident, other: Resident) -> None:
    resident.profile(name="王小红", area_code=COMMUNITY)
    code, others = resident.filed(title="半夜装修", description="十一点后"), other.filed(title="别人的事")
    resident.post(f"{OWN}/{code}/comments", {"text": "昨晚又响"})
    done = resident.get("/me/export")
    found = done.json or {}
    assert done.headers["Content-Disposition"] == 'attachment; filename="linli-my-data.json"'
    assert (found["phone"], found["profile"]["name"], found["profile"]["area_code"]) == (
        resident.phone,
        "王小红",
        COMMUNITY,
    )
    (request,) = found["requests"]
    assert (request["tracking_code"], request["description"]) == (code, "十一点后")
    assert [one["text"] for one in request["updates"]] == ["昨晚又响"]
    (session,) = found["sessions"]
    assert session.keys() == {"kind", "created_at", "last_used", "expires_at"}
    assert others not in done.text
    assert (resident.csrf or "no token") not in done.text
    api.away.add("hotline")
    assert resident.get("/me/export").status_code == 503, "half a copy is none"


def test_the_copy_can_be_had_six_times_an_hour(resident: Resident) -> None:
    assert [resident.get("/me/export").status_code for _ in range(7)] == [200] * 6 + [429]


def test_a_deleted_account_leaves_nothing_here_and_its_requests_with_the_hotline(
    api: Web, sms: Receiver, resident: Resident, other: Resident
) -> None:
    resident.profile(name="王小红", email="hong@example.org")
    code, kept = resident.filed(), other.filed()
    elsewhere = Resident(api, sms, resident.phone)
    before = {table.name: count(api, table) for table in (CITIZEN, CITIZEN_SESSION, CITIZEN_REQUEST)}
    gone = resident.post("/me/delete")
    assert (gone.status_code, "Max-Age=0" in gone.headers["Set-Cookie"]) == (204, True)
    assert resident.get("/me").status_code == 401
    after = {table.name: count(api, table) for table in (CITIZEN, CITIZEN_SESSION, CITIZEN_REQUEST)}
    assert after == {name: number - 1 for name, number in before.items()}
    assert [one["tracking_code"] for one in other.listed()] == [kept]
    assert Citizen(api).ask(code, tail=resident.phone[-4:]).status_code == 200
    assert api.be().get(f"/api/hotline/requests/{id_of(api, code)}").status_code == 200
    with api.database.transaction() as session:
        session.execute(SIGN_IN_CODE.delete())
    elsewhere.sign_in()
    mine = (elsewhere.get("/me").json or {})["profile"]
    assert (mine["name"], mine["email"], elsewhere.listed()) == (None, None, []), "a new account"


def count(api: Web, table: Any) -> int:
    with api.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_personal_is_sealed_in_the_tables(api: Web, resident: Resident) -> None:
    resident.profile(name="王小红", email="hong@example.org")
    resident.filed(title="楼上王五半夜装修")
    with api.database.reading() as session:
        rows = [
            str(row) for table in (CITIZEN, CITIZEN_REQUEST, SIGN_IN_CODE) for row in session.execute(select(table))
        ]
    for personal in (resident.phone, "王小红", "hong@example.org", "王五"):
        assert not any(personal in row for row in rows)
    assert resident.phone not in json.dumps((resident.get("/me").json or {})["profile"])
