"""Volunteers' papers: the certificate of service 志愿服务记录证明 and the statement of hours 时长对账单."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response

from gateway.papers.sheets import Sheets
from linli.clock import local
from linli.contracts.terms import zh
from linli.contracts.volunteer.hours import HourEntryKind

COLUMNS = (0.13, 0.15, 0.12, 0.12, 0.48)


def certificate(found: Mapping[str, Any], issuer: str, address: str) -> Response:
    """The certificate as the service answers it; `issuer` names its area, `address` is where the code is checked."""
    made = Sheets(f"志愿服务记录证明 {found['code']}")
    made.heading("志愿服务记录证明")
    made.text(f"编号：{found['code']}")
    card = f"（身份证号后四位：{found['card_tail']}）" if found["card_tail"] else ""
    made.text(
        f"兹证明 {found['name']}{card}，于 {found['since']} 至 {found['until']} 期间，参加志愿服务 "
        f"{found['services']} 次，累计志愿服务时长 {found['hours']} 小时。"
    )
    made.text("以上时长依据志愿服务组织如实记录的服务信息出具（《志愿服务条例》第十九条）。")
    made.text(f"出具单位：{issuer}")
    made.text(f"出具日期：{_day(found['issued_at'])}")
    if found["revoked_at"]:
        made.heading("（本证明已作废）", 16)
    made.text("核验：扫描二维码，或访问以下网址，核对编号与内容是否一致。")
    made.text(address, 9)
    made.code_for_cameras(address)
    return made.response(f"certificate-{found['code']}")


def statement(found: Mapping[str, Any], address: str) -> Response:
    """The statement as the service answers it; `address` is where its code is checked."""
    made = Sheets(f"志愿服务时长对账单 {found['code']}")
    made.heading("志愿服务时长对账单", 18)
    made.text(f"编号：{found['code']}", 10)
    made.text(f"账户：{found['volunteer_id']}", 10)
    made.text(f"期间：{found['since']} 至 {found['until']}　　单位：小时", 10)
    made.text(f"期初余额：{found['before']}　　期末余额：{found['after']}", 10)
    made.row(("记账日期", "类型", "变动", "余额", "说明"), COLUMNS)
    for line in found["lines"]:
        kind = zh(HourEntryKind(line["kind"]))
        made.row((_day(line["recorded_at"]), kind, line["amount"], line["balance"], line["reason"]), COLUMNS)
    made.text(f"共 {len(found['lines'])} 笔；打印时间 {local(_moment(found['made_at'])):%Y-%m-%d %H:%M}", 9)
    made.text("核验：扫描二维码，或访问以下网址，核对编号与余额是否一致。", 9)
    made.text(address, 9)
    made.code_for_cameras(address)
    return made.response(f"hours-{found['since']}-{found['until']}")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _day(text: str) -> str:
    return f"{local(_moment(text)):%Y-%m-%d}"
