"""What every answer has, whatever its route: correlation id and trace parent, access metrics, security headers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from gateway.api.conventions import KEY_HEADER
from linli import observe
from linli.observe import Chain

CORRELATION = "X-Correlation-Id"
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
DOCS_POLICY = f"{POLICY}; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
"""The try-it page draws its icons and sizes inline; scripts come from here only, there too."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_TRACE = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def chain_of(environ: dict[str, Any]) -> Chain:
    """The chain named by the request's headers (W3C Trace Context for the trace parent); what is unfit is made new."""
    new = Chain()
    try:
        correlation = UUID(environ.get("HTTP_X_CORRELATION_ID", ""))
    except ValueError:
        correlation = new.correlation_id
    trace = environ.get("HTTP_TRACEPARENT", "")
    return Chain(correlation_id=correlation, traceparent=trace if _TRACE.fullmatch(trace) else new.traceparent)


def in_chain(inner: Wsgi) -> Wsgi:
    """A WSGI application that runs each request as part of its chain."""

    def respond(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with observe.in_chain(chain_of(environ)):
            return inner(environ, start_response)

    return respond


def _begin() -> None:
    g.began = time.perf_counter()


def _finish(response: Response) -> Response:
    chain = observe.current_chain()
    response.headers[CORRELATION] = str(chain.correlation_id)
    response.headers["Traceparent"] = chain.traceparent
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    if request.method == "POST" and "idempotency_key" in g:
        response.headers[KEY_HEADER] = g.idempotency_key
    _measure(response.status_code)
    return response


def _measure(status: int) -> None:
    """By the route's template, never by the address: ids would make a time series each."""
    route = request.url_rule.rule if request.url_rule else "unmatched"
    method = request.method if request.method in _METHODS else "other"
    observe.HTTP.labels(method, route, str(status)).inc()
    observe.HTTP_SECONDS.labels(method, route).observe(time.perf_counter() - g.get("began", time.perf_counter()))


def install(app: Flask, trusted_proxies: int = 0) -> None:
    """Give every answer of this application its chain, headers and metrics; install this before all others.

    Behind `trusted_proxies` proxies the caller's address and scheme are what the outermost of them saw.
    """
    app.before_request(_begin)
    app.after_request(_finish)
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies)  # type: ignore[method-assign]
    app.wsgi_app = in_chain(app.wsgi_app)  # type: ignore[method-assign, assignment]
