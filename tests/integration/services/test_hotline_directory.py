"""Providers are found by area, service, words and hours; a request goes from one to the next until it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from linli import cli
from linli.clock import LOCAL, now
from linli.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Role
from linli.timers import TIMER
from services.hotline.tables.referral import REFERRAL
from tests.factories.databases import BOTH, either_hotline, module_hotline
from tests.factories.directory import (
    BATHING,
    keep_service,
    open_request,
    provider,
    service,
    write_provider,
)
from tests.factories.knowledge import EDITOR, WRITER
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.machine import Scratch

HANDLER = person(Role.HANDLER, at=STREET)
SHIPPED = Path(__file__).parents[3] / "services" / "hotline" / "directory.yaml"


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    yield from module_hotline(scratch, tmp_path_factory.mktemp("directory"), "directory")


@pytest.fixture(params=BOTH)
def hotline(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    for one in either_hotline(request, tmp_path):
        keep_service(one)
        yield one


@pytest.fixture
def small(tmp_path: Path) -> Iterator[RunningService]:
    with running("hotline", tmp_path) as one:
        keep_service(one)
        yield one


def found(hotline: RunningService, area: str = COMMUNITY, **asked: Any) -> list[str]:
    """The names that a search finds, best first."""
    answer = hotline.ask(WRITER, "search_providers", area_code=area, **asked)
    return [one["content"]["name"] for one in answer["items"]]


# ---- the directory ---------------------------------------------------------------------------------------------------


def test_providers_are_found_where_they_serve_by_service_category_and_words(hotline: RunningService) -> None:
    keep_service(hotline, "repair.lock", zh="开锁", en="Locksmith")
    write_provider(hotline, "康乐驿站")
    write_provider(hotline, "街道锁行", services=["repair.lock"], areas=[STREET], about="上门换锁芯")
    write_provider(hotline, "外区锁行", services=["repair.lock"], areas=[ELSEWHERE])
    closed = write_provider(hotline, "停业驿站")
    hotline.ask(EDITOR, "close_provider", id=closed)
    assert set(found(hotline)) == {"康乐驿站", "街道锁行"}
    assert found(hotline, "210103006") == ["康乐驿站"]
    assert found(hotline, category="repair") == ["街道锁行"]
    assert found(hotline, DISTRICT, service="repair.lock") == ["街道锁行"]
    for words, name in {"换锁": "街道锁行", "locksmith": "街道锁行", "助浴": "康乐驿站", "芯": "街道锁行"}.items():
        assert found(hotline, words=words) == [name]
    assert found(hotline, words="换锁助浴") == []


def test_a_revised_provider_is_found_by_what_is_said_now(hotline: RunningService) -> None:
    made = write_provider(hotline, "康乐驿站")
    hotline.ask(EDITOR, "revise_provider", id=made, content=provider("福寿驿站", areas=[STREET]), version=1)
    assert (found(hotline, words="康乐"), found(hotline, words="福寿")) == ([], ["福寿驿站"])
    assert found(hotline, "210103006") == []


def test_who_is_open_at_a_moment_is_found(hotline: RunningService) -> None:
    write_provider(hotline, "白天")
    write_provider(
        hotline, "夜间", hours=[{"weekday": day, "opens": "18:00", "closes": "24:00"} for day in range(1, 8)]
    )
    at = {hour: datetime(2026, 3, 7, hour, tzinfo=LOCAL).isoformat() for hour in (10, 15, 23)}
    assert [found(hotline, open_at=at[hour]) for hour in (10, 15, 23)] == [["白天"], [], ["夜间"]]


def test_who_may_keep_the_directory(small: RunningService) -> None:
    made = write_provider(small)
    cases: list[tuple[Any, str, dict[str, Any], type]] = [
        (WRITER, "close_provider", {"id": made}, Forbidden),
        (administrator(ELSEWHERE), "get_provider", {"id": made}, NotFound),
        (EDITOR, "close_provider", {"id": made, "version": 4}, StaleVersion),
        (EDITOR, "revise_provider", {"id": made, "content": provider(services=["no.such"])}, Invalid),
        (WRITER, "keep_service", {"area_code": DISTRICT, "service": service()}, Forbidden),
    ]
    for who, method, said, kind in cases:
        assert type(small.refusal(who, method, **said)) is kind
    code = small.ask(WRITER, "get_provider", id=made)["code"]
    taken = small.refusal(EDITOR, "write_provider", area_code=DISTRICT, code=code, content=provider())
    assert taken.code == "code_taken"


def test_a_file_is_loaded_and_a_known_code_takes_the_new_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINLI_DATA", str(tmp_path))
    monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
    file = tmp_path / "providers.yaml"
    with running("hotline", tmp_path) as one:
        assert cli.main(["directory", "load", str(SHIPPED), "--area", DISTRICT]) == 0
        assert "Loaded 35 services and 0 providers." in capsys.readouterr().out
        for name in ("甲", "乙"):
            file.write_text(PROVIDERS.format(name=name), encoding="utf-8")
            assert cli.main(["directory", "load", str(file), "--area", DISTRICT]) == 0
        assert found(one) == ["乙"]
        assert len(one.ask(WRITER, "list_services")["items"]) == 35
        assert {item["category"] for item in one.ask(WRITER, "list_services", category="legal")["items"]} == {"legal"}
        file.write_text(
            PROVIDERS.format(name="丙") + PROVIDERS.format(name="丁").replace("services: [", "services: [x, ")
        )
        assert cli.main(["directory", "load", str(file), "--area", DISTRICT]) == 1
        assert "providers.yaml:10: " in capsys.readouterr().err
        assert found(one) == ["乙"]


PROVIDERS = """providers:
  - code: p.1
    area_code: "210103"
    content:
      name: {name}
      services: [elder_care.bathing]
      areas: ["210103"]
      price: free
