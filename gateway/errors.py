"""Every error as a problem detail (RFC 9457), in Chinese or English: one table says which status each kind has."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Mapping
from typing import Any, cast

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from gateway.phrases import TITLES, in_chinese, in_english
from gateway.refusals import TooMany
from linli import observe
from linli.db import is_outage
from linli.errors import LinliError, Unavailable
from linli.events import describe

STATUS: Mapping[str, int] = {
    "undecodable": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "stale": 412,
    "invalid": 422,
    "precondition_required": 428,
    "too_many": 429,
    "error": 500,
    "unavailable": 503,
}
"""The status of each kind of `LinliError`."""

STATUS_OF_CODE: Mapping[str, int] = {"idempotency_key_reused": 422}
"""Codes that have another status than their kind."""

HTTP_ERRORS: Mapping[int, tuple[str, str, str]] = {
    400: ("bad_request", "The request cannot be read.", "无法解析该请求。"),
    404: ("no_such_route", "There is nothing at this address.", "该地址不存在。"),
    405: ("method_not_allowed", "This address does not take this method.", "该地址不支持此方法。"),
    413: (
        "body_too_large",
        "The body is too large: 1,000,000 bytes at most, a photograph 12,000,000.",
        "请求内容过大：不超过1,000,000字节，照片不超过12,000,000字节。",
    ),
    415: ("not_json", "Send the body as application/json.", "请以 application/json 格式提交。"),
    500: ("internal_error", "The gateway failed; it has been logged.", "系统内部错误，已记录。"),
}
"""Code and message for what the web framework itself refuses."""

RETRY_AFTER = 5
"""Seconds after which a caller who was told `unavailable` may try again."""


def chinese() -> bool:
    """Whether the caller reads Chinese: so it is unless `Accept-Language` prefers English, in whatever country."""
    tags = (re.split("[-_]", tag)[0].lower() for tag, quality in request.accept_languages if quality)
    return next((tag for tag in tags if tag in ("zh", "en")), "zh") == "zh"


def status_of(error: LinliError) -> int:
    """The HTTP status of an error."""
    return STATUS_OF_CODE.get(error.code) or STATUS.get(error.kind, 500)


def problem(error: LinliError, status: int | None = None) -> Response:
    """The problem detail of an error; an unfit name of a field is cut, a value never comes back."""
    status, zh = status or status_of(error), chinese()
    body = {
        "type": f"urn:linli:error:{error.code}",
        "title": TITLES.get(status, TITLES[500])[0 if zh else 1],
        "status": status,
        "detail": error.message_zh if zh else in_english(error.message),
        "code": error.code,
        "fields": {name[:80]: _said(texts, zh) for name, texts in error.fields.items()},
        "instance": request.path[:200],
        "correlation_id": str(observe.current_chain().correlation_id),
    }
    response = Response(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), status)
    response.content_type = "application/problem+json"
    response.headers["Content-Language"] = "zh" if zh else "en"
    response.headers["Vary"] = "Accept-Language"
    response.headers.update(_extra_headers(error, status))
    return response


def _said(texts: list[str], zh: bool) -> list[str]:
    return [in_chinese(text) if zh else in_english(text) for text in texts]


def _extra_headers(error: LinliError, status: int) -> dict[str, str]:
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after)}
    if status == 503:
        return {"Retry-After": str(RETRY_AFTER)}
    return {"WWW-Authenticate": 'Bearer realm="linli"'} if status == 401 else {}


def _refused_by_framework(error: HTTPException) -> Response:
    """What the framework refuses, in our form; a redirect or ready answer stays as it is."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return cast(Response, error.get_response())
    code, message, message_zh = HTTP_ERRORS.get(status, HTTP_ERRORS[400 if status < 500 else 500])
    response = problem(LinliError(code, message, message_zh), status)
    if status == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return response


def _failed(error: Exception) -> Response:
    """Anything unforeseen: the database away is 503, the rest 500; logged by kind and place, without values."""
    route = request.url_rule.rule if request.url_rule else "unmatched"
    if is_outage(error):
        observe.log.error("database away", service="gateway", route=route, error=type(error).__name__)
        return problem(Unavailable("database_away", "The database is away; try again.", "数据库暂不可用，请重试。"))
    stack = "".join(traceback.format_tb(error.__traceback__))
    observe.log.error("request failed", route=route, error=describe(error), stack=stack)
    return problem(LinliError(*HTTP_ERRORS[500]), 500)


def install(app: Flask) -> None:
    """Answer every error of this application as a problem detail."""
    handlers: list[tuple[type[Exception], Any]] = [
        (LinliError, problem),
        (HTTPException, _refused_by_framework),
        (Exception, _failed),
    ]
    for kind, handler in handlers:
        app.register_error_handler(kind, handler)
