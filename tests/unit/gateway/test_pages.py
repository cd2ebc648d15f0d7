"""The pages a browser is given work without any network but this server's own."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from gateway.openapi import OPENING
from gateway.pages import STATIC
from linli.contracts.base import schema_class
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import Kind, RequestState
from linli.contracts.volunteer.attendance import Issue
from linli.contracts.volunteer.engagements import EngagementState
from linli.contracts.volunteer.hours import HourEntryKind
from linli.contracts.volunteer.words import DocumentKind, VolunteerState
from services.hotline.catalogue import shipped

PAGES = sorted(STATIC.glob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_fetches_from_this_server_only_and_what_it_fetches_is_there(page: object) -> None:
    text = (STATIC / str(page)).read_text(encoding="utf-8")
    fetched = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert fetched
    for address in fetched:
        assert address.startswith(("/", "data:", "#")), address
        assert not address.startswith("//"), address
        if address.startswith("/static/"):
            assert (STATIC / address.removeprefix("/static/")).is_file(), address


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_has_no_script_of_its_own_for_the_policy_forbids_it(page: object) -> None:
    text = (STATIC / str(page)).read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|javascript:", text)


def test_the_citizens_page_has_words_for_every_state_and_kind() -> None:
    texts = (STATIC / "citizen-texts.js").read_text(encoding="utf-8")
    for words in (RequestState, Kind):
        for one in words:
            assert re.search(
                rf"^  {one.value}: \[\"[^\"]*[\u4e00-\u9fff][^\"]*\", \"[A-Za-z][^\"]*\"\],$", texts, re.M
            ), one


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("STATES", EngagementState),
        ("ISSUES", Issue),
        ("STANDINGS", VolunteerState),
        ("ENTRIES", HourEntryKind),
        ("DOCUMENTS", DocumentKind),
    ],
)
def test_the_volunteers_page_has_words_for_every_state_and_kind(name: str, words: type[StrEnum]) -> None:
    texts = (STATIC / "volunteer-texts.js").read_text(encoding="utf-8")
    table = re.search(rf"^const {name} = {{\n(.*?)^}};", texts, re.M | re.S)
    assert table is not None
    pair = re.compile(r"^  (\w+): \[\"[^\"]*[\u4e00-\u9fff][^\"]*\", \"[A-Za-z][^\"]*\"\],$", re.M)
    assert sorted(pair.findall(table[1])) == sorted(words)


def test_every_text_that_the_volunteers_page_asks_for_is_there_in_both_languages() -> None:
    scripts = {one.name: one.read_text(encoding="utf-8") for one in STATIC.glob("*.js")}
    page = [text for name, text in scripts.items() if name.startswith(("volunteer", "shared", "sign-in"))]
    asked = set(re.findall(r"TEXTS\.(\w+)", "".join(page)))
    known = re.findall(
        r"^  (\w+): \[\"[^\"]*[\u4e00-\u9fff][^\"]*\", \"[^\"]*[A-Za-z][^\"]*\"\],$", "".join(page), re.M
    )
    assert asked <= set(known)


def test_the_try_it_page_is_new_enough_for_openapi_3_1_and_comes_with_its_licence() -> None:
    folder = STATIC / "swagger"
    assert "isOAS31" in (folder / "swagger-ui-bundle.js").read_text(encoding="utf-8")
    assert "Apache License" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_the_request_that_the_try_it_page_begins_with_is_one_the_hotline_takes() -> None:
    names = ("id", "tracking_code")
    assert schema_class(OpenRequest)(exclude=names).validate(OPENING) == {}
    assert OPENING["category"] in {one.code for one in shipped().entries}
