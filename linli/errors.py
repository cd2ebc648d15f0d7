"""The five errors a caller may see, each with a stable code and a sentence to act on in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

T = TypeVar("T")
Fields = Mapping[str, Sequence[str]]


class LinliError(Exception):
    """What a caller may be told: `code` is stable, the messages say what to do, `fields` names what is at fault."""

    kind: ClassVar[str] = "error"

    def __init__(self, code: str, message: str, message_zh: str, fields: Fields | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.message_zh = message_zh
        self.fields: dict[str, list[str]] = {name: list(texts) for name, texts in (fields or {}).items()}

    def to_wire(self) -> dict[str, Any]:
        """The error as it travels in the answer to a call."""
        return {
            "kind": self.kind,
            "code": self.code,
            "message": self.message,
            "message_zh": self.message_zh,
            "fields": self.fields,
        }


class Invalid(LinliError):
    """The input is wrong; the caller must change it."""

    kind = "invalid"


class NotFound(LinliError):
    """There is no such thing, or the caller's areas do not reach it (the two are told apart to nobody)."""

    kind = "not_found"


class Conflict(LinliError):
    """The thing is not in a state that allows this; the caller must look again."""

    kind = "conflict"


class StaleVersion(Conflict):
    """The caller acted on an old version of the thing; it must read it again."""

    kind = "stale"


class Forbidden(LinliError):
    """The caller sees the thing, but their role may not do this."""

    kind = "forbidden"


class Unavailable(LinliError):
    """Not possible at this moment; the same call may succeed later."""

    kind = "unavailable"


_KINDS: dict[str, type[LinliError]] = {
    cls.kind: cls for cls in (Invalid, NotFound, Conflict, StaleVersion, Forbidden, Unavailable)
}


def from_wire(error: Mapping[str, Any]) -> LinliError:
    """The error that `to_wire` wrote; an unknown kind becomes `Unavailable`, for a newer peer may know more kinds."""
    cls = _KINDS.get(error["kind"], Unavailable)
    return cls(error["code"], error["message"], error["message_zh"], error.get("fields"))


def not_found(what: str, what_zh: str) -> NotFound:
    """The one answer for what does not exist and for what lies out of the caller's areas."""
    return NotFound("not_found", f"There is no such {what} in your area.", f"您的辖区内没有该{what_zh}。")


def existing(found: T | None, what: str, what_zh: str) -> T:
    """What was looked for, now that it is there; raises `NotFound` when it is not."""
    if found is None:
        raise not_found(what, what_zh)
    return found


def key_reused() -> Conflict:
    """The idempotency key came with something else before."""
    return Conflict(
        "idempotency_key_reused",
        "This Idempotency-Key was used for a different request; use a new key.",
        "该幂等键已用于另一请求，请更换。",
        {"Idempotency-Key": ["used before with another body. 已用于其他内容。"]},
    )


def expect_version(seen: int | None, present: int) -> None:
    """Raises `StaleVersion` when somebody acts on another version than the present one; None stands for any."""
    if seen is not None and seen != present:
        raise StaleVersion(
            "stale_version",
            f"It has changed since (version {present}); read it again.",
            f"数据已更新（版本 {present}），请刷新后重试。",
            {"If-Match": [f"Version {seen} is not the present {present}. 版本不一致。"]},
        )
