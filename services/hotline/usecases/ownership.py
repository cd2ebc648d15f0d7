"""How a citizen proves that a request is theirs: by its telephone number's last digits, or by having its number."""

from __future__ import annotations

from linli.errors import NotFound
from linli.sealing import Sealer
from linli.work import Work
from services.hotline.domain.citizens import is_number, is_tail
from services.hotline.domain.request import Request
from services.hotline.store import updates as store


def own_request(work: Work, code: str, tail: str, sealer: Sealer, *, to_change: bool = False) -> Request:
    """The request with this tracking code, for who knows the last digits of its telephone number.

    Raises the same `NotFound` for an unknown code, a wrong tail, a request without a number, and one elsewhere.
    """
    request = store.request_with_code(work.session, code, to_change=to_change)
    return _proven(work, request, is_tail(_number_of(request, sealer), tail))


def request_of_number(work: Work, code: str, phone: str, sealer: Sealer) -> Request:
    """The request with this tracking code, for who has its telephone number. Raises as `own_request`."""
    request = store.request_with_code(work.session, code)
    return _proven(work, request, is_number(_number_of(request, sealer), phone))


def _number_of(request: Request | None, sealer: Sealer) -> str | None:
    sealed = request.contact_phone if request else None
    return sealer.open(sealed, "phone") if sealed else None


def _proven(work: Work, request: Request | None, known: bool) -> Request:
    if request is None or not known:
        raise NotFound("unknown_tracking_code", "There is no request with this code.", "没有该查询码对应的诉求。")
    work.authorise(request.area_code, "request", "诉求")
    return request
