"""The channels and the post of one service, as the settings say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from linli.config import Settings
from linli.contracts.messages import Audience, MessageChannel
from linli.messages.channels import Channel, Channels
from linli.messages.posting import Post
from linli.messages.sms import SmsChannel
from linli.messages.smtp import SmtpChannel
from linli.messages.templates import load_templates
from linli.messages.webhook import SignedPost, WebhookChannel
from linli.sealing import Sealer


def channels_of(settings: Settings) -> Channels:
    """The channels that are configured."""
    found: dict[MessageChannel, Channel] = {}
    if settings.smtp_url:
        found[MessageChannel.EMAIL] = SmtpChannel(settings.smtp_url, settings.mail_from, settings.smtp_password)
    if settings.sms_url:
        found[MessageChannel.SMS] = SmsChannel(SignedPost(settings.sms_url, settings.webhook_secret))
    if settings.webhook_url:
        found[MessageChannel.WEBHOOK] = WebhookChannel(SignedPost(settings.webhook_url, settings.webhook_secret))
    return found


def post_of(settings: Settings, sealer: Sealer, channels: Channels, templates: Path, facts: Iterable[str]) -> Post:
    """The post of a service, with its file of templates and the facts that they may name."""
    quiet = {Audience.CITIZEN: settings.quiet_citizen, Audience.UNIT: settings.quiet_unit}
    return Post(sealer, load_templates(templates, facts), frozenset(channels), quiet)
