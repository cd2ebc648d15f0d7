"""The routes of the evaluation of patrols 考核评价."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN, needs
from gateway.api.conventions import read
from gateway.api.grid.posts import WATCHERS
from gateway.api.queries import AreaRequired
from gateway.api.routes import Routes
from linli.contracts.base import schema_class
from linli.contracts.grid.evaluation import (
    EvaluateBy,
    EvaluatedRecordList,
    EvaluatePatrols,
    Evaluation,
    ListEvaluated,
    ListPatrolFormulas,
    PatrolFormulaList,
)

routes = Routes("grid-evaluation", "/api/grid/evaluation", "Evaluation of patrols 巡查考核")


class EvaluationQuery(AreaRequired):
    """Of which area, from the first day up to the day `until`, which is not of it; for whom."""

    since = fields.Date(data_key="from", required=True)
    until = fields.Date(required=True)
    by = fields.Enum(EvaluateBy, by_value=True, load_default=EvaluateBy.COMMUNITY)


class EvaluatedQuery(EvaluationQuery):
    """Which of the records that a figure counted."""

    class Meta:
        exclude = ("by",)

    team_id = fields.UUID(data_key="team", load_default=None)
    reached = fields.Boolean(load_default=None)
    after = fields.String(validate=validate.Length(1, 60), load_default=None)
    limit = fields.Integer(validate=validate.Range(1, 500), load_default=100)


@routes.get("", needs(WATCHERS), schema_class(Evaluation), query=EvaluationQuery)
def evaluate_patrols(asked: dict[str, Any]) -> Response:
    """The figures of an area and its groups, without mileage or quotas 考核指标"""
    return read("grid", "evaluate_patrols", EvaluatePatrols(area_code=asked.pop("area"), **asked))


@routes.get("/formulas", SIGNED_IN, schema_class(PatrolFormulaList), query=AreaRequired)
def list_patrol_formulas(asked: dict[str, Any]) -> Response:
    """The formulas in force, and the words that they are made of 指标公式"""
    return read("grid", "list_patrol_formulas", ListPatrolFormulas(area_code=asked["area"]))


@routes.get("/<string:figure>/records", needs(WATCHERS), schema_class(EvaluatedRecordList), query=EvaluatedQuery)
def list_evaluated(asked: dict[str, Any], figure: str) -> Response:
    """Exactly the records that a figure counted 指标明细"""
    return read("grid", "list_evaluated", ListEvaluated(area_code=asked.pop("area"), code=figure, **asked))
