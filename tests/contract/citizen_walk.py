"""The routes for citizens, and of what they write and photograph, as the walk over all routes asks them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from gateway.photos import store as photos
from gateway.photos.images import Photo
from tests.contract import volunteer_walk
from tests.factories.people import COMMUNITY
from tests.factories.web import Caller, Web

Way = tuple[Callable[[Caller], Any], int, bool]

OPEN311, FORM = "/open311/v2", "<any(json,xml):form>"
PUBLIC: Mapping[tuple[str, str], int] = {
    ("GET", "/citizen"): 200,
    ("GET", "/citizen/volunteer"): 200,
    ("GET", f"{OPEN311}/discovery.{FORM}"): 200,
    ("GET", f"{OPEN311}/services.{FORM}"): 400,
    ("GET", f"{OPEN311}/services/<string:code>.{FORM}"): 400,
    ("GET", f"{OPEN311}/requests.{FORM}"): 400,
    ("POST", f"{OPEN311}/requests.{FORM}"): 400,
    ("GET", f"{OPEN311}/requests/<string:request_id>.{FORM}"): 400,
    ("GET", f"{OPEN311}/tokens/<string:token>.{FORM}"): 400,
    ("GET", f"{OPEN311}/servicerequestupdates.{FORM}"): 400,
    ("POST", f"{OPEN311}/servicerequestupdates.{FORM}"): 400,
    ("GET", "/api/citizen/categories"): 200,
    ("GET", "/api/citizen/areas"): 200,
    ("GET", "/api/citizen/areas/<string:code>"): 404,
    ("GET", "/api/citizen/photos/<uuid:photo_id>/<string:ticket>"): 404,
    ("POST", "/api/citizen/photos"): 422,
    ("POST", "/api/citizen/requests"): 422,
    ("POST", "/api/citizen/requests/<string:code>/follow"): 422,
    ("POST", "/api/citizen/requests/<string:code>/comments"): 422,
    ("POST", "/api/citizen/requests/<string:code>/withdraw"): 422,
    ("POST", "/api/citizen/requests/<string:code>/rating"): 422,
    ("GET", "/api/citizen/sign-in"): 200,
    ("POST", "/api/citizen/sign-in"): 422,
    ("POST", "/api/citizen/sign-in/code"): 422,
}
"""What nobody in particular gets, asked with nothing."""


FOR_CITIZENS = frozenset(
    {
        ("POST", "/api/citizen/sign-out"),
        ("GET", "/api/citizen/me"),
        ("POST", "/api/citizen/me"),
        ("GET", "/api/citizen/me/export"),
        ("POST", "/api/citizen/me/delete"),
        ("POST", "/api/citizen/me/phone/code"),
        ("POST", "/api/citizen/me/phone"),
        ("POST", "/api/citizen/me/email/code"),
        ("POST", "/api/citizen/me/email"),
        ("GET", "/api/citizen/me/requests"),
        ("POST", "/api/citizen/me/requests"),
        ("POST", "/api/citizen/me/requests/add"),
        ("GET", "/api/citizen/me/requests/<string:code>"),
        ("POST", "/api/citizen/me/requests/<string:code>/comments"),
        ("POST", "/api/citizen/me/requests/<string:code>/withdraw"),
        ("POST", "/api/citizen/me/requests/<string:code>/rating"),
        *volunteer_walk.FOR_CITIZENS,
    }
)
"""What a citizen gets who is signed in; no member of the staff is one."""


def public_path(rule: str) -> str:
    """An address of a public route, about nothing that there is."""
    named = re.sub(r"<uuid:\w+>", str(uuid4()), rule).replace(FORM, "json")
    return re.sub(r"<string:(?!code)\w+>", "none", named)


def photo(web: Web, request_id: str) -> str:
    """A photograph of the request."""
    with web.database.transaction() as session:
        kept = photos.keep(session, Photo(b"a picture", 1, 1))
        photos.claim(session, [kept.id], UUID(request_id))
    return str(kept.id)


def ways(request_id: str, photo_id: str) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    keys = "/api/open311/keys"
    rule, path = "/api/hotline/requests/<uuid:request_id>", f"/api/hotline/requests/{request_id}"
    for_citizens = {(method, one): (_as_citizen(method, one), 401, False) for method, one in FOR_CITIZENS}
    return {
        **for_citizens,
        ("GET", keys): (lambda who: who.get(keys), 200, False),
        ("POST", keys): (lambda who: who.post(keys, {"name": "随手拍", "area_code": COMMUNITY}), 201, True),
        ("POST", f"{keys}/<uuid:key_id>/revoke"): (lambda who: who.post(f"{keys}/{uuid4()}/revoke"), 404, True),
        ("GET", f"{rule}/updates"): (lambda who: who.get(f"{path}/updates"), 200, True),
        ("POST", f"{rule}/tell"): (_tell(path), 412, True),
        ("GET", f"{rule}/photos"): (lambda who: who.get(f"{path}/photos"), 200, True),
        ("GET", f"{rule}/photos/<uuid:photo_id>"): (lambda who: who.get(f"{path}/photos/{photo_id}"), 200, True),
    }


def _tell(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.post(f"{path}/tell", {"text": "已安排"}, If_Match='"999"')


def _as_citizen(method: str, rule: str) -> Callable[[Caller], Any]:
    path = re.sub(r"<uuid:\w+>", str(uuid4()), rule.replace("<string:code>", "00000-00000"))
    return lambda who: who.get(path) if method == "GET" else who.post(path)
