"""A small HTTP client of the API for programs: JSON in and out, one connection for each thread."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3

from linli.errors import Invalid, Unavailable

Json = dict[str, Any]

GONE = "platform_gone"
"""The code of the error when there is no answer at all."""


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    body: Json

    @property
    def code(self) -> str:
        """The stable code of a problem, empty when there is none."""
        return str(self.body.get("code", ""))


class Api:
    """The API at `base_url`, as the account of a bearer token. Safe in many threads."""

    def __init__(self, base_url: str, token: str, threads: int = 8) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            text = f"{base_url!r} is no address such as http://127.0.0.1:8000"
            raise Invalid("bad_address", f"{text}.", "地址无效。", {"--url": [text]})
        self._base = base_url.rstrip("/")
        self._pool = urllib3.PoolManager(maxsize=threads, block=True, timeout=30.0, retries=urllib3.Retry(3))
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def get(self, path: str) -> Answer:
        """GET `path`."""
        return self._ask("GET", path, {}, None)

    def post(self, path: str, body: Json, key: str) -> Answer:
        """POST `body` under an idempotency key, on whatever version there is; a repeat is harmless."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, "If-Match": "*"}
        return self._ask("POST", path, headers, json.dumps(body, ensure_ascii=False).encode())

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
        try:
            reply = self._pool.request(method, self._base + path, headers={**self._headers, **headers}, body=body)
            return Answer(reply.status, json.loads(reply.data) if reply.data else {})
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise Unavailable(
                GONE, f"{self._base} does not answer as Linli does ({type(error).__name__}).", "接口无响应。"
            ) from error