"""


# ---- referrals -------------------------------------------------------------------------------------------------------


def start(hotline: RunningService, request_id: UUID, *providers: UUID) -> dict[str, Any]:
    return hotline.ask(WRITER, "start_referral", request_id=request_id, service=BATHING, providers=list(providers))


def test_a_referral_that_is_declined_goes_on_and_done_settles_the_request(hotline: RunningService) -> None:
    first, second = (write_provider(hotline, name) for name in "甲乙")
    request_id = open_request(hotline)
    made = start(hotline, request_id, first, second)
    assert (made["state"], made["waiting"]) == ("offered", [str(second)])
    declined = hotline.ask(WRITER, "decline_referral", id=made["id"], reason="人手不足", version=made["version"])
    assert (declined["state"], [one["outcome"] for one in declined["asked"]]) == ("offered", ["declined", None])
    hotline.ask(WRITER, "accept_referral", id=made["id"])
    refused = hotline.refusal(WRITER, "finish_referral", id=made["id"], result="已上门")
    assert isinstance(refused, Forbidden), "an operator settled a request"
    done = hotline.ask(HANDLER, "finish_referral", id=made["id"], result="已上门")
    assert (done["state"], done["due_at"], done["asked"][1]["outcome"]) == ("done", None, "done")
    shown = hotline.ask(WRITER, "get_request", id=request_id)
    assert (shown["request"]["state"], shown["result"]) == ("settled", "乙: 已上门")
    hotline.ask(WRITER, "rate_referral", id=made["id"], stars=5)
    rated = hotline.ask(WRITER, "get_provider", id=second)
    assert (rated["rating"], rated["ratings"]) == (5.0, 1)
    assert hotline.ask(WRITER, "list_referrals", request_id=request_id)["items"][0]["stars"] == 5


def test_without_names_the_best_rated_are_asked(hotline: RunningService) -> None:
    names = {name: write_provider(hotline, name) for name in "甲乙丙"}
    first = start(hotline, open_request(hotline), names["乙"])
    hotline.ask(WRITER, "accept_referral", id=first["id"])
    hotline.ask(WRITER, "finish_referral", id=first["id"], result="好", settle=False)
    hotline.ask(WRITER, "rate_referral", id=first["id"], stars=5)
    made = start(hotline, open_request(hotline))
    assert made["asked"][0]["name"] == "乙"
    assert len(made["waiting"]) == 2


def over(hotline: RunningService, referral_id: str) -> None:
    """Let the provider's time to answer be over, and the timers fire."""
    past = now() - timedelta(minutes=1)
    with hotline.database.transaction() as session:
        session.execute(update(TIMER).where(TIMER.c.subject == UUID(referral_id)).values(due_at=past))
        session.execute(update(REFERRAL).where(REFERRAL.c.id == UUID(referral_id)).values(due_at=past))
    while hotline.member.firing.fire_due():
        pass


