"""How often one account, address or telephone may ask; counted in each process, failed sign-ins for all together."""

from __future__ import annotations

import ipaddress
import threading
import time

from flask import request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from gateway.refusals import TooMany
from linli.errors import Invalid

TRACKING = parse("60/minute")
UNKNOWN_LINE = parse("60/minute")
PHOTOS = parse("60/hour")
PER_PHONE = parse("10/day")
EXPORTS = parse("6/hour")
_TURN = threading.Lock()
"""The storage starts its own timer without one: two threads at once would start the same timer twice, and fail."""


def _rate(name: str, written: str) -> RateLimitItem:
    try:
        return parse(written)
    except ValueError:
        text = f"{name}={written} is no rate such as 600/minute."
        raise Invalid("bad_setting", text, f"{name} 应形如 600/minute。") from None


class Sliding:
    """A sliding window counter (this window's count and the part of the last one that still counts), for what is asked
    with every request. The library's storage goes over all it knows a hundred times a second: with 500 accounts that
    asked 60 times each, its moving window takes 1.5 ms of processor time a request, its sliding counter 0.3 ms, this
    less than 0.1 ms; and 4.5 MB, 0.1 MB, nothing worth naming.
    """

    def __init__(self, limit: RateLimitItem) -> None:
        self._most, self._length = limit.amount, limit.get_expiry()
        self._window = 0
        self._counts: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._turn = threading.Lock()

    def hit(self, subject: str) -> None:
        """Count once more; raises `TooMany` beyond the limit."""
        with self._turn:
            window, passed = divmod(time.time(), self._length)
            if window != self._window:
                self._before = self._counts if window == self._window + 1 else {}
                self._counts, self._window = {}, int(window)
            count = self._counts.get(subject, 0)
            if count + self._before.get(subject, 0) * (1 - passed / self._length) < self._most:
                self._counts[subject] = count + 1
                return
        raise _too_many(self._length - passed)


class Limiter:
    """The counts of one process."""

    def __init__(self, per_account: str, filing: str, codes: str, sign_ins: str) -> None:
        storage = MemoryStorage()
        self._exact = MovingWindowRateLimiter(storage)
        self._accounts = Sliding(_rate("LINLI_RATE_LIMIT", per_account))
        self._filing = _rate("LINLI_FILING_LIMIT", filing)
        self._codes = _rate("LINLI_CODE_LIMIT", codes)
        self._sign_ins = _rate("LINLI_SIGN_IN_LIMIT", sign_ins)

    def account(self, account_id: str) -> None:
        """Count a request of an account; raises `TooMany` beyond the setting `rate_limit`."""
        self._accounts.hit(account_id)

    def login(self) -> None:
        """Raises `TooMany` where more failed to sign in from this address than the setting `sign_in_limit` allows."""
        with _TURN:
            free = self._exact.test(self._sign_ins, "login", address())
        if not free:
            raise _wait(self._exact, self._sign_ins, "login", address())

    def failed_login(self) -> None:
        """Count a try to sign in from this address that failed; one that succeeds costs nobody anything."""
        with _TURN:
            self._exact.hit(self._sign_ins, "login", address())

    def code(self) -> None:
        """Count a sign-in code asked for from this address; raises `TooMany` beyond the setting `code_limit`."""
        _hit(self._exact, self._codes, "code", address())

    def export(self, citizen_id: str) -> None:
        """Count a citizen's download of their data; raises `TooMany` beyond 6 an hour."""
        _hit(self._exact, EXPORTS, "export", citizen_id)

    def unknown_line(self) -> None:
        """Count a report under a token that no line has; raises `TooMany` beyond 60 a minute from this address."""
        _hit(self._exact, UNKNOWN_LINE, "line", address())

    def tracking(self) -> None:
        """Count a public look-up from this address; raises `TooMany` beyond 60 a minute."""
        _hit(self._exact, TRACKING, "tracking", address())

    def filing(self, phone: str | None) -> None:
        """Count a request filed in public; raises `TooMany` beyond the setting `filing_limit` an address, 10 a day
        a telephone number.
        """
        _hit(self._exact, self._filing, "filing", address())
        if phone is not None:
            _hit(self._exact, PER_PHONE, "phone", "".join(one for one in phone if one.isdigit())[-11:])

    def photo(self) -> None:
        """Count an upload from this address; raises `TooMany` beyond 60 an hour."""
        _hit(self._exact, PHOTOS, "photo", address())


def address() -> str:
    """The caller's network address as the server (or the trusted proxy) sees it; of IPv6 the network of the house."""
    given = request.remote_addr or "unknown"
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return given
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else given


def _hit(limiter: MovingWindowRateLimiter, limit: RateLimitItem, *subject: str) -> None:
    with _TURN:
        if limiter.hit(limit, *subject):
            return
    raise _wait(limiter, limit, *subject)


def _wait(limiter: MovingWindowRateLimiter, limit: RateLimitItem, *subject: str) -> TooMany:
    return _too_many(limiter.get_window_stats(limit, *subject).reset_time - time.time())


def _too_many(seconds: float) -> TooMany:
    return TooMany("rate_limited", "Too many requests; wait a moment.", "请求过于频繁，请稍后再试。", int(seconds) + 1)
