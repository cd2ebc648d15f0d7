"""A citizen changes their number by a code sent to it; an e-mail address is used once a code sent there came back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import delete, select

from gateway import tracking
from gateway.citizen_accounts.tables import SIGN_IN_CODE
from services.hotline.tables.messages import CONTACT_WISH
from tests.factories.mail import Catcher, mail_server
from tests.factories.receiver import Receiver, receiver
from tests.factories.residents import NUMBERS, OWN, Resident, codes_of, deliver
from tests.factories.web import Web, web

ADDRESS = "hong@example.org"


@pytest.fixture(scope="module")
def sms() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture(scope="module")
def mail() -> Iterator[Catcher]:
    with mail_server() as made:
        yield made


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, sms: Receiver, mail: Catcher) -> Iterator[Web]:
    smtp: dict[str, Any] = {"smtp_url": f"smtp://127.0.0.1:{mail.port}", "mail_from": "noreply@linli.example"}
    with web(tmp_path_factory.mktemp("proofs"), sms_url=sms.url, webhook_secret=bytes(16), **smtp) as one:
        yield one


@pytest.fixture
def resident(api: Web, sms: Receiver) -> Resident:
    return Resident(api, sms).sign_in()


def asked_for(resident: Resident, phone: str) -> str:
    """The code for changing to this number."""
    asked = resident.post("/me/phone/code", {"phone": phone})
    assert asked.status_code == 202, asked.text
    return codes_of(resident.web, resident.sms, phone)[-1]


def wait_a_minute(api: Web) -> None:
    """Let another code be asked for at once."""
    with api.database.transaction() as session:
        session.execute(delete(SIGN_IN_CODE))


def code_in(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    (found,) = re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", body.get_content())
    return str(found)


def told_at(api: Web, code: str) -> bool:
    """Whether the hotline knows an e-mail address for this request."""
    with api.database.reading() as session:
        request_id = tracking.request_of(session, code)
    with api.host.databases["hotline"].reading() as session:
        wish = session.execute(select(CONTACT_WISH).where(CONTACT_WISH.c.request_id == request_id)).one_or_none()
    return wish is not None and wish.email is not None


# ---- the number ------------------------------------------------------------------------------------------------------


def test_a_number_that_was_proved_is_the_accounts_and_earlier_requests_stay_within_reach(resident: Resident) -> None:
    before, old = resident.filed(title="换号前"), resident.phone
    new = str(next(NUMBERS))
    changed = resident.post("/me/phone", {"phone": new, "code": asked_for(resident, new)})
    assert changed.status_code == 200, changed.text
    assert (changed.json or {})["profile"]["phone"] == f"138******{new[-2:]}"
    after = resident.filed(title="换号后")
    assert {one["tracking_code"] for one in resident.listed()} == {before, after}
    for code in (before, after):
        assert resident.get(f"{OWN}/{code}").status_code == 200
        assert resident.post(f"{OWN}/{code}/comments", {"text": "补充"}).status_code == 200
    exported = resident.get("/me/export").json or {}
    assert {one["tracking_code"]: len(one["updates"]) for one in exported["requests"]} == {before: 1, after: 1}
    wait_a_minute(resident.web)
    again = Resident(resident.web, resident.sms, new).sign_in()
    assert len(again.listed()) == 2, "who has the new number has the account"
    assert Resident(resident.web, resident.sms, old).sign_in().listed() == [], "the old number is nobody's"


def test_all_other_sessions_end_with_the_change_and_this_one_goes_on(resident: Resident) -> None:
    wait_a_minute(resident.web)
    elsewhere, new = Resident(resident.web, resident.sms, resident.phone).sign_in(), str(next(NUMBERS))
    assert elsewhere.get("/me").status_code == 200
    assert resident.post("/me/phone", {"phone": new, "code": asked_for(resident, new)}).status_code == 200
    assert (resident.get("/me").json or {})["csrf_token"] == resident.csrf
    assert elsewhere.get("/me").status_code == 401


def test_a_wrong_code_anothers_code_and_a_sign_in_code_change_nothing(
    api: Web, resident: Resident, sms: Receiver
) -> None:
    other, new = Resident(api, sms).sign_in(), str(next(NUMBERS))
    code = asked_for(resident, new)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for who, given in ((resident, wrong), (other, code)):
        refused = who.post("/me/phone", {"phone": new, "code": given})
        assert (refused.status_code, (refused.json or {})["code"]) == (401, "bad_code")
    assert Resident(api, sms, new).give(code).status_code == 401, "it is good for the change alone"
    assert resident.post("/me/phone", {"phone": new, "code": code}).status_code == 200
    assert resident.post("/me/phone", {"phone": new, "code": code}).status_code == 401, "a code is used once"


def test_a_number_that_has_an_account_is_not_taken_from_it(api: Web, resident: Resident, sms: Receiver) -> None:
    other = Resident(api, sms).sign_in()
    kept = other.filed()
    wait_a_minute(api)
    refused = resident.post("/me/phone", {"phone": other.phone, "code": asked_for(resident, other.phone)})
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "number_has_account")
    assert list((refused.json or {})["fields"]) == ["phone"]
    assert (resident.get("/me").json or {})["profile"]["phone"] == f"138******{resident.phone[-2:]}"
    assert [one["tracking_code"] for one in other.listed()] == [kept]


@pytest.mark.parametrize("phone", ["02412345678", "+14155550100", "", None])
def test_only_a_mobile_number_can_be_the_accounts(resident: Resident, phone: str | None) -> None:
    refused = resident.post("/me/phone/code", {"phone": phone})
    assert (refused.status_code, list((refused.json or {})["fields"])) == (422, ["phone"])


# ---- the e-mail address ----------------------------------------------------------------------------------------------


def test_an_address_is_used_from_its_proof_on_and_another_one_is_not_proved(
    api: Web, resident: Resident, mail: Catcher
) -> None:
    said = resident.profile(email=ADDRESS, notify="email").json or {}
    assert (said["profile"]["email"], said["profile"]["email_proved"]) == (ADDRESS, False)
    assert not told_at(api, resident.filed()), "it may be anybody's"
    mail.caught.clear()
    assert resident.post("/me/email/code").status_code == 202
    deliver(api)
    (message,) = mail.caught
    assert message["To"] == ADDRESS
    code = code_in(message)
    wrong = resident.post("/me/email", {"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert (wrong.status_code, (wrong.json or {})["code"]) == (401, "bad_code")
    proved = resident.post("/me/email", {"code": code}).json or {}
    assert proved["profile"]["email_proved"] is True
    assert told_at(api, resident.filed())
    same = resident.profile(name="王小红", email=ADDRESS).json or {}
    assert same["profile"]["email_proved"] is True
    other = resident.profile(email="hong@example.com").json or {}
    assert other["profile"]["email_proved"] is False
    assert not told_at(api, resident.filed())


def test_a_code_for_one_address_does_not_prove_another(api: Web, resident: Resident, mail: Catcher) -> None:
    resident.profile(email="first@example.org")
    mail.caught.clear()
    assert resident.post("/me/email/code").status_code == 202
    deliver(api)
    code = code_in(mail.caught[-1])
    resident.profile(email="second@example.org")
    assert resident.post("/me/email", {"code": code}).status_code == 401
    assert (resident.get("/me").json or {})["profile"]["email_proved"] is False


def test_who_has_said_no_address_is_told_so(resident: Resident) -> None:
    for path, said in (("/me/email/code", {}), ("/me/email", {"code": "123456"})):
        refused = resident.post(path, said)
        assert (refused.status_code, (refused.json or {})["code"]) == (422, "no_email")
