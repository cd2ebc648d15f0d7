"""Each channel against a real server of its kind: what arrives, what is refused for good, what may be tried again."""

from __future__ import annotations

import hashlib
import hmac
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from linli.contracts.messages import Language
from linli.messages.channels import NotSent, Outgoing
from linli.messages.sms import SmsChannel, takes_sms
from linli.messages.smtp import SmtpChannel
from linli.messages.webhook import SignedPost, WebhookChannel, sign
from tests.factories.mail import PASSWORD, USER, certificate, mail_server
from tests.factories.receiver import Received, Receiver, receiver

SECRET = b"a secret of sixteen bytes or more"
MOMENT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OPENSSL = "b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163"
MESSAGE = Outgoing(
    id=UUID("6f1c7d84-2f43-4c0e-9d5c-0d4f1c3b2a10"),
    address="wang@example.org",
    template="request.opened",
    language=Language.ZH,
    subject_id=UUID(int=7),
    area_code="210103005003",
    urgent=False,
    title="诉求已受理：7K3QX-9M2TB",
    text="您好！\n您的诉求已受理。",
)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def smtp(
    port: int, scheme: str = "smtp", user: str = "", context: ssl.SSLContext | None = None, patience: float = 10.0
) -> SmtpChannel:
    """The channel to a mail server on this machine."""
    url = f"{scheme}://{user}127.0.0.1:{port}"
    return SmtpChannel(url, "noreply@linli.example", PASSWORD, patience=patience, context=context)


def test_an_e_mail_arrives_with_its_text_and_an_id_that_is_the_same_at_every_try() -> None:
    with mail_server() as catcher:
        smtp(catcher.port).send(MESSAGE)
        smtp(catcher.port).send(MESSAGE)
    first, again = catcher.caught
    assert (first["Subject"], first["To"], first["From"]) == (MESSAGE.title, MESSAGE.address, "noreply@linli.example")
    assert first.get_content().strip().replace("\r\n", "\n") == MESSAGE.text
    assert first["Message-ID"] == again["Message-ID"] == f"<{MESSAGE.id}@linli.example>"
    assert (first["Auto-Submitted"], first["Content-Language"]) == ("auto-generated", "zh")


