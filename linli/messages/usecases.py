"""What every service does alike with its messages: show the log and the notices, try again, take note."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from linli.contracts.messages import (
    Audience,
    DeliveryPage,
    DeliveryView,
    ListDeliveries,
    ListNotices,
    MessageChannel,
    MessageState,
    NoticePage,
    NoticeView,
    ReadNotice,
    RetryDelivery,
)
from linli.errors import Conflict, not_found
from linli.messages import store
from linli.messages.posting import Post
from linli.messages.tables import MESSAGE
from linli.sealing import Sealer, masked_email, masked_phone
from linli.work import Work


def list_deliveries(work: Work, said: ListDeliveries, sealer: Sealer) -> DeliveryPage:
    """A page of the delivery log."""
    rows, cursor = store.deliveries(work.session, _areas(work, said.area_code), said)
    return DeliveryPage(items=tuple(delivery_view(row, sealer) for row in rows), next_cursor=cursor)


def retry_delivery(work: Work, said: RetryDelivery, post: Post) -> DeliveryView:
    """Give a message all its tries again, from the next moment on at which it may go out.

    Raises `Conflict` for one that is sent or still waits, one that expires, and where its channel is not there.
    """
    row = store.message_to_change(work.session, said.id)
    work.authorise(row.area_code, "message", "消息")
    if row.state not in (MessageState.FAILED, MessageState.NO_CHANNEL):
        raise Conflict("not_failed", "Only what was not sent can be tried again.", "仅未送达的消息可以重试。")
    if row.expires_at is not None:
        raise Conflict("expired", "It was for a few minutes only; its words are gone.", "该消息时效已过，内容已清除。")
    if row.channel not in post.open_channels:
        text, zh = f"The channel {row.channel} is not set up.", f"尚未配置通知渠道 {row.channel}。"
        raise Conflict("no_channel", text, zh)
    due_at = post.allowed_from(row.audience, work.now, row.urgent)
    again = {"state": MessageState.WAITING, "attempts": 0, "due_at": due_at, "error": None}
    work.session.execute(update(MESSAGE).where(MESSAGE.c.id == row.id).values(again))
    return delivery_view(store.message_to_change(work.session, row.id), post.sealer)


def list_notices(work: Work, said: ListNotices, sealer: Sealer) -> NoticePage:
    """A page of the notices to the units of an area, or of the caller's own areas; not of those below."""
    areas = _areas(work, said.area_code)
    rows, cursor = store.notices(work.session, areas, said.unread, said.cursor, said.limit)
    items = tuple(notice_view(row, sealer) for row in rows)
    return NoticePage(items=items, next_cursor=cursor, unread=store.unread_notices(work.session, areas))


def read_notice(work: Work, said: ReadNotice, sealer: Sealer) -> NoticeView:
    """Take note; the first to do so is remembered, for the whole unit."""
    row = store.message_to_change(work.session, said.id)
    work.authorise(row.area_code, "notice", "通知")
    if row.channel is not MessageChannel.IN_APP:
        raise not_found("notice", "通知")
    if row.read_at is None and work.principal is not None:
        read = {"read_at": work.now, "read_by": work.principal.account_id}
        work.session.execute(update(MESSAGE).where(MESSAGE.c.id == row.id).values(read))
    return notice_view(store.message_to_change(work.session, row.id), sealer)


def _areas(work: Work, area_code: str | None) -> tuple[str, ...]:
    """The area asked for, or those at which the caller holds one of the call's roles."""
    if area_code is not None:
        work.authorise(area_code, "area", "区域")
        return (area_code,)
    assert work.principal is not None, "only people ask for lists"
    work.authorised = True
    return work.principal.areas(work.roles)


def delivery_view(row: Row[Any], sealer: Sealer) -> DeliveryView:
    """The message as the log shows it."""
    address = sealer.open(row.address, "message-address")
    mask = {MessageChannel.SMS: masked_phone, MessageChannel.EMAIL: masked_email}.get(row.channel, str)
    return DeliveryView(
        id=row.id,
        area_code=row.area_code,
        subject_id=row.subject_id,
        template=row.template,
        audience=Audience(row.audience),
        channel=row.channel,
        language=row.language,
        recipient=mask(address),
        urgent=row.urgent,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
        made_at=row.made_at,
        due_at=row.due_at,
        sent_at=row.sent_at,
    )


def notice_view(row: Row[Any], sealer: Sealer) -> NoticeView:
    """The message as its unit reads it."""
    return NoticeView(
        id=row.id,
        area_code=row.area_code,
        department=row.department,
        subject_id=row.subject_id,
        template=row.template,
        title=sealer.open(row.title, "message-title"),
        text=sealer.open(row.text, "message-text"),
        urgent=row.urgent,
        made_at=row.made_at,
        read_at=row.read_at,
    )
