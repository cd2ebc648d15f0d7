"""A file of the catalogue: the hotline checks it, then loads it as a whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from gateway.accounts import store as accounts
from gateway.imports.progress import Progress, Told
from gateway.imports.store import Claimed
from linli import observe
from linli.areas import covers
from linli.calls import Ask
from linli.clock import now
from linli.context import Context
from linli.contracts.base import dump
from linli.contracts.hotline.catalogue import LoadCatalogue
from linli.errors import Forbidden, Invalid, Unavailable, from_wire
from linli.identity import Principal, Role

TRIES = 3
"""An answer that was lost is asked for again: under the same key it is loaded once."""
FAULTS = 20
"""Faults of a file that are told; the rest is found when these are mended."""
KINDS = {"department": "部门", "group": "分组", "category": "类别", "routing": "派单规则", "deadline": "时限规则"}


def load(context: Context, claimed: Claimed, progress: Progress) -> Told:
    """Have the file checked and loaded. Raises `Cancelled`, and `Invalid` for what is wrong with the file."""
    hotline = _Asking(context, _principal(context, claimed))
    said: dict[str, Any] = {"name": claimed.name, "content": claimed.content.decode(), "complete": claimed.complete}
    trial = LoadCatalogue(**said, valid_from=claimed.valid_from, trial=True)
    hotline.ask("hotline", "load_catalogue", trial, f"{claimed.id}-trial")
    progress(claimed.lines)
    wanted = LoadCatalogue(**said, valid_from=claimed.valid_from)
    found = hotline.ask("hotline", "load_catalogue", wanted, f"{claimed.id}")
    changes = found["changes"]
    words = (f"{one['kind']} {one['new']} new, {one['changed']} changed, {one['ended']} ended" for one in changes)
    parts = (f"{KINDS[one['kind']]}新增{one['new']}、修改{one['changed']}、停用{one['ended']}" for one in changes)
    return (
        f"Loaded as of {claimed.valid_from}: {'; '.join(words) or 'nothing new'}.",
        f"自{claimed.valid_from}起：{'；'.join(parts) or '没有变化'}。",
    )


def _principal(context: Context, claimed: Claimed) -> Principal:
    """Whoever asked, if they are administrator there yet. Raises `Forbidden`."""
    with context.database.reading() as session:
        account = accounts.find_account(session, claimed.account_id)
    held = account.grants if account is not None and account.active else ()
    if not any(one.role is Role.ADMINISTRATOR and covers(one.area_code, claimed.area_code) for one in held):
        raise Forbidden("role_missing", "You are not administrator there any more.", "您已不是该辖区的管理员。")
    return Principal(claimed.account_id, tuple(held))


@dataclass(frozen=True)
class _Asking:
    """Asks for whoever wanted the import."""

    context: Context
    who: Principal

    def ask(self, service: str, method: str, command: LoadCatalogue, key: str) -> dict[str, Any]:
        """The answer, asked for again when none comes. Raises what the service refuses, faults of a file by line."""
        for number in range(1, TRIES + 1):
            try:
                return self._answer(service, method, command, key)
            except Unavailable:
                if number == TRIES:
                    raise
            except Invalid as error:
                raise _by_line(error) from error
        raise AssertionError("it was answered or refused")

    def _answer(self, service: str, method: str, command: LoadCatalogue, key: str) -> dict[str, Any]:
        deadline = now() + timedelta(seconds=self.context.settings.call_timeout)
        asked = Ask(method, dump(command), self.who, observe.current_chain(), key=key, deadline=deadline)
        reply = self.context.call(service, asked.to_wire())
        if "error" in reply:
            raise from_wire(reply["error"])
        return dict(reply["ok"])


def _by_line(error: Invalid) -> Invalid:
    """The faults by file and line, as the text of one error."""
    faults = [f"{place}: {text}" for place, texts in error.fields.items() for text in texts]
    if not faults:
        return error
    more = len(faults) - FAULTS
    told = "\n".join(faults[:FAULTS])
    rest, rest_zh = (f"\nand {more} more", f"\n另有{more}处") if more > 0 else ("", "")
    return Invalid(error.code, told + rest, told + rest_zh)
