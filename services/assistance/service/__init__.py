"""The assistance service: calls in, events in, and what each leads to, a module for each of its matters."""

from __future__ import annotations

from services.assistance.service.advances import AdvanceCalls
from services.assistance.service.applications import ApplicationCalls
from services.assistance.service.cards import CardCalls
from services.assistance.service.care import CareCalls
from services.assistance.service.cases import CaseCalls
from services.assistance.service.charity_shop import CharityShopCalls
from services.assistance.service.employment import EmploymentCalls
from services.assistance.service.entitlements import EntitlementCalls
from services.assistance.service.funds import FundCalls
from services.assistance.service.goods import GoodsCalls
from services.assistance.service.household_flags import HouseholdFlagTimers
from services.assistance.service.payments import PaymentCalls
from services.assistance.service.programs import ProgramCalls
from services.assistance.service.referrals import ReferralCalls
from services.assistance.service.register import RegisterCalls
from services.assistance.service.tips import TipCalls
from services.assistance.service.vouchers import VoucherCalls


class Assistance(
    RegisterCalls,
    CaseCalls,
    ProgramCalls,
    ApplicationCalls,
    AdvanceCalls,
    ReferralCalls,
    EntitlementCalls,
    FundCalls,
    PaymentCalls,
    GoodsCalls,
    CharityShopCalls,
    EmploymentCalls,
    CardCalls,
    VoucherCalls,
    CareCalls,
    TipCalls,
    HouseholdFlagTimers,
):
    """Owns the register, aid cases, the programs they are decided by, what they entitle to, the funds, the payments."""
