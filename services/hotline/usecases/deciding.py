"""What is decided by others than the unit: by an installation's settings, and by people at the tier above."""

from __future__ import annotations

from datetime import timedelta

from linli.config import Settings
from linli.errors import Forbidden
from linli.work import Work
from services.hotline.domain.request import Action, Terms
from services.hotline.domain.transitions import RULES, HeldAt

REFUSALS = {
    HeldAt.UNIT: (
        "responsible_unit_only",
        "Only the responsible unit's own people ({area}), and those above it, do this.",
        "仅承办单位（{area}）及其上级人员可操作。",
    ),
    HeldAt.HELPER: (
        "helping_unit_only",
        "Only the helping unit's own people ({area}), and those above it, do this.",
        "仅协办单位（{area}）及其上级人员可操作。",
    ),
    HeldAt.TIER_ABOVE: (
        "tier_above_decides",
        "This is decided at the tier above the responsible unit ({area}).",
        "此事项由承办单位的上一级（{area}）决定。",
    ),
}


def check_held(work: Work, action: Action, area_code: str) -> None:
    """Raises `Forbidden` unless the caller holds one of the action's roles at this area, or above it."""
    rule = RULES[action]
    if rule.held_at is HeldAt.REQUEST or work.principal is None or work.principal.roles_at(area_code) & rule.roles:
        return
    code, text, text_zh = REFUSALS[rule.held_at]
    raise Forbidden(code, text.format(area=area_code), text_zh.format(area=area_code))


def terms_of(settings: Settings) -> Terms:
    """The terms that the settings say."""
    return Terms(
        extensions=settings.extensions,
        dispute=settings.dispute,
        supervised=settings.supervised,
        reopening=timedelta(days=settings.reopening_days),
        escalation=settings.escalation,
        escalation_urgent=settings.escalation_urgent,
    )