def test_an_e_mail_goes_over_tls_from_the_first_byte(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    with mail_server(tls=server) as catcher:
        smtp(catcher.port, "smtps", context=client).send(MESSAGE)
    assert catcher.recipients == [MESSAGE.address]


def test_the_password_is_said_after_tls_was_begun(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    with mail_server(starttls=server, sign_in=True) as catcher:
        smtp(catcher.port, "smtp+tls", f"{USER}@", client).send(MESSAGE)
    assert catcher.recipients == [MESSAGE.address]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
def test_a_server_with_a_certificate_that_nobody_vouches_for_gets_no_e_mail(tmp_path: Path, scheme: str) -> None:
    server, _ = certificate(tmp_path)
    tls: dict[str, Any] = {"tls": server} if scheme == "smtps" else {"starttls": server}
    with mail_server(**tls) as catcher, pytest.raises(NotSent, match="tls") as refused:
        smtp(catcher.port, scheme).send(MESSAGE)
    assert (catcher.caught, refused.value.final) == ([], False)


def test_a_server_that_offers_no_tls_gets_no_e_mail_where_tls_is_asked_for() -> None:
    with mail_server() as catcher, pytest.raises(NotSent, match="smtp_not_supported"):
        smtp(catcher.port, "smtp+tls").send(MESSAGE)
    assert catcher.caught == []


@pytest.mark.parametrize(
    ("answer", "final"), [("550 no such person", True), ("451 later", False), ("421 going down", False)]
)
def test_what_the_mail_server_refuses_for_good_is_final(answer: str, final: bool) -> None:
    with mail_server() as catcher:
        catcher.answer = answer
        with pytest.raises(NotSent, match=f"smtp_{answer[:3]}") as refused:
            smtp(catcher.port).send(MESSAGE)
    assert refused.value.final == final


def test_a_wrong_password_is_ours_to_mend_and_not_final(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    with mail_server(starttls=server, sign_in=True) as catcher, pytest.raises(NotSent, match="smtp_535") as refused:
        smtp(catcher.port, "smtp+tls", "somebody@", client).send(MESSAGE)
    assert not refused.value.final


def test_a_mail_server_that_is_silent_or_away_is_given_up_in_time() -> None:
    with silent_server() as port, pytest.raises(NotSent, match="timeout"):
        smtp(port, patience=0.1).send(MESSAGE)
    with mail_server() as catcher:
        catcher.silence = 2.0
        with pytest.raises(NotSent, match="timeout"):
            smtp(catcher.port, patience=0.3).send(MESSAGE)
    with pytest.raises(NotSent, match="unreachable") as refused:
        smtp(free_port()).send(MESSAGE)
    assert not refused.value.final


def webhook(url: str, patience: float = 10.0) -> WebhookChannel:
    """The channel to a unit's system."""
    return WebhookChannel(SignedPost(url, SECRET, patience=patience, clock=lambda: MOMENT))


def honest(came: Received, secret: bytes) -> bool:
    """Whether the signature is right, computed as the documents say and not as the code does."""
    at, _, given = came.headers["linli-signature"].removeprefix("t=").partition(",v1=")
    return hmac.compare_digest(given, hmac.new(secret, at.encode() + b"." + came.body, hashlib.sha256).hexdigest())


def test_a_webhook_is_signed_and_says_what_the_unit_is_told(hook: Receiver) -> None:
    webhook(hook.url).send(replace(MESSAGE, address="210103005/CG"))
    (came,) = hook.received
    assert honest(came, SECRET)
    assert not honest(came, SECRET + b"!")
    assert came.headers["linli-signature"].startswith(f"t={int(MOMENT.timestamp())},")
    assert came.headers["linli-message-id"] == came.said["id"] == str(MESSAGE.id)
    assert (came.said["unit_area"], came.said["department"]) == ("210103005", "CG")
    assert (came.said["title"], came.said["text"]) == (MESSAGE.title, MESSAGE.text)


def test_an_sms_gives_the_number_and_the_text_to_the_gateway(hook: Receiver) -> None:
    SmsChannel(SignedPost(hook.url, SECRET)).send(replace(MESSAGE, address="+86 139-1234-5678"))
    (came,) = hook.received
    assert honest(came, SECRET)
    assert (came.said["to"], came.said["text"], came.said["id"]) == ("+8613912345678", MESSAGE.text, str(MESSAGE.id))


@pytest.mark.parametrize(
    ("status", "final"),
    [(400, True), (404, True), (408, False), (425, False), (429, False), (500, False), (503, False)],
)
def test_what_another_system_refuses_for_good_is_final(hook: Receiver, status: int, final: bool) -> None:
    hook.status = status
    with pytest.raises(NotSent, match=f"http_{status}") as refused:
        webhook(hook.url).send(MESSAGE)
    assert refused.value.final == final


def test_a_redirect_is_not_followed(hook: Receiver) -> None:
    hook.status, hook.headers = 307, {"Location": hook.url.replace("/hook", "/elsewhere")}
    with pytest.raises(NotSent, match="http_307"):
        webhook(hook.url).send(MESSAGE)
    assert [came.path for came in hook.received] == ["/hook"]


def test_another_system_that_is_silent_or_away_is_given_up_in_time(hook: Receiver) -> None:
    hook.hold.clear()
    with pytest.raises(NotSent, match="timeout"):
        webhook(hook.url, 0.2).send(MESSAGE)
    with silent_server() as port, pytest.raises(NotSent, match=r"tls|timeout"):
        webhook(f"https://127.0.0.1:{port}/", 0.2).send(MESSAGE)
    with pytest.raises(NotSent, match="unreachable"):
        webhook(f"http://127.0.0.1:{free_port()}/", 0.2).send(MESSAGE)


def test_the_check_in_the_documents_tells_ours_from_others(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[3] / "docs" / "messages.md").read_text(encoding="utf-8")
    documented: dict[str, Any] = {}
    exec(text.partition("```python\n")[2].partition("```")[0], documented)
    webhook(hook.url).send(MESSAGE)
    (came,) = hook.received
    check, header = documented["is_from_linli"], came.headers["linli-signature"]
    for seconds, fresh in ((0, True), (300, True), (301, False), (-301, False)):
        monkeypatch.setattr(documented["time"], "time", lambda after=seconds: MOMENT.timestamp() + after)
        assert check(SECRET, header, came.body) is fresh
    monkeypatch.setattr(documented["time"], "time", MOMENT.timestamp)
    assert not check(SECRET, header, came.body + b" ")
    assert not check(b"another", header, came.body)
    assert not check(SECRET, header.replace("t=", "t=1"), came.body)


def test_the_signature_is_the_hmac_of_the_moment_and_the_body() -> None:
    """The digest was made by: printf '1700000000.{}' | openssl dgst -sha256 -hmac secret."""
    wanted = "t=1700000000,v1=" + OPENSSL
    assert sign(b"secret", b"{}", 1700000000) == wanted


@pytest.mark.parametrize("phone", ["13912345678", "+86 139 1234 5678", "008613912345678", "+852 9123 4567"])
def test_a_mobile_takes_sms(phone: str) -> None:
    assert takes_sms(phone)


@pytest.mark.parametrize("phone", ["024-22345678", "22345678", "12345", "4008001234", "+86 24 22345678", "12912345678"])
def test_a_landline_takes_none(phone: str) -> None:
    assert not takes_sms(phone)
