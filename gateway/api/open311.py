"""The routes of Open311 GeoReport v2, in XML and JSON, with its extension for updates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from gateway import intaking, tracking
from gateway.access import PUBLIC
from gateway.api.conventions import ask, idempotency_key
from gateway.citizens import acting
from gateway.errors import HTTP_ERRORS, RETRY_AFTER, chinese
from gateway.intake import store as intake
from gateway.open311 import asking, filing, keys, services, showing
from gateway.open311.asking import absent, bad, given, missing
from gateway.open311.forms import written
from gateway.parts import parts
from gateway.projections import store as projections
from gateway.reading import ANY_QUERY
from gateway.refusals import TooMany
from linli import observe
from linli.contracts.hotline.updates import PassOnComment
from linli.errors import Forbidden, LinliError, NotFound, Unavailable
from linli.events import describe

PREFIX = "/open311/v2"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORM = "<any(json,xml):form>"

blueprint = Blueprint("open311", __name__, url_prefix=PREFIX)
View = Callable[..., Response]


def _route(rule: str, method: str) -> Callable[[View], View]:
    """Declare a view: open to everybody (a key is asked for inside), with whatever arguments programs send."""

    def declare(view: View) -> View:
        marked = PUBLIC(view)
        marked.linli_query = ANY_QUERY  # type: ignore[attr-defined]
        blueprint.add_url_rule(f"{rule}.{FORM}", view_func=marked, methods=[method])
        return marked

    return declare


@_route("/discovery", "GET")
def discover(form: str) -> Response:
    """Where the standard is served, in which forms, and whom to ask for a key."""
    changed = parts().catalogue.changed_at(parts().backend).strftime("%Y-%m-%d %H:%M:%S")
    contact = parts().settings.contact
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{request.url_root.rstrip('/')}{PREFIX}",
        "changeset": changed,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    said = {
        "changeset": changed,
        "contact": contact,
        "key_service": f"API keys are given out by the district: {contact} 向区级管理员申请密钥",
        "endpoints": [endpoint],
    }
    return written(form, "discovery", said)


@_route("/services", "GET")
def list_services(form: str) -> Response:
    """What may be asked for."""
    asking.jurisdiction(request.args)
    return written(form, "services", [services.service(one) for one in services.catalogue().values()])


@_route("/services/<string:code>", "GET")
def get_definition(form: str, code: str) -> Response:
    """The form fields of a service."""
    asking.jurisdiction(request.args)
    found = services.catalogue().get(code)
    if found is None:
        raise absent("service_code")
    return written(form, "service_definition", services.definition(found))


@_route("/requests", "POST")
def post_request(form: str) -> Response:
    """File a request; with a token in place of the id while the hotline is away."""
    said = asking.form()
    key = asking.api_key(said)
    asking.jurisdiction(said)
    fields = filing.wanted(said, key)
    acting.act(f"open311 {key.id}", fields["area_code"])
    taken = intaking.file_request(fields)
    request_id = UUID(taken.resource["id"])
    with parts().database.transaction() as session:
        keys.note_filing(session, request_id, key)
    name = "service_request_id" if taken.status == 201 else "token"
    code = taken.resource["tracking_code"]
    answer = {name: str(request_id), "service_notice": f"查询码 tracking code: {code}", "account_id": None}
    return written(form, "service_requests", [answer], 201)


@_route("/tokens/<string:token>", "GET")
def get_token(form: str, token: str) -> Response:
    """The id of a request whose token was given; empty until the hotline has it."""
    asking.jurisdiction(request.args)
    request_id = asking.an_id(token)
    with parts().database.reading() as session:
        if request_id is None or not keys.is_filed(session, request_id):
            raise absent("token")
        row = projections.find_request_row(session, request_id)
    answer = {"service_request_id": str(request_id) if row else None, "token": token}
    return written(form, "service_requests", [answer])


@_route("/requests", "GET")
def list_requests(form: str) -> Response:
    """Requests by id, or of a time, by service and status."""
    arguments = request.args
    district = asking.jurisdiction(arguments)
    ids = asking.ids(arguments)
    if ids is not None:
        with parts().database.reading() as session:
            rows = showing.named(session, district.code, ids)
            return _requests(form, showing.requests(session, district, rows, services.names()))
    period, part = asking.period(arguments), asking.rows(arguments)
    statuses = asking.words(arguments, "status")
    if statuses is not None and not showing.known_statuses(statuses):
        raise bad("status", "is open or closed.", "应为 open 或 closed。")
    wanted = asking.words(arguments, "service_code")
    with parts().database.reading() as session:
        rows = showing.in_period(session, district.code, period, wanted, statuses, part)
        return _requests(form, showing.requests(session, district, rows, services.names()))


@_route("/requests/<string:request_id>", "GET")
def get_request(form: str, request_id: str) -> Response:
    """One request, as a list of one."""
    district, known = asking.jurisdiction(request.args), asking.an_id(request_id)
    with parts().database.reading() as session:
        rows = showing.named(session, district.code, [known]) if known else []
        if not rows:
            raise absent("service_request_id")
        return _requests(form, showing.requests(session, district, rows, services.names()))


def _requests(form: str, found: list[Any]) -> Response:
    return written(form, "service_requests", found)


@_route("/servicerequestupdates", "GET")
def list_updates(form: str) -> Response:
    """What happened to requests in a time."""
    arguments = request.args
    district = asking.jurisdiction(arguments)
    period, part, ids = asking.period(arguments), asking.rows(arguments), asking.ids(arguments)
    with parts().database.reading() as session:
        found = showing.updates(session, district.code, period, ids, part)
    return written(form, "service_request_updates", found)


@_route("/servicerequestupdates", "POST")
def pass_on_comment(form: str) -> Response:
    """Add to a request that was filed with the same key; its status is the units' to change."""
    said = asking.form()
    key = asking.api_key(said)
    asking.jurisdiction(said)
    text, named = given(said, "description"), given(said, "service_request_id")
    if text is None or named is None:
        raise missing("description" if named else "service_request_id")
    if len(text) > 2000:
        raise bad("description", "has more than 2000 characters.", "超过2000字。")
    code, area_code = _own(key, named)
    acting.act(f"open311 {key.id}", area_code)
    command = PassOnComment(tracking_code=code, text=text)
    ask("hotline", "pass_on_comment", command)
    return written(form, "service_request_updates", [{"update_id": idempotency_key()}], 201)


