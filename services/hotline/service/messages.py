"""Messages: made from the hotline's own events, delivered, logged; and the notices of units."""

from __future__ import annotations

from pathlib import Path

from linli.calls import call
from linli.context import Context
from linli.contracts.hotline.bookings import AppointmentEvent
from linli.contracts.hotline.call_backs import CallBackEnded
from linli.contracts.hotline.codes import CodeOffer, OfferCodes, SendCode, SendEmailCode
from linli.contracts.hotline.events import RequestEvent
from linli.contracts.messages import (
    DeliveryPage,
    DeliveryView,
    ListDeliveries,
    ListNotices,
    NoticePage,
    NoticeView,
    ReadNotice,
    RetryDelivery,
)
from linli.events import on
from linli.identity import PUBLIC_ROLE, Role
from linli.messages import usecases as messages
from linli.messages.sending import Sending
from linli.work import Work
from services.hotline.service.desk import UNIT, Desk
from services.hotline.usecases import codes
from services.hotline.usecases.messages import (
    FACTS,
    TOLD_APPOINTMENTS,
    TOLD_EVENTS,
    tell,
    tell_of_appointment,
    tell_of_rating,
)

TEMPLATES = Path(__file__).parents[1] / "messages.yaml"
LOG = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})


class MessageCalls(Desk, Sending):
    """Messages to citizens and units."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.open_post(context, self.sealer, TEMPLATES, FACTS)

    @on(*TOLD_EVENTS)
    def tell_of_request(self, event: RequestEvent, work: Work) -> None:
        """Something happened that the citizen or the unit is told of."""
        tell(work, event, self.post)

    @on(*TOLD_APPOINTMENTS)
    def tell_of_appointment(self, event: AppointmentEvent, work: Work) -> None:
        """An appointment was made, moved, given back, or is a day ahead."""
        tell_of_appointment(work, event, self.post)

    @on(CallBackEnded)
    def tell_of_call_back(self, event: CallBackEnded, work: Work) -> None:
        """A citizen has rated what the unit did."""
        tell_of_rating(work, event, self.post)

    @call(ListDeliveries, DeliveryPage, roles=LOG, changes=False)
    def list_deliveries(self, said: ListDeliveries, work: Work) -> DeliveryPage:
        """Show the delivery log."""
        return messages.list_deliveries(work, said, self.sealer)

    @call(RetryDelivery, DeliveryView, roles=LOG)
    def retry_delivery(self, said: RetryDelivery, work: Work) -> DeliveryView:
        """Try again what was not sent."""
        return messages.retry_delivery(work, said, self.post)

    @call(ListNotices, NoticePage, roles=UNIT, changes=False)
    def list_notices(self, said: ListNotices, work: Work) -> NoticePage:
        """Show what units are told."""
        return messages.list_notices(work, said, self.sealer)

    @call(ReadNotice, NoticeView, roles=UNIT)
    def read_notice(self, said: ReadNotice, work: Work) -> NoticeView:
        """Take note of a notice."""
        return messages.read_notice(work, said, self.sealer)

    @call(OfferCodes, CodeOffer, roles=PUBLIC_ROLE, changes=False)
    def offer_codes(self, said: OfferCodes, work: Work) -> CodeOffer:
        """Say whether codes can be sent to telephones."""
        return codes.offer_codes(work, said, self.post)

    @call(SendCode, CodeOffer, roles=PUBLIC_ROLE)
    def send_code(self, said: SendCode, work: Work) -> CodeOffer:
        """Send a sign-in code to a telephone."""
        return codes.send_code(work, said, self.post)

    @call(SendEmailCode, CodeOffer, roles=PUBLIC_ROLE)
    def send_email_code(self, said: SendEmailCode, work: Work) -> CodeOffer:
        """Send a code to an e-mail address."""
        return codes.send_email_code(work, said, self.post)
