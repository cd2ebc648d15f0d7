"""The routes of assistance, a module for each of its matters."""

from gateway.api.assistance import (
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
    register,
    tips,
)

MODULES = (
    cases,
    applications,
    programs,
    register,
    entitlements,
    funds,
    goods,
    payments,
    charity_shop,
    employment,
    cards,
    care,
    tips,
)
