"""What every service class that sends messages does by itself: deliver, measure, forget."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from linli.context import Context
from linli.jobs import every
from linli.messages.delivery import Delivery
from linli.messages.posting import Post
from linli.messages.setup import channels_of, post_of
from linli.sealing import Sealer


class Sending:
    """A part of a service class: its post and delivery, made by `open_post`, and the jobs of both."""

    post: Post
    delivery: Delivery

    def open_post(self, context: Context, sealer: Sealer, templates: Path, facts: Iterable[str]) -> None:
        """Have the channels of the settings, and the texts; raises ValueError naming a template at fault."""
        channels = channels_of(context.settings)
        self.post = post_of(context.settings, sealer, channels, templates, facts)
        self.delivery = Delivery(context.database, self.post, channels)

    @every(1.0)
    def deliver_messages(self) -> bool:
        """Send what is due."""
        return self.delivery.step()

    @every(10.0)
    def measure_messages(self) -> None:
        """Set the gauge of what waits."""
        self.delivery.measure()

    @every(3600.0)
    def forget_messages(self) -> None:
        """Delete what the log need not keep any longer."""
        self.delivery.forget()
