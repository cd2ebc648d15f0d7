"""Assistance's tables, all of them loaded: a module for each of its matters."""

from services.assistance.tables import (
    application,
    calendar,
    cards,
    care,
    case,
    charity_shop,
    employment,
    entitlements,
    funds,
    goods,
    household_flags,
    payments,
    programs,
    referrals,
    register,
    tips,
    vouchers,
)
from services.assistance.tables.mapping import METADATA

__all__ = [
    "METADATA",
    "application",
    "calendar",
    "cards",
    "care",
    "case",
    "charity_shop",
    "employment",
    "entitlements",
    "funds",
    "goods",
    "household_flags",
    "payments",
    "programs",
    "referrals",
    "register",
    "tips",
    "vouchers",
]
