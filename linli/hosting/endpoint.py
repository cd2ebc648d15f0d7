"""The small HTTP endpoint of a process without a web server: metrics, liveness and readiness."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

Checks = Mapping[str, Callable[[], bool]]


def application(checks: Checks) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """A WSGI application for `/metrics`, `/health/live` and `/health/ready`; ready when every check holds."""
    metrics = make_wsgi_app()

    def respond(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            return metrics(environ, start_response)  # type: ignore[no-any-return]
        if path not in ("/health/live", "/health/ready"):
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"not found\n"]
        found = {name: check() for name, check in checks.items()} if path == "/health/ready" else {}
        status = "200 OK" if all(found.values()) else "503 Service Unavailable"
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps({"status": "ok" if status[0] == "2" else "not ready", "checks": found}).encode()]

    return respond


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Scrapes are not logged."""


def serve(host: str, port: int, checks: Checks) -> WSGIServer:
    """Answer on `host:port` in a thread; raises OSError when the port is in use."""
    server = make_server(host, port, application(checks), _Server, _Quiet)
    threading.Thread(target=server.serve_forever, name="endpoint", daemon=True).start()
    return server
