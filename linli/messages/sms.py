"""Messages by SMS, through the operator's gateway: a signed webhook that sends them on."""

from __future__ import annotations

import re

from linli.messages.channels import Outgoing
from linli.messages.webhook import SignedPost

_MOBILE = re.compile(r"(\+?86|0086)?1[3-9][0-9]{9}")
_ABROAD = re.compile(r"\+(?!86)[0-9]{6,15}")


def takes_sms(phone: str) -> bool:
    """Whether the number can receive an SMS: a Chinese mobile, or a number written with another country's code."""
    digits = re.sub(r"[ -]", "", phone)
    return bool(_MOBILE.fullmatch(digits) or _ABROAD.fullmatch(digits))


class SmsChannel:
    """Gives the number and the short text to the SMS gateway."""

    def __init__(self, post: SignedPost) -> None:
        self._post = post

    def send(self, message: Outgoing) -> None:
        """As `Channel.send`."""
        said = {
            "id": str(message.id),
            "to": re.sub(r"[ -]", "", message.address),
            "text": message.text,
            "template": message.template,
            "language": message.language.value,
        }
        self._post.post(str(message.id), said)
