"""The hotline service: calls in, events in, and what each leads to, a module for each of its matters."""

from __future__ import annotations

from services.hotline.service.bookings import BookingCalls
from services.hotline.service.bundles import BundleCalls
from services.hotline.service.call_backs import CallBackCalls
from services.hotline.service.call_figures import CallFigureCalls
from services.hotline.service.calls import TelephoneCalls
from services.hotline.service.catalogue import CatalogueCalls
from services.hotline.service.citizens import CitizenCalls
from services.hotline.service.clocks import ClockTimers
from services.hotline.service.directory import DirectoryCalls
from services.hotline.service.disclosure import DisclosureCalls
from services.hotline.service.duplicates import DuplicateCalls
from services.hotline.service.ending import EndingCalls
from services.hotline.service.greetings import GreetingAlarms
from services.hotline.service.handling import HandlingCalls
from services.hotline.service.household_flags import HouseholdFlagEvents
from services.hotline.service.joint import JointCalls
from services.hotline.service.knowledge import KnowledgeCalls
from services.hotline.service.merging import MergingCalls
from services.hotline.service.messages import MessageCalls
from services.hotline.service.referrals import ReferralCalls
from services.hotline.service.requests import RequestCalls
from services.hotline.service.responsibility import ResponsibilityCalls
from services.hotline.service.routing import RoutingCalls
from services.hotline.service.showing import ShowingCalls
from services.hotline.service.telephone import TelephoneDeskCalls
from services.hotline.service.templates import TemplateCalls
from services.hotline.service.updates import UpdateCalls


class Hotline(
    RequestCalls,
    ShowingCalls,
    CatalogueCalls,
    RoutingCalls,
    HandlingCalls,
    ResponsibilityCalls,
    JointCalls,
    EndingCalls,
    DuplicateCalls,
    MergingCalls,
    KnowledgeCalls,
    TelephoneCalls,
    ClockTimers,
    MessageCalls,
    TelephoneDeskCalls,
    CallBackCalls,
    CitizenCalls,
    UpdateCalls,
    DisclosureCalls,
    TemplateCalls,
    DirectoryCalls,
    ReferralCalls,
    BookingCalls,
    BundleCalls,
    CallFigureCalls,
    GreetingAlarms,
    HouseholdFlagEvents,
):
    """Owns citizens' requests, the calls they make, the knowledge base that answers them, and what people are told."""
