"""One user's kept-alive connection to the API: what was asked, how long the answer took."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from linli.errors import Invalid

TIMEOUT = 30.0
"""Seconds without an answer that count as an error."""


@dataclass(frozen=True)
class Answer:
    """What came back after `seconds`; `status` 0 stands for no answer at all."""

    status: int
    body: dict[str, Any]
    etag: str
    seconds: float

    @property
    def good(self) -> bool:
        """Whether the platform did what it was asked."""
        return 200 <= self.status < 300


class Line:
    """A connection as the account of a bearer token; not for two threads at once.

    Raises `Invalid` for an address that is none.
    """

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            text = f"{url!r} is no address such as http://127.0.0.1:8000. 地址无效。"
            raise Invalid("bad_address", "The address is not one of HTTP.", "地址无效。", {"--url": [text]})
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=TIMEOUT)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One question and its answer; a connection that broke is an answer of status 0, and is made anew."""
        said = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        began = time.perf_counter()
        try:
            self._connection.request(method, path, said, {**self._headers, **(headers or {})})
            reply = self._connection.getresponse()
            text = reply.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return Answer(0, {}, "", time.perf_counter() - began)
        seconds = time.perf_counter() - began
        read = json.loads(text) if text.startswith(b"{") else {}
        return Answer(reply.status, read, reply.getheader("ETag") or "*", seconds)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
