"""Four eyes: who prepares, who approves and who pays are three people, and none of them is kin of the household.

People, not accounts: two accounts of one person are one pair of eyes. Nothing switches this off.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from linli.contracts.assistance.applications import ApplicationAction
from linli.errors import Forbidden
from services.assistance.domain.procedure import APPEALING, APPROVING, DECIDING, PAYING, PREPARING

PARTS = (PREPARING, APPROVING, PAYING)
"""The three parts: who had a hand in one of them has none in another."""


@dataclass(frozen=True)
class Eyes:
    """What the register says of everybody concerned: `persons` the one person of each account, `near` all who belong to
    the household, ever did, or are kin of who does."""

    persons: Mapping[UUID, UUID]
    near: Collection[UUID]

    def check(
        self, action: ApplicationAction, accounts: Collection[UUID], past: Mapping[ApplicationAction, set[UUID]]
    ) -> None:
        """Raises `Forbidden` unless these accounts may have this part; `past` is who took which steps before."""
        self.known(accounts)
        acting = {self.persons[one] for one in accounts}
        if acting & set(self.near):
            raise related()
        self._not_again(action, acting, past)
        mine = next((part for part in PARTS if action in part), None)
        for step, before in past.items():
            other = next((part for part in PARTS if step in part), None)
            if mine is None or other is None or mine is other:
                continue
            if acting & {self.persons.get(one, one) for one in before}:
                raise same_person()

    def _not_again(
        self, action: ApplicationAction, acting: Collection[UUID], past: Mapping[ApplicationAction, set[UUID]]
    ) -> None:
        """Who decided does not decide the appeal against it (art. 38)."""
        deciders = {self.persons.get(one, one) for step in DECIDING for one in past.get(step, ())}
        if action in APPEALING and set(acting) & deciders:
            raise Forbidden(
                "decided_before",
                "You took a decision in this case: another decides the appeal (art. 38).",
                "原审批人员不得处理对该决定的申诉（第38条）。",
            )

    def known(self, accounts: Iterable[UUID]) -> None:
        """Raises `Forbidden` unless each of these accounts is registered as a person."""
        for account in accounts:
            if account not in self.persons:
                raise Forbidden(
                    "staff_unregistered",
                    f"Account {account} is not registered as a person: POST /api/assistance/register/staff first.",
                    "经办账号尚未登记对应人员，请先登记。",
                )


def related() -> Forbidden:
    """Who acts is near a household that it is about."""
    return Forbidden(
        "related_to_household",
        "By the register this person belongs to the household or is kin of it: others handle it (art. 11).",
        "底册显示经办人与该家庭存在亲属关系，须回避（第11条）。",
    )


def same_person() -> Forbidden:
    """One person has two of the three parts."""
    return Forbidden(
        "four_eyes",
        "Who prepares, who approves and who pays are three different people.",
        "经办、审批、发放须由三名不同人员分别办理。",
    )