def test_no_answer_in_time_asks_the_next_and_after_the_last_the_referral_stands_unanswered(
    hotline: RunningService,
) -> None:
    first, second = (write_provider(hotline, name) for name in "甲乙")
    made = start(hotline, open_request(hotline), first, second)
    over(hotline, made["id"])
    shown = hotline.ask(WRITER, "get_referral", id=made["id"])
    assert [one["outcome"] for one in shown["asked"]] == ["no_answer", None]
    over(hotline, made["id"])
    shown = hotline.ask(WRITER, "get_referral", id=made["id"])
    assert (shown["state"], [one["outcome"] for one in shown["asked"]]) == ("no_answer", ["no_answer"] * 2)
    assert isinstance(hotline.refusal(WRITER, "accept_referral", id=made["id"]), Conflict)


def test_an_answered_referral_has_no_clock_for_an_answer_and_a_closed_provider_is_passed_over(
    small: RunningService,
) -> None:
    first, second, third = (write_provider(small, name) for name in "甲乙丙")
    made = start(small, open_request(small), first, second, third)
    small.ask(EDITOR, "close_provider", id=second)
    small.ask(WRITER, "decline_referral", id=made["id"], reason="忙")
    small.ask(WRITER, "accept_referral", id=made["id"])
    over(small, made["id"])
    shown = small.ask(WRITER, "get_referral", id=made["id"])
    assert (shown["state"], [one["outcome"] for one in shown["asked"]]) == ("accepted", ["declined", "declined", None])
    small.ask(WRITER, "withdraw_referral", id=made["id"], reason="不需要了")
    assert small.ask(WRITER, "get_referral", id=made["id"])["waiting"] == []


def test_a_referral_needs_a_service_a_provider_that_fits_and_someone_who_may(small: RunningService) -> None:
    request_id, elsewhere = open_request(small), write_provider(small, areas=[ELSEWHERE])
    said = {"request_id": request_id, "service": BATHING}
    cases: list[tuple[Any, dict[str, Any], type]] = [
        (WRITER, {**said, "service": "no.such"}, Invalid),
        (WRITER, {**said, "providers": [elsewhere]}, Invalid),
        (WRITER, said, Conflict),
        (WRITER, {**said, "request_id": uuid4()}, NotFound),
        (person(Role.AUDITOR), said, Forbidden),
        (administrator(ELSEWHERE), said, NotFound),
    ]
    for who, command, kind in cases:
        assert type(small.refusal(who, "start_referral", **command)) is kind


def test_what_is_settled_already_is_not_settled_again_by_a_referral(small: RunningService) -> None:
    made = start(small, open_request(small), write_provider(small))
    small.ask(WRITER, "accept_referral", id=made["id"])
    small.ask(administrator(), "withdraw_request", id=made["request_id"])
    assert isinstance(small.refusal(HANDLER, "finish_referral", id=made["id"], result="好"), Conflict)
    small.ask(WRITER, "finish_referral", id=made["id"], result="好", settle=False)
