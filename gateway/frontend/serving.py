"""Serves the built console: its page at `/`, its files below `/console/`; without a build, how to make one."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from gateway.access import PUBLIC
from gateway.edge import POLICY
from gateway.frontend.sources import DIST, PAGE, STAMP

CONSOLE_POLICY = f"{POLICY}; img-src 'self' data: blob:; font-src 'self' data:"
"""Photographs to be sent are shown from memory; styles and scripts come from here only, none of them inline."""
FOREVER = "public, max-age=31536000, immutable"
"""Every file's name has the hash of its content."""
STATIC = Path(__file__).parents[1] / "static"


def page(dist: Path = DIST) -> Response:
    """The console, or what to do to have it."""
    file = dist / PAGE
    if not file.is_file():
        return Response((STATIC / "index.html").read_bytes(), content_type="text/html; charset=utf-8")
    response = Response(file.read_bytes(), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = CONSOLE_POLICY
    return response


def file(name: str, dist: Path = DIST) -> Response:
    """A file of the console, packed where the browser takes that. Raises `NotFound`."""
    if name in (PAGE, STAMP) or name.endswith(".gz"):
        raise NotFound
    packed = safe_join(str(dist), f"{name}.gz")
    if packed and Path(packed).is_file() and "gzip" in request.headers.get("Accept-Encoding", ""):
        response = send_from_directory(dist, f"{name}.gz", mimetype=_kind(name))
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = send_from_directory(dist, name)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER
    return response


def _kind(name: str) -> str:
    return {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "json": "application/json"}.get(
        name.rpartition(".")[2], "application/octet-stream"
    )


def install(app: Flask) -> None:
    """Add the console to the application."""

    @PUBLIC
    def console_page() -> Response:
        """The console."""
        return page()

    @PUBLIC
    def console_file(name: str) -> Response:
        """A file of the console."""
        return file(name)

    app.add_url_rule("/", "landing", console_page)
    app.add_url_rule("/console/<path:name>", "console_file", console_file)
