"""One unit of work: a transaction, the caller, the moment, and the events the transaction will publish."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from linli.contracts.envelope import Envelope, Event
from linli.errors import Forbidden, Invalid, expect_version, not_found
from linli.identity import Principal, Role
from linli.observe import Chain
from linli.outbox import enveloped, keep


@dataclass
class Work:
    """What a use case gets. `principal` is None when an event, not a person, is the cause.

    `keeps` its events itself, unless who made it writes `emitted` down before the commit, together with others'.
    """

    session: Session
    now: datetime
    chain: Chain
    principal: Principal | None = None
    roles: frozenset[Role] = frozenset()
    authorised: bool = False
    emitted: list[Envelope] = field(default_factory=list)
    keeps: bool = True

    @property
    def by(self) -> UUID | None:
        """The account that acts; None when an event is the cause."""
        return self.principal.account_id if self.principal else None

    def emit(self, *events: Event) -> None:
        """Publish these after the commit of this work, or never."""
        made = enveloped(events, self.chain)
        self.emitted += made
        if self.keeps:
            keep(self.session, made)

    def authorise(self, area_code: str, what: str = "record", what_zh: str = "记录") -> None:
        """The caller must hold one of the call's roles at this area or above it.

        Raises `NotFound` when none of the caller's areas covers it, `Forbidden` when only the role is missing.
        Work caused by an event needs no person's leave.
        """
        self.authorised = True
        if self.principal is None:
            return
        held = self.principal.roles_at(area_code)
        if not held:
            raise not_found(what, what_zh)
        if not held & self.roles:
            wanted = ", ".join(sorted(self.roles))
            raise Forbidden(
                "role_missing",
                f"This needs one of these roles here: {wanted}.",
                f"此操作需要以下角色之一：{wanted}。",
            )

    def reaches(self, area_code: str) -> bool:
        """Whether the caller holds one of the call's roles at this area, for leaving out of an answer what is not."""
        return self.principal is None or bool(self.principal.roles_at(area_code) & self.roles)

    def expect(self, seen: int | None, present: int) -> None:
        """As `linli.errors.expect_version`."""
        expect_version(seen, present)

    def moment(self, at: datetime | None, area_code: str, *, importing: bool = False) -> datetime:
        """When the change happened: now, or `at` when an administrator of the area records the past.

        Raises `Forbidden` for anyone else who says `at` (or imports other facts of the past), `Invalid` for the future.
        """
        past = (at is not None or importing) and self.principal is not None
        if past and Role.ADMINISTRATOR not in self.principal.roles_at(area_code):  # type: ignore[union-attr]
            raise Forbidden(
                "import_needs_administrator",
                "Only an administrator may record the past ('at', 'settle_due_at').",
                "仅管理员可补录历史时间。",
                {"at": ["Needs the role administrator. 需要管理员角色。"]},
            )
        if at is not None and at > self.now:
            text = "It lies in the future. 时间不能晚于现在。"
            raise Invalid("in_the_future", text, "时间不能晚于现在。", {"at": [text]})
        return at or self.now
