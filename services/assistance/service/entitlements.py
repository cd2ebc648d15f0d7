"""The calls about entitlements."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.entitlements import (
    AdjustEntitlement,
    ChangePayee,
    EndEntitlement,
    EntitlementPage,
    EntitlementView,
    GetEntitlement,
    GrantForCase,
    ListEntitlements,
)
from linli.identity import Role
from linli.work import Work
from services.assistance.service.cases import APPROVERS, SURVEYORS
from services.assistance.service.desk import Desk
from services.assistance.usecases import entitlements as usecases

LOOKERS = SURVEYORS | APPROVERS | {Role.AID_PAYER, Role.AUDITOR}


class EntitlementCalls(Desk):
    """Entitlements granted for decided cases, adjusted and ended."""

    @call(GrantForCase, EntitlementView, roles=SURVEYORS)
    def grant_for_case(self, said: GrantForCase, work: Work) -> EntitlementView:
        """Turn an approved case into an entitlement 待遇核定."""
        return usecases.grant_for_case(work, said, self.sealer)

    @call(ChangePayee, EntitlementView, roles=SURVEYORS)
    def change_payee(self, said: ChangePayee, work: Work) -> EntitlementView:
        """Have the money go to another bank account 变更账户."""
        return usecases.change_payee(work, said, self.sealer)

    @call(EndEntitlement, EntitlementView, roles=APPROVERS)
    def end_entitlement(self, said: EndEntitlement, work: Work) -> EntitlementView:
        """Set the last month 停发 (民发〔2021〕57号 art. 33)."""
        return usecases.end(work, said, self.sealer)

    @call(AdjustEntitlement, EntitlementView, roles=APPROVERS)
    def adjust_entitlement(self, said: AdjustEntitlement, work: Work) -> EntitlementView:
        """Another amount from a month on 增发减发 (民发〔2021〕57号 art. 31-33)."""
        return usecases.adjust(work, said, self.sealer)

    @call(GetEntitlement, EntitlementView, roles=LOOKERS, changes=False)
    def get_entitlement(self, said: GetEntitlement, work: Work) -> EntitlementView:
        """Show one entitlement."""
        return usecases.get(work, said, self.sealer)

    @call(ListEntitlements, EntitlementPage, roles=LOOKERS, changes=False)
    def list_entitlements(self, said: ListEntitlements, work: Work) -> EntitlementPage:
        """The entitlements of an area."""
        return usecases.list_page(work, said, self.sealer)
