"""The proxy before an installation, as nginx runs it: who is asked, whose address is told, events come at once."""

from __future__ import annotations

import getpass
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from flask import Flask, Response, request
from werkzeug.serving import make_server

from linli.hosting.commands import DEPLOY
from tests.polling import poll
from tests.private_server import free_ports

pytestmark = pytest.mark.nginx


class Stream:
    """Sends each further event only when it is told to."""

    def __init__(self) -> None:
        self.told = threading.Semaphore(0)

    def app(self) -> Flask:
        """Answers at the stream's path."""
        app = Flask("stream")
        app.add_url_rule("/api/stream", view_func=lambda: Response(self._events(), mimetype="text/event-stream"))
        return app

    def _events(self) -> Iterator[str]:
        for event in ("first", "second", "third"):
            yield f"data: {event}\n\n"
            self.told.acquire(timeout=60)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application on a port of its own, its callers' headers as they are; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(60)


def gateway() -> Flask:
    """Says what it was asked and for whom."""
    app = Flask("gateway")
    told = ("X-Forwarded-For", "X-Forwarded-Proto", "Host")

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
    @app.route("/<path:path>", methods=["GET", "POST"])
    def say(path: str) -> dict[str, object]:
        headers = {name: request.headers.get(name) for name in told}
        return {"path": request.full_path, "size": len(request.get_data()), **headers}

    return app


@pytest.fixture(scope="module")
def stream() -> Stream:
    """What the stream's process says."""
    return Stream()


@pytest.fixture(scope="module")
def proxy(stream: Stream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx with the configuration of the installation, only its addresses and places changed."""
    directory, port = tmp_path_factory.mktemp("nginx"), free_ports(1)[0]
    with serving(gateway()) as asked, serving(stream.app()) as streaming:
        written = configuration(directory, port, {"http://gateway:8000": asked, "http://stream:8001": streaming})
        process = subprocess.Popen(command(written))
        address = f"http://127.0.0.1:{port}"
        try:
            poll(lambda: answers(address), message="nginx answers")
            yield address
        finally:
            stream.told.release(3)
            process.terminate()
            process.wait(60)


def configuration(directory: Path, port: int, places: dict[str, str]) -> Path:
    """The configuration for this machine, written there."""
    text = (DEPLOY / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    for changed, by in {"/tmp/": f"{directory}/", "listen 8000": f"listen 127.0.0.1:{port}", **places}.items():
        assert changed in text
        text = text.replace(changed, by)
    written = directory / "nginx.conf"
    written.write_text(text, encoding="utf-8")
    return written


def command(written: Path) -> list[str]:
    """Runs nginx with it, its workers as who runs the test."""
    return ["nginx", "-c", str(written), "-g", f"user {getpass.getuser()};"]


def answers(address: str) -> bool:
    """Whether somebody listens there."""
    try:
        return requests.get(address, timeout=5).status_code > 0
    except requests.ConnectionError:
        return False


def test_the_gateway_is_asked_with_everything_that_the_caller_said(proxy: str) -> None:
    said = requests.post(f"{proxy}/api/x%2Fy?area=210103&q=%E7%81%AF", data=b"1" * 2_000_000, timeout=60).json()
    assert said["path"] == "/api/x/y?area=210103&q=%E7%81%AF"
    assert said["size"] == 2_000_000
    assert said["Host"] == proxy.removeprefix("http://")


@pytest.mark.parametrize(
    ("headers", "addresses", "schemes"),
    [
        ({}, ["127.0.0.1"], ["http"]),
        (
            {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"},
            ["203.0.113.9", "127.0.0.1"],
            ["https", "http"],
        ),
    ],
)
def test_the_caller_and_the_scheme_are_those_that_each_server_saw(
    proxy: str, headers: dict[str, str], addresses: list[str], schemes: list[str]
) -> None:
    said = requests.get(f"{proxy}/api/me", headers=headers, timeout=60).json()
    assert re.split(", *", said["X-Forwarded-For"]) == addresses
    assert re.split(", *", said["X-Forwarded-Proto"]) == schemes


def test_an_event_arrives_while_the_next_is_not_yet_said(proxy: str, stream: Stream) -> None:
    with requests.get(f"{proxy}/api/stream?area=210103", stream=True, timeout=20) as answer:
        lines = filter(None, answer.iter_lines())
        for event in (b"first", b"second", b"third"):
            assert next(lines) == b"data: " + event
            stream.told.release()


def test_metrics_are_not_for_callers(proxy: str) -> None:
    assert requests.get(f"{proxy}/metrics", timeout=60).status_code == 404


def test_who_is_away_is_a_problem_to_try_again(tmp_path: Path) -> None:
    port, away = free_ports(2)
    nobody = f"http://127.0.0.1:{away}"
    written = configuration(tmp_path, port, {"http://gateway:8000": nobody, "http://stream:8001": nobody})
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command(written)) as process:
        try:
            poll(lambda: answers(address), message="nginx answers")
            answer = requests.get(f"{address}/api/me", timeout=60)
        finally:
            process.terminate()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["code"] == "gateway_away"
