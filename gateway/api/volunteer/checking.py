"""The public address at which the code of a certificate is checked."""

from __future__ import annotations

from html import escape
from typing import Any

from flask import Response, request

from gateway.access import PUBLIC
from gateway.api.conventions import answer
from gateway.api.routes import Routes
from gateway.auth import principal
from gateway.citizens.acting import act
from gateway.parts import parts
from linli.contracts.base import load, schema_class
from linli.contracts.terms import zh
from linli.contracts.volunteer.certificates import CertificateCheck, CheckCertificate, PaperKind

routes = Routes("certificates", "/api/certificates", "Is this certificate good? 证明核验")


@routes.get("/<string:code>", PUBLIC, schema_class(CertificateCheck))
def check_certificate(code: str) -> Response:
    """Whether the code on a paper is good, and what must stand on it; as a page for browsers 证明核验"""
    parts().limiter.tracking()
    wanted = load(CheckCertificate, {"code": code.strip().upper()[:40]})
    act("certificate", wanted.code[:6])
    command = CheckCertificate(code=wanted.code)
    found = parts().backend.ask("volunteer", "check_certificate", command, principal())
    shown = request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
    return Response(_page(found), content_type="text/html; charset=utf-8") if shown else answer(found)


def _certificate(found: dict[str, Any]) -> dict[str, str]:
    return {"次数 Services": str(found["services"]), "时长（小时） Hours": found["hours"]}


def _statement(found: dict[str, Any]) -> dict[str, str]:
    return {
        "期初余额 Before": found["before"],
        "期末余额 After": found["hours"],
        "笔数 Lines": str(found["services"]),
    }


def _page(found: dict[str, Any]) -> str:
    """What a telephone shows that read the code for cameras."""
    rows = {
        "编号 Code": found["code"],
        "文书 Paper": zh(PaperKind(found["kind"])),
        "结果 Result": "有效 valid" if found["valid"] else "已作废 revoked",
        "姓名 Name": found["name"],
        "期间 Days": f"{found['since']} – {found['until']}",
        **(_statement(found) if found["kind"] == "statement" else _certificate(found)),
        "出具日期 Issued": found["issued_at"][:10],
    }
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows.items())
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>证明核验</title>'
    return f'<!doctype html><html lang="zh">{head}<h1>志愿服务证明与对账单核验</h1><table>{cells}</table></html>'
