"""The routes of entitlements 待遇."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.api.assistance.cases import APPROVERS, SURVEYORS
from gateway.api.conventions import answer, ask, changes, read
from gateway.api.queries import CATEGORY, AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
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
from linli.contracts.base import schema_class
from linli.identity import Role

LOOKERS = needs(frozenset({Role.AID_SURVEYOR, Role.AID_APPROVER, Role.AID_PAYER, Role.AUDITOR, Role.ADMINISTRATOR}))

routes = Routes("entitlements", "/api/assistance", "Entitlements 待遇")
change = changes("assistance")

VIEW = schema_class(EntitlementView)
ONE = "/entitlements/<uuid:entitlement_id>"


class EntitlementQuery(AreaRequired, PageQuery):
    """Which entitlements a list shows."""

    program = fields.String(validate=CATEGORY, load_default=None)
    beneficiary_id = fields.UUID(load_default=None)
    month = fields.Date(load_default=None)


@routes.post("/cases/<uuid:case_id>/entitlement", SURVEYORS, VIEW, body=body_of(GrantForCase, "case_id"), status=201)
def grant_for_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Turn an approved case into an entitlement, with the bank account its money goes to 待遇核定"""
    made = ask("assistance", "grant_for_case", GrantForCase(case_id=case_id, **said))
    return answer(made, 201, version=made["version"], location=f"/api/assistance/entitlements/{made['id']}")


@routes.get("/entitlements", LOOKERS, schema_class(EntitlementPage), query=EntitlementQuery)
def list_entitlements(asked: dict[str, Any]) -> Response:
    """The entitlements of an area, those granted last first 待遇列表"""
    return read("assistance", "list_entitlements", ListEntitlements(area_code=asked.pop("area"), **asked))


@routes.get(ONE, LOOKERS, VIEW)
def get_entitlement(entitlement_id: UUID) -> Response:
    """One entitlement; name and number of the bank account are masked 待遇详情"""
    return read("assistance", "get_entitlement", GetEntitlement(id=entitlement_id))


@routes.post(f"{ONE}/payee", SURVEYORS, VIEW, body=change_of(ChangePayee), versioned=True)
def change_payee(said: dict[str, Any], entitlement_id: UUID) -> Response:
    """Have the money go to another bank account from the next payment on 变更账户"""
    return change("change_payee", ChangePayee, entitlement_id, said)


@routes.post(f"{ONE}/end", APPROVERS, VIEW, body=change_of(EndEntitlement), versioned=True)
def end_entitlement(said: dict[str, Any], entitlement_id: UUID) -> Response:
    """Set the last month that is paid, with the reason 停发"""
    return change("end_entitlement", EndEntitlement, entitlement_id, said)


@routes.post(f"{ONE}/adjust", APPROVERS, VIEW, body=change_of(AdjustEntitlement), versioned=True)
def adjust_entitlement(said: dict[str, Any], entitlement_id: UUID) -> Response:
    """Another amount from a month on; the answer is the entitlement that replaces this one 增发减发"""
    return change("adjust_entitlement", AdjustEntitlement, entitlement_id, said)
