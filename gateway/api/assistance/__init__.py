"""The routes of assistance, a module for each of its matters."""

from gateway.api.assistance import (
    advances,
    applications,
    cards,
    care,
    cases,
    charity_shop,
    employment,
    entitlements,
    funds,
    goods,
    payments,
    programs,
    referrals,
    register,
    tips,
    vouchers,
)

MODULES = (
    cases,
    applications,
    advances,
    referrals,
    programs,
    register,
    entitlements,
    funds,
    goods,
    payments,
    charity_shop,
    employment,
    cards,
    vouchers,
    care,
    tips,
)
