"""The routes of certificates and statements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, request
from marshmallow import fields

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import PageQuery
from gateway.api.routes import Routes, body_of, change_of
from gateway.api.volunteer.hours import COORDINATORS, READERS
from gateway.areas import store as areas
from gateway.auth import principal
from gateway.papers import volunteer as papers
from gateway.parts import parts
from linli.clock import local, now
from linli.contracts.base import schema_class
from linli.contracts.volunteer.certificates import (
    CertificatePage,
    CertificateView,
    GetCertificate,
    GetHourStatement,
    GetMyHourStatement,
    IssueCertificate,
    ListCertificates,
    RevokeCertificate,
)

routes = Routes("volunteer_certificates", "/api/volunteer", "Certificates of service 志愿服务记录证明")
change = changes("volunteer")

VIEW = schema_class(CertificateView)
ONE = "/certificates/<uuid:certificate_id>"


class DaysQuery(ma.Schema):
    """The first and the last day."""

    since = fields.Date(required=True)
    until = fields.Date(required=True)


@routes.post(
    "/hours/<uuid:volunteer_id>/certificates",
    COORDINATORS,
    VIEW,
    body=body_of(IssueCertificate, "volunteer_id"),
    status=201,
)
def issue_certificate(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Certify the service of a volunteer as it is recorded 出具证明"""
    known_area(said["area_code"])
    command = IssueCertificate(volunteer_id=volunteer_id, **said)
    made = ask("volunteer", "issue_certificate", command)
    return answer(made, 201, version=made["version"], location=f"/api/volunteer/certificates/{made['id']}")


@routes.get("/hours/<uuid:volunteer_id>/certificates", COORDINATORS, schema_class(CertificatePage), query=PageQuery)
def list_certificates(asked: dict[str, Any], volunteer_id: UUID) -> Response:
    """A volunteer's certificates, the latest first 证明列表"""
    return read("volunteer", "list_certificates", ListCertificates(volunteer_id=volunteer_id, **asked))


@routes.get(ONE, COORDINATORS, VIEW)
def get_certificate(certificate_id: UUID) -> Response:
    """One certificate 证明详情"""
    return read("volunteer", "get_certificate", GetCertificate(id=certificate_id))


@routes.get(f"{ONE}/pdf", COORDINATORS, None)
def print_certificate(certificate_id: UUID) -> Response:
    """The certificate as a PDF with its code 打印证明"""
    return certificate_paper(
        parts().backend.ask("volunteer", "get_certificate", GetCertificate(id=certificate_id), principal())
    )


def certificate_paper(found: dict[str, Any]) -> Response:
    """A certificate as the service answers it, as a PDF with the address where its code is checked."""
    with parts().database.reading() as session:
        area = areas.area(session, found["area_code"], local(now()).date())
    issuer = f"{area.name}志愿服务管理部门" if area else found["area_code"]
    return papers.certificate(found, issuer, f"{request.url_root}api/certificates/{found['code']}")


@routes.post(f"{ONE}/revoke", COORDINATORS, VIEW, body=change_of(RevokeCertificate), versioned=True)
def revoke_certificate(said: dict[str, Any], certificate_id: UUID) -> Response:
    """Say that it holds no more 作废证明"""
    return change("revoke_certificate", RevokeCertificate, certificate_id, said)


@routes.get("/hours/<uuid:volunteer_id>/statement", READERS, None, query=DaysQuery)
def get_hour_statement(asked: dict[str, Any], volunteer_id: UUID) -> Response:
    """A volunteer's statement of up to a year as a PDF 时长对账单"""
    wanted = GetHourStatement(volunteer_id=volunteer_id, **asked)
    return statement_paper(ask("volunteer", "get_hour_statement", wanted))


@routes.get("/my/hours/statement", SIGNED_IN, None, query=DaysQuery)
def get_my_hour_statement(asked: dict[str, Any]) -> Response:
    """The caller's own statement of up to a year as a PDF 我的时长对账单"""
    wanted = GetMyHourStatement(**asked)
    return statement_paper(ask("volunteer", "get_my_hour_statement", wanted))


def statement_paper(found: dict[str, Any]) -> Response:
    """A statement as the service answers it, as a PDF with the address where its code is checked."""
    return papers.statement(found, f"{request.url_root}api/certificates/{found['code']}")
