"""Metrics, liveness and readiness of a process that answers the API."""

from __future__ import annotations

import json
import os

from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from gateway.access import PUBLIC
from gateway.parts import parts

NEEDED = frozenset({"database"})
"""What makes the gateway unready. Without the broker it still takes requests in, so that is shown but not decisive."""


@PUBLIC
def metrics() -> Response:
    """All metrics of the process, or of all workers together where they share a directory."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@PUBLIC
def live() -> Response:
    """The process answers."""
    return _answer("ok", {}, 200)


@PUBLIC
def ready() -> Response:
    """Whether requests can be served: 503 while the database is away, `degraded` while only the broker is."""
    found = {name: check() for name, check in parts().checks.items()}
    if not all(found.get(name, True) for name in NEEDED):
        return _answer("not ready", found, 503)
    return _answer("ok" if all(found.values()) else "degraded", found, 200)


def _answer(status: str, checks: dict[str, bool], code: int) -> Response:
    return Response(json.dumps({"status": status, "checks": checks}), code, content_type="application/json")


def install(app: Flask) -> None:
    """Add the three addresses."""
    app.add_url_rule("/metrics", "metrics", metrics)
    app.add_url_rule("/health/live", "live", live)
    app.add_url_rule("/health/ready", "ready", ready)