def _own(key: keys.ApiKey, named: str) -> tuple[str, str]:
    """The tracking code and area of a request filed with this key. Raises `NotFound`."""
    request_id = asking.an_id(named)
    with parts().database.reading() as session:
        if request_id is None or not keys.has_filed(session, key, request_id):
            raise absent("service_request_id")
        kept, row = intake.find(session, request_id), projections.find_request_row(session, request_id)
        code = kept.tracking_code if kept else tracking.code_of(session, request_id)
    if code is None or row is None:
        raise Unavailable("still_accepted", "The hotline has not got it yet.", "诉求正在受理中，请稍后再试。")
    return code, row.area_code


# ---- errors: a list of code and description; 404 for what there is not, 403 for keys, 400 for all else


def _refused(error: LinliError) -> Response:
    status = 404 if isinstance(error, NotFound) else 403 if isinstance(error, Forbidden) else 400
    code = {Unavailable: 503, TooMany: 429}.get(type(error), status)
    told = error.message_zh if chinese() else error.message
    response = _errors([{"code": code, "description": told}], status)
    if code in (503, 429):
        response.headers["Retry-After"] = str(getattr(error, "retry_after", RETRY_AFTER))
    return response


def _refused_by_framework(error: HTTPException) -> Response:
    status = error.code or 400
    _, text, zh = HTTP_ERRORS.get(status, HTTP_ERRORS[400])
    return _errors([{"code": status, "description": zh if chinese() else text}], 404 if status == 404 else 400)


def _failed(error: Exception) -> Response:
    observe.log.error("request failed", route=str(request.url_rule), error=describe(error))
    return _refused(Unavailable("failed", "The gateway failed; it has been logged.", "系统内部错误，已记录。"))


def _errors(told: list[dict[str, Any]], status: int) -> Response:
    form = (request.view_args or {}).get("form", "xml")
    response = written(form, "errors", told, status)
    response.headers["Vary"] = "Accept-Language"
    return response


blueprint.register_error_handler(LinliError, _refused)
blueprint.register_error_handler(HTTPException, _refused_by_framework)
blueprint.register_error_handler(Exception, _failed)


def install(app: Flask) -> None:
    """Add the routes to the application."""
    app.register_blueprint(blueprint)
