"""The mediation of a dispute 人民调解: parties, sessions, agreement, and whether that is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from linli.areas import path_of
from linli.contracts.grid.mediation import (
    FollowUp,
    MediationAgreement,
    MediationBook,
    MediationSession,
    MediationState,
)
from linli.errors import Conflict, Invalid

_S = MediationState
CONFIRM = timedelta(days=30)
"""Within which the parties may together ask the court to confirm an agreement (People's Mediation Law, article 33)."""
TRANSITIONS = MappingProxyType(
    {
        (_S.UNDER_WAY, "hold"): _S.UNDER_WAY,
        (_S.BROKEN, "hold"): _S.UNDER_WAY,
        (_S.UNDER_WAY, "agree"): _S.AGREED,
        (_S.UNDER_WAY, "fail"): _S.FAILED,
        (_S.BROKEN, "fail"): _S.FAILED,
        (_S.AGREED, "look_again"): _S.AGREED,
        (_S.AGREED, "find_kept"): _S.KEPT,
        (_S.AGREED, "find_broken"): _S.BROKEN,
    }
)
CONCLUDED = frozenset({_S.AGREED, _S.FAILED, _S.KEPT})
"""With these the case may be reported handled."""


@dataclass(kw_only=True, eq=False)
class Mediation:
    """A mediation, under the id of its case; `book` holds what was written, sealed. `sequence` is its version."""

    id: UUID
    area_code: str
    path: str
    book: str
    state: MediationState = MediationState.UNDER_WAY
    follow_up_on: date | None = None
    agreed_on: date | None = None
    sequence: int = 1

    @classmethod
    def open(cls, case_id: UUID, area_code: str) -> Mediation:
        """A new one; its book is written by who opens it."""
        return cls(id=case_id, area_code=area_code, path=path_of(area_code), book="")

    def move(self, name: str) -> None:
        """Take a step; raises `Conflict` where the mediation does not stand so."""
        after = TRANSITIONS.get((self.state, name))
        if after is None:
            text = f"The mediation is {self.state.value}; this step cannot be taken."
            raise Conflict("bad_transition", text, "调解当前状态不允许此操作。")
        self.state = after
        self.sequence += 1


def with_session(book: MediationBook, session: MediationSession) -> MediationBook:
    """The book with one more session. Raises `Invalid` for a party that there is not."""
    _check_numbers(book, session.present, "present")
    return replace(book, sessions=(*book.sessions, session))


def with_agreement(book: MediationBook, agreement: MediationAgreement) -> MediationBook:
    """The book with its agreement. Raises `Conflict` (`party_not_heard`) while a party was at no session."""
    _check_numbers(book, [one.party for one in agreement.terms], "terms")
    heard = {number for session in book.sessions for number in session.present}
    missing = sorted(set(range(1, len(book.parties) + 1)) - heard)
    if missing:
        told = ", ".join(map(str, missing))
        text = f"Hold a session with party {told} first."
        raise Conflict("party_not_heard", text, f"请先与第{told}方当事人进行调解。")
    return replace(book, agreement=agreement)


def with_follow_up(book: MediationBook, found: FollowUp) -> MediationBook:
    """The book with what was found of the agreement."""
    return replace(book, follow_ups=(*book.follow_ups, found))


def _check_numbers(book: MediationBook, numbers: tuple[int, ...] | list[int], field: str) -> None:
    if any(not 1 <= one <= len(book.parties) for one in numbers):
        text, zh = f"Number the parties from 1 to {len(book.parties)}.", f"当事人编号应为1至{len(book.parties)}。"
        raise Invalid("unknown_party", text, zh, {field: [f"{text} {zh}"]})
