"""Messages to volunteers: made from the service's own events, delivered, logged; how each wants to be told."""

from __future__ import annotations

from pathlib import Path

from linli.calls import call
from linli.context import Context
from linli.contracts.messages import DeliveryPage, DeliveryView, ListDeliveries, RetryDelivery
from linli.contracts.volunteer.engagements import EngagementEvent
from linli.contracts.volunteer.people import VolunteerEvent
from linli.events import on
from linli.messages import usecases as messages
from linli.messages.sending import Sending
from linli.work import Work
from services.volunteer.service.desk import Desk
from services.volunteer.usecases.messages import ABOUT_TASKS, ABOUT_THEMSELVES, FACTS, tell_of_task, tell_of_themselves
from services.volunteer.usecases.roles import LOG

TEMPLATES = Path(__file__).parents[1] / "messages.yaml"


class MessageCalls(Desk, Sending):
    """Messages to volunteers."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.open_post(context, self.sealer, TEMPLATES, FACTS)

    @on(*ABOUT_TASKS)
    def tell_of_task(self, event: EngagementEvent, work: Work) -> None:
        """Something happened to a volunteer's part in a task that they are told of."""
        tell_of_task(work, event, self.post)

    @on(*ABOUT_THEMSELVES)
    def tell_of_themselves(self, event: VolunteerEvent, work: Work) -> None:
        """An application was decided, or a document ends."""
        tell_of_themselves(work, event, self.post)

    @call(ListDeliveries, DeliveryPage, roles=LOG, changes=False)
    def list_deliveries(self, said: ListDeliveries, work: Work) -> DeliveryPage:
        """Show the delivery log."""
        return messages.list_deliveries(work, said, self.sealer)

    @call(RetryDelivery, DeliveryView, roles=LOG)
    def retry_delivery(self, said: RetryDelivery, work: Work) -> DeliveryView:
        """Try again what was not sent."""
        return messages.retry_delivery(work, said, self.post)
