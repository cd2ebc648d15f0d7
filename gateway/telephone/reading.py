"""Reading what telephone systems send: Zammad's generic CTI as JSON or as a form, whatever else they add."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from gateway.reading import read_json
from gateway.telephone.lines import Line
from linli.contracts.base import load
from linli.contracts.hotline.calls import ReportCall
from linli.errors import Invalid

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
NAMES: Mapping[str, str] = {
    "event": "sign",
    "direction": "direction",
    "from": "caller",
    "to": "called",
    "callId": "call_ref",
    "queue": "queue",
    "answeringNumber": "answering",
    "cause": "cause",
    "recordingUrl": "recording_url",
}
"""Their names and ours; `user` and `at` are read apart, and all others passed over."""
OPTIONAL = frozenset({"queue", "answeringNumber", "cause", "recordingUrl"})
_THEIRS = {ours: theirs for theirs, ours in NAMES.items()} | {"users": "user", "told_at": "at"}


def report(line: Line, moment: datetime) -> ReportCall:
    """What the present request reports, heard at this moment. Raises `Invalid` with the telephone system's own names.

    `at` counts on lines whose clock is trusted: when it happened there.
    """
    said = _body()
    wire: dict[str, Any] = {
        "line_id": str(line.id),
        "area_code": line.area_code,
        "call_back_minutes": line.call_back_minutes,
        "told_at": said["at"] if line.trusts_clock and said.get("at") else moment.isoformat(),
        "users": _users(said),
    }
    for theirs, ours in NAMES.items():
        value = _text(said[theirs]) if theirs in said else None
        if value is not None and not (theirs in OPTIONAL and value == ""):
            wire[ours] = value
    try:
        return load(ReportCall, wire)
    except Invalid as error:
        raise _in_their_words(error) from error


def _body() -> Mapping[str, Any]:
    if request.is_json:
        found = read_json(request.get_data())
        return found if isinstance(found, dict) else _not_an_object()
    if request.mimetype in FORMS:
        fields = {name: values[0] for name, values in request.form.lists()}
        return {**fields, "user": [*request.form.getlist("user[]"), *request.form.getlist("user")]}
    raise UnsupportedMediaType


def _not_an_object() -> NoReturn:
    text, zh = "Send a JSON object.", "请提交 JSON 对象。"
    raise Invalid("invalid_fields", text, zh, {"body": [f"{text} {zh}"]})


def _users(said: Mapping[str, Any]) -> list[Any]:
    """`user` is one name or a list of them, in JSON as well."""
    given = said.get("user") or said.get("user[]") or []
    users = given if isinstance(given, list) else [given]
    return [_text(one) for one in users if one != ""]


def _text(value: Any) -> Any:
    """Numbers come as numbers from some systems; what else is no text is refused by the contract."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _in_their_words(error: Invalid) -> Invalid:
    fields = {_THEIRS.get(name.partition(".")[0], name): texts for name, texts in error.fields.items()}
    return Invalid(error.code, error.message, error.message_zh, fields)
