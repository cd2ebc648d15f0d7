"""A program that speaks Open311 in one of its forms, and reads both forms alike."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from werkzeug.test import TestResponse

from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Web

FORMS = ("json", "xml")


class Program:
    """A program that speaks the standard, in one form."""

    def __init__(self, served: Web, form: str, key: str = "") -> None:
        self.served, self.form, self.key = served, form, key

    def get(self, path: str, **arguments: Any) -> TestResponse:
        arguments = {"jurisdiction_id": DISTRICT, **arguments}
        query = urlencode({name: value for name, value in arguments.items() if value is not None})
        return self.served.anyone().get(f"/open311/v2/{path}.{self.form}?{query}")

    def post(self, path: str, **arguments: Any) -> TestResponse:
        said = {"jurisdiction_id": DISTRICT, "api_key": self.key, **arguments}
        body = urlencode({name: value for name, value in said.items() if value is not None})
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        return self.served.anyone().post(f"/open311/v2/{path}.{self.form}", data=body, headers=headers)

    def file(self, **arguments: Any) -> TestResponse:
        given = {"service_code": "noise.residential", "address_id": COMMUNITY, "description": "深夜噪声", **arguments}
        return self.post("requests", **given)

    def filed(self, **arguments: Any) -> str:
        """The id of a request just filed."""
        done = self.file(**arguments)
        assert done.status_code == 201, done.text
        return str(self.read(done)[0]["service_request_id"])

    def read(self, answer: TestResponse) -> Any:
        """What was answered, as JSON would say it."""
        if self.form == "json":
            assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
            return answer.json
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
        return _spark(ElementTree.fromstring(answer.data))

    def ids(self, **arguments: Any) -> list[str]:
        return [one["service_request_id"] for one in self.read(self.get("requests", **arguments))]


LISTS = {"services", "attributes", "values", "service_requests", "service_request_updates", "endpoints", "formats"}


def _spark(element: ElementTree.Element) -> Any:
    """The Spark convention, by which the standard derives its JSON from its XML."""
    assert not element.attrib
    assert "}" not in element.tag
    if element.tag in LISTS | {"errors"}:
        return [_spark(one) for one in element]
    return {one.tag: _spark(one) for one in element} if len(element) else element.text


def make_key(served: Web, area: str = DISTRICT) -> str:
    made = served.be().post("/api/open311/keys", {"name": "随手拍", "area_code": area})
    assert made.status_code == 201, made.text
    return str((made.json or {})["api_key"])


def errors(program: Program, answer: TestResponse, status: int) -> list[Any]:
    """Errors, Response: a list of code and description."""
    said = program.read(answer)
    assert answer.status_code == status, answer.text
    assert isinstance(said, list)
    assert said
    for one in said:
        assert set(one) == {"code", "description"}
        assert one["description"]
    return said
