"""Urgent aid before the survey 先行救助 (国发〔2014〕47号): paid at once, completed afterwards, or given back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from linli.contracts.assistance.advances import AdvanceFate
from linli.contracts.assistance.applications import ApplicationAction, ApplicationMoved, ClockName
from linli.contracts.assistance.programs import ProfileDefinition, ProgramDefinition
from linli.errors import Conflict, Invalid
from services.assistance.domain.application import Application

A = ApplicationAction


def approve(one: Application, amount: Decimal, at: datetime) -> ApplicationMoved:
    """Grant a small amount before the survey; raises `Conflict` for a second time."""
    if one.advance_id is not None:
        text, zh = "Urgent aid was paid once: the survey comes next.", "已先行救助，请尽快入户核查并补齐手续。"
        raise Conflict("advanced_already", text, zh)
    moved = one.move(A.ADVANCE, at)
    one.advanced = amount
    return moved


def pay(one: Application, times: ProfileDefinition, at: datetime) -> ApplicationMoved:
    """Let it be paid; from now on the clock of survey and papers runs. Raises `Conflict` where nothing was granted."""
    if one.advanced is None or one.advance_id is not None:
        text, zh = "There is no urgent aid that waits for payment.", "没有待发放的先行救助。"
        raise Conflict("nothing_advanced", text, zh)
    moved = one.move(A.PAY_ADVANCE, at)
    one.start(ClockName.COMPLETION, times.completion, at)
    return moved


def check_end(one: Application) -> None:
    """Raises `Conflict` for ending without a decision what has been paid for."""
    if one.advance_id is not None:
        text = "Urgent aid was paid: refuse it with the reason, and say what becomes of that money."
        raise Conflict("advanced_already", text, "已先行救助，不得直接终止；请作不予批准决定并明确款项处理。")


def check_complete(one: Application, program: ProgramDefinition) -> None:
    """Raises `Conflict` for granting while papers that could come later have not come."""
    lacking = one.missing(program)
    if lacking:
        text, zh = f"Papers are missing: {', '.join(lacking)}.", f"材料不齐：{'、'.join(lacking)}。"
        raise Conflict("papers_missing", text, zh, {"papers": [f"{text} {zh}"]})


def refuse(one: Application, fate: AdvanceFate | None, times: ProfileDefinition, at: datetime) -> None:
    """What becomes of what was paid, now that the survey says no; raises `Invalid` unless it is said."""
    if fate is None:
        text, zh = "Urgent aid was paid: say whether it has to be given back.", "已先行救助，请说明款项是否追回。"
        raise Invalid("fate_missing", text, zh, {"advance": [f"{text} {zh}"]})
    one.fate = fate
    if fate is AdvanceFate.RECOVER:
        one.start(ClockName.RECOVERY, times.recovery, at)


def forget(one: Application) -> None:
    """What was granted before the survey never reached anybody."""
    one.advanced = one.advance_id = one.fate = None


def recover(one: Application, amount: Decimal, owed: Decimal, at: datetime) -> ApplicationMoved:
    """Money came back; raises `Conflict` for more than is owed."""
    if amount > owed:
        text, zh = f"No more than {owed} yuan have to be given back.", f"应退回金额为 {owed} 元。"
        raise Conflict("more_than_owed", text, zh, {"amount": [f"{text} {zh}"]})
    moved = one.move(A.RECOVER, at)
    one.recovered += amount
    if amount == owed:
        one.clocks = {name: due for name, due in one.clocks.items() if name != ClockName.RECOVERY}
    return moved


def owed(one: Application, standing: Decimal) -> Decimal:
    """What has to be given back of what stands paid, in yuan."""
    return max(standing - one.recovered, Decimal("0.00")) if one.fate is AdvanceFate.RECOVER else Decimal("0.00")
