"""Messages to another system by HTTP: JSON, signed with HMAC-SHA256, to an address from the settings only."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import urllib3

from linli.clock import Clock, now
from linli.messages.channels import PATIENCE, NotSent, Outgoing

SIGNATURE = "Linli-Signature"
MESSAGE_ID = "Linli-Message-Id"
MAY_PASS = frozenset({408, 425, 429})
"""Refusals that say: later."""


def sign(secret: bytes, body: bytes, at: int) -> str:
    """The header `Linli-Signature`: the moment in seconds since 1970, and the HMAC of it, a dot and the body."""
    digest = hmac.new(secret, b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class SignedPost:
    """Posts JSON to one address. Redirects are not followed: nobody else may say where a message goes."""

    def __init__(self, url: str, secret: bytes, *, patience: float = PATIENCE, clock: Clock = now) -> None:
        self._url = url
        self._secret = secret
        self._clock = clock
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=patience, read=patience), retries=False)

    def post(self, message_id: str, said: Mapping[str, Any]) -> None:
        """Deliver it; any 2xx is an answer. Raises `NotSent`."""
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "linli",
            MESSAGE_ID: message_id,
            SIGNATURE: sign(self._secret, body, int(self._clock().timestamp())),
        }
        status = self._status(body, headers)
        if not 200 <= status < 300:
            raise NotSent(f"http_{status}", final=300 <= status < 500 and status not in MAY_PASS)

    def _status(self, body: bytes, headers: Mapping[str, str]) -> int:
        """The answer's status; what else it says is not read."""
        try:
            answer = self._pool.request(
                "POST", self._url, body=body, headers=headers, redirect=False, preload_content=False
            )
            answer.close()
            return int(answer.status)
        except urllib3.exceptions.NewConnectionError:
            raise NotSent("unreachable") from None
        except urllib3.exceptions.TimeoutError:
            raise NotSent("timeout") from None
        except urllib3.exceptions.SSLError:
            raise NotSent("tls") from None
        except urllib3.exceptions.HTTPError:
            raise NotSent("unreachable") from None


class WebhookChannel:
    """Tells a unit's own office system what the unit is told."""

    def __init__(self, post: SignedPost) -> None:
        self._post = post

    def send(self, message: Outgoing) -> None:
        """As `Channel.send`."""
        area_code, _, department = message.address.partition("/")
        said = {
            "id": str(message.id),
            "template": message.template,
            "language": message.language.value,
            "request_id": str(message.subject_id),
            "unit_area": area_code,
            "department": department,
            "urgent": message.urgent,
            "title": message.title,
            "text": message.text,
        }
        self._post.post(str(message.id), said)
