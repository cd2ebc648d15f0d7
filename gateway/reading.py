"""Reading requests strictly: size, UTF-8, JSON without duplicates or NaN, and no query parameter that means nothing."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar
from urllib.parse import unquote_to_bytes

import marshmallow as ma
from flask import Flask, current_app, request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from gateway.refusals import Undecodable
from linli.contracts.base import invalid_fields

View = TypeVar("View", bound=Callable[..., Any])

ANY_QUERY = frozenset({"*"})
"""What a view has as `linli_query` that passes over parameters it does not know."""

LARGEST_BODY = 1_000_000
"""Bytes."""


def _undecodable(code: str, message: str, message_zh: str, field: str) -> Undecodable:
    return Undecodable(code, message, message_zh, {field: [f"{message} {message_zh}"]})


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("not a number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number too large")
    return number


def read_json(body: bytes) -> Any:
    """The JSON value of a body. Raises `Undecodable` for other text, invalid UTF-8, a name given twice, NaN, Infinity,
    numbers without end and half characters (lone surrogates).
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _undecodable("invalid_utf8", "The body is not UTF-8.", "内容不是 UTF-8 编码。", "body") from error
    try:
        found = json.loads(text, object_pairs_hook=_pairs, parse_constant=_refuse_constant, parse_float=_finite)
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise _undecodable("invalid_json", "The body is not valid JSON.", "内容不是有效的 JSON。", "body") from error
    return found


class StrictParser(FlaskParser):
    """Reads bodies and queries for the schemas of the API; what a schema refuses becomes `Invalid` with its fields."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}  # noqa: RUF012  # as the base class has it

    def load_json(self, req: Any, schema: ma.Schema) -> Any:
        """The body, which must be JSON and say so; no body at all stands for no fields."""
        body = req.get_data(cache=False)
        if not body and not req.content_type:
            return {}
        if not req.is_json:
            raise UnsupportedMediaType
        if len(body) > LARGEST_BODY:
            raise RequestEntityTooLarge
        return read_json(body)

    def handle_error(self, error: ma.ValidationError, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Raises `Invalid`."""
        messages = error.messages
        for location in ("json", "query"):
            if isinstance(messages, dict) and set(messages) == {location}:
                messages = messages[location]
        raise invalid_fields(messages) from error


def check_size() -> None:
    """Refuse a body that announces itself as too large, whether the route reads it or not."""
    view = current_app.view_functions.get(request.endpoint or "")
    largest: int = getattr(view, "linli_largest_body", LARGEST_BODY)
    request.max_content_length = largest + 1  # a chunked body is cut there in silence: one more byte tells
    if (request.content_length or 0) > largest:
        raise RequestEntityTooLarge


def takes(largest: int) -> Callable[[View], View]:
    """Let a view take a body of so many bytes; use it as its innermost decorator."""

    def mark(view: View) -> View:
        view.linli_largest_body = largest  # type: ignore[attr-defined]
        return view

    return mark


def raw_body() -> bytes:
    """The body as it came. Raises `RequestEntityTooLarge` when it is larger than its view takes."""
    body = request.get_data(cache=False)
    if len(body) >= (request.max_content_length or 0):
        raise RequestEntityTooLarge
    return body


def check_address() -> None:
    """Path and query must be UTF-8, each query parameter known to the route and given once. Raises `Undecodable`."""
    try:
        request.environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8")
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeError as error:
        raise _undecodable("invalid_utf8", "The address is not UTF-8.", "地址不是 UTF-8 编码。", "address") from error
    if request.endpoint is None:
        return
    known: frozenset[str] = getattr(current_app.view_functions[request.endpoint], "linli_query", frozenset())
    if known is ANY_QUERY:
        return
    given = Counter(name for name, _ in request.args.items(multi=True))
    for name, times in given.items():
        if name not in known:
            raise _undecodable("unknown_parameter", "There is no such query parameter.", "没有该查询参数。", name)
        if times > 1:
            raise _undecodable("repeated_parameter", "Give this parameter once.", "该参数只能给出一次。", name)


def install(app: Flask) -> None:
    """Read every request of this application strictly."""
    app.before_request(check_size)
    app.before_request(check_address)
