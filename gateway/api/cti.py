"""Where telephone systems report their calls, in the form of Zammad's generic CTI; the token is in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Response

from gateway.access import PUBLIC
from gateway.api.conventions import answer
from gateway.api.routes import Routes
from gateway.parts import parts
from gateway.refusals import Unauthenticated
from gateway.telephone import keeping, lines
from gateway.telephone.dialling import answer_to_outgoing
from gateway.telephone.lines import Line
from gateway.telephone.reading import report
from linli import observe
from linli.calls import Ask
from linli.clock import now
from linli.contracts.base import dump, schema_class
from linli.contracts.hotline.calls import ReportCall
from linli.contracts.hotline.telephone import CallDirection, CallSign
from linli.errors import Unavailable

PATIENCE = 1.0
"""Seconds that a ringing telephone waits for the hotline's word."""
BODY = {
    "required": True,
    "description": "Zammad's generic CTI, as JSON, form or multipart; other fields are passed over.",
    "content": {
        media: {
            "schema": {
                "type": "object",
                "required": ["event", "from", "to", "direction", "callId"],
                "properties": {
                    "event": {"type": "string", "enum": [one.value for one in CallSign]},
                    "direction": {"type": "string", "enum": [one.value for one in CallDirection]},
                    **{
                        name: {"type": "string"}
                        for name in ("from", "to", "callId", "queue", "answeringNumber", "cause", "recordingUrl", "at")
                    },
                    "user" if "json" in media else "user[]": {"type": "array", "items": {"type": "string"}},
                },
            }
        }
        for media in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
    },
}

routes = Routes("cti", "/api/cti", "Telephone systems 话务系统接口")


@dataclass(frozen=True, kw_only=True)
class CtiAnswer:
    """What the telephone system should do: nothing special, reject the call, or dial with another caller id."""

    action: str | None = None
    reason: str | None = None
    caller_id: str | None = None
    number: str | None = None


@routes.post("/<string:token>", PUBLIC, schema_class(CtiAnswer))
@routes.blueprint.doc(requestBody=BODY)  # type: ignore[untyped-decorator]  # flask-smorest has no types
def report_call(token: str) -> Response:
    """A call rings, is answered, or ends; a repeat changes nothing 话务事件"""
    line = _line_of(token)
    said = report(line, now())
    rejected = _told(line, said)
    if said.sign is not CallSign.NEW_CALL:
        return answer({})
    if said.direction is CallDirection.OUT:
        return answer(answer_to_outgoing(line, said.called))
    return answer({"action": "reject", "reason": "busy"} if rejected else {})


def _line_of(token: str) -> Line:
    """The line of this token. Raises `Unauthenticated`, and `TooMany` for too many reports or wrong tokens."""
    with parts().database.peeking() as session:
        line = lines.of_token(session, token[:200])
    if line is None:
        parts().limiter.unknown_line()
        text, zh = "No line has this token; ask the administrator.", "令牌无效，请联系管理员。"
        raise Unauthenticated("unknown_line", text, zh)
    parts().limiter.account(str(line.id))
    return line


def _told(line: Line, said: ReportCall) -> bool:
    """Tell the hotline; whether it wants the call rejected. While it is away, or behind, the report is kept."""
    if not line.busy:
        try:
            reply = parts().backend.ask("hotline", "report_call", said, line.principal, within=PATIENCE)
            return bool(reply["rejected"])
        except Unavailable:
            pass
    _keep(line, replace(said, late=True))
    return False


def _keep(line: Line, said: ReportCall) -> None:
    at = now()
    deadline = at + timedelta(seconds=PATIENCE)
    asked = Ask("report_call", dump(said), line.principal, observe.current_chain(), None, deadline)
    with parts().database.transaction() as session:
        keeping.keep(session, parts().sealer, asked.to_wire(), at)
