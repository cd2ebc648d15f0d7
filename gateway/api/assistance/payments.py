"""The routes of payment runs 发放批次."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway.access import needs
from gateway.api.assistance.cases import APPROVERS, SURVEYORS
from gateway.api.assistance.entitlements import LOOKERS
from gateway.api.assistance.funds import PAYERS
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import LARGEST_PAGE, AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from gateway.auth import principal
from gateway.parts import parts
from gateway.reading import raw_body, takes
from linli.contracts.assistance.payments import (
    ApproveRun,
    BankFormat,
    CancelRun,
    GetBankFile,
    GetRun,
    InstructionPage,
    InstructionState,
    ListInstructions,
    ListRuns,
    MonthReport,
    PrepareRun,
    ReleaseRun,
    ReportMonth,
    ResultTaken,
    RunPage,
    RunView,
    TakeResult,
)
from linli.contracts.base import schema_class
from linli.errors import Invalid
from linli.identity import Role

CANCELLERS = needs(frozenset({Role.AID_SURVEYOR, Role.AID_APPROVER, Role.AID_PAYER, Role.ADMINISTRATOR}))
LARGEST_RESULT = 8_000_000

routes = Routes("payments", "/api/assistance/payments", "Payment runs 发放批次")
change = changes("assistance")

VIEW = schema_class(RunView)
ONE = "/runs/<uuid:run_id>"


class RunQuery(AreaRequired, PageQuery):
    """Of which area runs are listed."""


class InstructionQuery(ma.Schema):
    """Which payments of a run are shown; `after` is the last number seen."""

    state = fields.Enum(InstructionState, by_value=True, load_default=None)
    after = fields.Integer(validate=validate.Range(0, 10_000_000), load_default=0)
    limit = fields.Integer(validate=validate.Range(1, LARGEST_PAGE), load_default=50)


class FileQuery(ma.Schema):
    """In which form a part of the file is wanted."""

    format = fields.Enum(BankFormat, by_value=True, load_default=BankFormat.PAIN_001)


class MonthQuery(AreaRequired):
    """Of which month an area's disclosure is wanted."""

    month = fields.Date(required=True)


@routes.post("/runs", SURVEYORS, VIEW, body=body_of(PrepareRun), status=201)
def prepare_run(said: dict[str, Any]) -> Response:
    """Gather what is due of a program in a month, within an envelope 编制发放批次"""
    command = PrepareRun(**said)
    known_area(command.area_code)
    made = ask("assistance", "prepare_run", command)
    return answer(made, 201, version=made["version"], location=f"/api/assistance/payments/runs/{made['id']}")


@routes.get("/runs", LOOKERS, schema_class(RunPage), query=RunQuery)
def list_runs(asked: dict[str, Any]) -> Response:
    """The payment runs of an area, the latest first 批次列表"""
    return read("assistance", "list_runs", ListRuns(area_code=asked.pop("area"), **asked))


@routes.get(ONE, LOOKERS, VIEW)
def get_run(run_id: UUID) -> Response:
    """One payment run with its control totals 批次详情"""
    return read("assistance", "get_run", GetRun(id=run_id))


@routes.get(f"{ONE}/instructions", LOOKERS, schema_class(InstructionPage), query=InstructionQuery)
def list_instructions(asked: dict[str, Any], run_id: UUID) -> Response:
    """The payments of a run by number, bank accounts masked 发放明细"""
    return read("assistance", "list_instructions", ListInstructions(id=run_id, **asked))


@routes.post(f"{ONE}/approve", APPROVERS, VIEW, body=change_of(ApproveRun), versioned=True)
def approve_run(said: dict[str, Any], run_id: UUID) -> Response:
    """Approve with control totals of one's own reckoning; not who prepared it 审批"""
    return change("approve_run", ApproveRun, run_id, said)


@routes.post(f"{ONE}/release", PAYERS, VIEW, body=change_of(ReleaseRun), versioned=True)
def release_run(said: dict[str, Any], run_id: UUID) -> Response:
    """Release the files to the bank; neither who prepared nor who approved it 发放"""
    return change("release_run", ReleaseRun, run_id, said)


@routes.post(f"{ONE}/cancel", CANCELLERS, VIEW, body=change_of(CancelRun), versioned=True)
def cancel_run(said: dict[str, Any], run_id: UUID) -> Response:
    """Give up a run that was not released 作废"""
    return change("cancel_run", CancelRun, run_id, said)


@routes.get(f"{ONE}/files/<int:part>", PAYERS, None, query=FileQuery)
def get_bank_file(asked: dict[str, Any], run_id: UUID, part: int) -> Response:
    """A part of a released run's file, as pain.001 or CSV, with its digest in the header 银行文件"""
    command = GetBankFile(id=run_id, part=part, format=asked["format"])
    found = parts().backend.ask("assistance", "get_bank_file", command, principal(), within=30)
    kind = "text/csv" if asked["format"] is BankFormat.CSV else "application/xml"
    made = Response(found["body"].encode(), content_type=f"{kind}; charset=utf-8")
    made.headers["Content-Disposition"] = f'attachment; filename="{found["name"]}"'
    made.headers["X-Content-SHA256"] = found["sha256"]
    made.headers["Cache-Control"] = "no-store"
    return made


@routes.post(f"{ONE}/results", PAYERS, schema_class(ResultTaken))
@takes(LARGEST_RESULT)
def take_result(run_id: UUID) -> Response:
    """Take in what the bank says: camt.053, camt.054 or CSV (reference,outcome,amount,code) as the body 回盘"""
    try:
        body = raw_body().decode("utf-8")
    except UnicodeDecodeError as error:
        text = "Send the result as UTF-8. 请使用UTF-8编码。"
        raise Invalid("bad_result", "The result is not UTF-8.", "结果文件不是UTF-8编码。", {"body": [text]}) from error
    if not body:
        raise Invalid("bad_result", "The body is empty.", "内容为空。", {"body": ["It is empty. 内容为空。"]})
    command = TakeResult(id=run_id, body=body)
    return answer(ask("assistance", "take_result", command))


@routes.get("/report", LOOKERS, schema_class(MonthReport), query=MonthQuery)
def report_month(asked: dict[str, Any]) -> Response:
    """The monthly disclosure: counts and sums by street and program, funds by source, nothing of anybody 每月公示"""
    return read("assistance", "report_month", ReportMonth(area_code=asked["area"], month=asked["month"]))
