"""How often one account or address may ask; counted in each process, while failed sign-ins are counted for all."""

from __future__ import annotations

import threading
import time

from flask import request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter, RateLimiter, SlidingWindowCounterRateLimiter

from gateway.refusals import TooMany
from linli.errors import Invalid

LOGIN = parse("10/minute")
TRACKING = parse("60/minute")
_TURN = threading.Lock()
"""The storage starts its own timer without one: two threads at once would start the same timer twice, and fail."""


def _rate(written: str) -> RateLimitItem:
    try:
        return parse(written)
    except ValueError:
        text = f"LINLI_RATE_LIMIT={written} is no rate such as 600/minute."
        raise Invalid("bad_setting", text, "LINLI_RATE_LIMIT 应形如 600/minute。") from None


class Limiter:
    """The counts of one process."""

    def __init__(self, per_account: str) -> None:
        storage = MemoryStorage()
        self._exact = MovingWindowRateLimiter(storage)
        self._rough = SlidingWindowCounterRateLimiter(storage)
        self._per_account = _rate(per_account)

    def account(self, account_id: str) -> None:
        """Count a request of an account; raises `TooMany` beyond the setting `rate_limit`."""
        _hit(self._rough, self._per_account, "account", account_id)

    def login(self) -> None:
        """Count a try to sign in from this address; raises `TooMany` beyond 10 a minute."""
        _hit(self._exact, LOGIN, "login", address())

    def tracking(self) -> None:
        """Count a public look-up from this address; raises `TooMany` beyond 60 a minute."""
        _hit(self._exact, TRACKING, "tracking", address())


def address() -> str:
    """The caller's network address as the server sees it."""
    return request.remote_addr or "unknown"


def _hit(limiter: RateLimiter, limit: RateLimitItem, *subject: str) -> None:
    with _TURN:
        if limiter.hit(limit, *subject):
            return
    wait = int(limiter.get_window_stats(limit, *subject).reset_time - time.time()) + 1
    raise TooMany("rate_limited", "Too many requests; wait a moment.", "请求过于频繁，请稍后再试。", wait)
