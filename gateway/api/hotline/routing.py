"""The routes of routing and deadline rules: shown, tried on past requests, added, changed, retired."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN
from gateway.api.conventions import ask, read, seen_version
from gateway.api.hotline.catalogue import ADMINISTRATORS, changed
from gateway.api.queries import AreaQuery, DateQuery
from gateway.api.routes import Routes, body_of
from linli.contracts.base import schema_class
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

routes = Routes("routing", "/api/hotline", "Routing and deadline rules 派单规则与时限规则")

ROUTING = schema_class(RoutingRuleView)
DEADLINE = schema_class(DeadlineRuleView)
RETIRE = body_of(RetireEntry, "code", "version", name="RetireRuleBody")


class RulesQuery(AreaQuery, DateQuery):
    """Of which day, and concerning which area."""

    cursor = fields.String(validate=validate.Regexp(r"^[a-z0-9_.]{1,60}\Z"), load_default=None)
    limit = fields.Integer(validate=validate.Range(1, 200), load_default=50)


@routes.get("/routing-rules", SIGNED_IN, schema_class(RoutingRulesView), query=RulesQuery)
def list_routing_rules(asked: dict[str, Any]) -> Response:
    """Routing rules in the order of their codes 派单规则"""
    return read("hotline", "list_routing_rules", ListRules(area_code=asked.pop("area"), **asked))


@routes.get("/deadline-rules", SIGNED_IN, schema_class(DeadlineRulesView), query=RulesQuery)
def list_deadline_rules(asked: dict[str, Any]) -> Response:
    """Deadline rules in the order of their codes 时限规则"""
    return read("hotline", "list_deadline_rules", ListRules(area_code=asked.pop("area"), **asked))


@routes.post("/routing/dry-run", ADMINISTRATORS, schema_class(DryRunView), body=body_of(DryRunRouting))
def dry_run_routing(said: dict[str, Any]) -> Response:
    """What proposed rules would have done to past requests, those of last month unless days are given 派单规则试算"""
    return read("hotline", "dry_run_routing", DryRunRouting(**said))


@routes.post("/routing-rules", ADMINISTRATORS, ROUTING, body=body_of(CreateRoutingRule), status=201)
def create_routing_rule(said: dict[str, Any]) -> Response:
    """Add a routing rule, from today unless a later day is given 新增派单规则"""
    return changed(ask("hotline", "create_routing_rule", CreateRoutingRule(**said)), 201)


@routes.post(
    "/routing-rules/<string:code>/change",
    ADMINISTRATORS,
    ROUTING,
    body=body_of(ChangeRoutingRule, "code", "version"),
    versioned=True,
)
def change_routing_rule(said: dict[str, Any], code: str) -> Response:
    """Say what a routing rule says from a day on, today unless given 修改派单规则"""
    asked = ChangeRoutingRule(code=code, version=seen_version(), **said)
    return changed(ask("hotline", "change_routing_rule", asked))


@routes.post("/routing-rules/<string:code>/retire", ADMINISTRATORS, ROUTING, body=RETIRE, versioned=True)
def retire_routing_rule(said: dict[str, Any], code: str) -> Response:
    """End a routing rule on a day, today unless given 停用派单规则"""
    asked = RetireEntry(code=code, version=seen_version(), **said)
    return changed(ask("hotline", "retire_routing_rule", asked))


@routes.post("/deadline-rules", ADMINISTRATORS, DEADLINE, body=body_of(CreateDeadlineRule), status=201)
def create_deadline_rule(said: dict[str, Any]) -> Response:
    """Add a deadline rule, from today unless a later day is given 新增时限规则"""
    return changed(ask("hotline", "create_deadline_rule", CreateDeadlineRule(**said)), 201)


@routes.post(
    "/deadline-rules/<string:code>/change",
    ADMINISTRATORS,
    DEADLINE,
    body=body_of(ChangeDeadlineRule, "code", "version"),
    versioned=True,
)
def change_deadline_rule(said: dict[str, Any], code: str) -> Response:
    """Say what a deadline rule says from a day on, today unless given 修改时限规则"""
    asked = ChangeDeadlineRule(code=code, version=seen_version(), **said)
    return changed(ask("hotline", "change_deadline_rule", asked))


@routes.post("/deadline-rules/<string:code>/retire", ADMINISTRATORS, DEADLINE, body=RETIRE, versioned=True)
def retire_deadline_rule(said: dict[str, Any], code: str) -> Response:
    """End a deadline rule on a day, today unless given 停用时限规则"""
    asked = RetireEntry(code=code, version=seen_version(), **said)
    return changed(ask("hotline", "retire_deadline_rule", asked))
