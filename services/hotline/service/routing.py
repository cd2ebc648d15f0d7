"""The calls of routing and deadline rules."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.catalogue import RetireEntry
from linli.contracts.hotline.routing import (
    ChangeDeadlineRule,
    ChangeRoutingRule,
    CreateDeadlineRule,
    CreateRoutingRule,
    DeadlineRulesView,
    DeadlineRuleView,
    DryRunRouting,
    DryRunView,
    ListRules,
    RoutingRulesView,
    RoutingRuleView,
)
from linli.work import Work
from services.hotline.service.catalogue import ADMINISTRATORS
from services.hotline.service.desk import Desk
from services.hotline.usecases import routing as usecases


class RoutingCalls(Desk):
    """Rules: shown, tried on past requests, added, changed, retired."""

    @call(ListRules, RoutingRulesView, changes=False)
    def list_routing_rules(self, said: ListRules, work: Work) -> RoutingRulesView:
        """Show routing rules."""
        return usecases.list_routing(work, said)

    @call(ListRules, DeadlineRulesView, changes=False)
    def list_deadline_rules(self, said: ListRules, work: Work) -> DeadlineRulesView:
        """Show deadline rules."""
        return usecases.list_deadlines(work, said)

    @call(DryRunRouting, DryRunView, roles=ADMINISTRATORS, changes=False)
    def dry_run_routing(self, said: DryRunRouting, work: Work) -> DryRunView:
        """Try proposed rules on past requests 试算."""
        return usecases.dry_run(work, said)

    @call(CreateRoutingRule, RoutingRuleView, roles=ADMINISTRATORS)
    def create_routing_rule(self, said: CreateRoutingRule, work: Work) -> RoutingRuleView:
        """Add a routing rule."""
        return usecases.create_routing(work, said)

    @call(ChangeRoutingRule, RoutingRuleView, roles=ADMINISTRATORS)
    def change_routing_rule(self, said: ChangeRoutingRule, work: Work) -> RoutingRuleView:
        """Say what a routing rule says from a day on."""
        return usecases.change_routing(work, said)

    @call(RetireEntry, RoutingRuleView, roles=ADMINISTRATORS)
    def retire_routing_rule(self, said: RetireEntry, work: Work) -> RoutingRuleView:
        """End a routing rule on a day."""
        return usecases.retire_routing(work, said)

    @call(CreateDeadlineRule, DeadlineRuleView, roles=ADMINISTRATORS)
    def create_deadline_rule(self, said: CreateDeadlineRule, work: Work) -> DeadlineRuleView:
        """Add a deadline rule."""
        return usecases.create_deadline(work, said)

    @call(ChangeDeadlineRule, DeadlineRuleView, roles=ADMINISTRATORS)
    def change_deadline_rule(self, said: ChangeDeadlineRule, work: Work) -> DeadlineRuleView:
        """Say what a deadline rule says from a day on."""
        return usecases.change_deadline(work, said)

    @call(RetireEntry, DeadlineRuleView, roles=ADMINISTRATORS)
    def retire_deadline_rule(self, said: RetireEntry, work: Work) -> DeadlineRuleView:
        """End a deadline rule on a day."""
        return usecases.retire_deadline(work, said)
