"""Codes for citizens who sign in: sent by SMS, and not to be read here afterwards."""

from __future__ import annotations

from linli.clock import local
from linli.contracts.hotline.codes import CodeOffer, OfferCodes, SendCode, SendEmailCode
from linli.contracts.messages import MessageChannel
from linli.errors import Conflict
from linli.messages.posting import Citizen, Note, Post
from linli.work import Work

TEMPLATE = "citizen.code"
EMAIL_TEMPLATE = "citizen.email_code"


def offer_codes(work: Work, said: OfferCodes, post: Post) -> CodeOffer:
    """Whether there is a channel for SMS."""
    work.authorise(said.area_code, "area", "区域")
    return CodeOffer(available=MessageChannel.SMS in post.open_channels)


def send_code(work: Work, said: SendCode, post: Post) -> CodeOffer:
    """Write the message with the code down, to be sent at once. Raises `Conflict` where there is no channel for SMS."""
    offer = offer_codes(work, OfferCodes(area_code=said.area_code), post)
    if not offer.available:
        raise Conflict(
            "codes_not_sent_here",
            "Codes cannot be sent here, so nobody can sign in; requests are filed and followed without an account.",
            "本站未开通短信验证码，暂不能登录；不登录也可提交诉求、凭查询码查询。",
        )
    facts = {"code": said.code, "due": f"{local(said.expires_at):%H:%M}"}
    note = Note(TEMPLATE, facts, said.id, said.area_code, urgent=True, expires_at=said.expires_at)
    post.hand_in(work.session, work.now, Citizen(phone=said.phone, language=said.language), note)
    return offer


def send_email_code(work: Work, said: SendEmailCode, post: Post) -> CodeOffer:
    """As `send_code`, by e-mail. Raises `Conflict` where there is no channel for it."""
    work.authorise(said.area_code, "area", "区域")
    if MessageChannel.EMAIL not in post.open_channels:
        text, zh = "E-mail cannot be sent here; you are told by SMS.", "本站未开通邮件，将以短信通知您。"
        raise Conflict("email_not_sent_here", text, zh)
    facts = {"code": said.code, "due": f"{local(said.expires_at):%H:%M}"}
    note = Note(EMAIL_TEMPLATE, facts, said.id, said.area_code, urgent=True, expires_at=said.expires_at)
    post.hand_in(work.session, work.now, Citizen(email=said.email, language=said.language), note)
    return CodeOffer(available=True)
