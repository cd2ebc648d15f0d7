"""The pages a browser is given beside the console: the citizens', the volunteers', and the page to try the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, send_from_directory
from werkzeug.exceptions import NotFound

from gateway.access import PUBLIC
from gateway.edge import DOCS_POLICY

STATIC = Path(__file__).with_name("static")


@PUBLIC
def citizen() -> Response:
    """The page on which citizens file and follow requests."""
    return _page("citizen.html")


@PUBLIC
def volunteer() -> Response:
    """The page on which volunteers answer offers, check in and out, and see their hours."""
    return _page("volunteer.html")


@PUBLIC
def docs() -> Response:
    """The page to try the API."""
    response = _page("docs.html")
    response.headers["Content-Security-Policy"] = DOCS_POLICY
    return response


@PUBLIC
def static_file(name: str) -> Response:
    """A file of these pages."""
    if name.endswith(".html"):
        raise NotFound
    response = send_from_directory(STATIC, name)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _page(name: str) -> Response:
    return Response((STATIC / name).read_bytes(), content_type="text/html; charset=utf-8")


def install(app: Flask, description: Callable[[], str]) -> None:
    """Add the pages and the API's description, which is written when it is first asked for."""

    @PUBLIC
    def openapi() -> Response:
        """The API's description."""
        return Response(description(), content_type="application/json")

    app.add_url_rule("/citizen", "citizen_page", citizen)
    app.add_url_rule("/citizen/volunteer", "volunteer_page", volunteer)
    app.add_url_rule("/api/docs", "docs", docs)
    app.add_url_rule("/static/<path:name>", "static_file", static_file)
    app.add_url_rule("/api/openapi.json", "openapi", openapi)
