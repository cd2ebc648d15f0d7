"""Every question about opened bundles."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.hotline.domain.bundle import Bundle, BundleItem
from services.hotline.domain.request import Request
from services.hotline.tables.bundle import BUNDLE_ITEM
from services.hotline.tables.request import REQUEST


def find_bundle(session: Session, bundle_id: UUID) -> Bundle | None:
    """The bundle, if it was opened."""
    return session.get(Bundle, bundle_id)


def parts_of(session: Session, bundle: Bundle) -> list[tuple[BundleItem, Request]]:
    """Its parts in the order in which they were opened, with their requests."""
    wanted = select(BundleItem, Request).join(REQUEST, REQUEST.c.id == BUNDLE_ITEM.c.request_id)
    rows = session.execute(wanted.where(BUNDLE_ITEM.c.bundle_id == bundle.id).order_by(BUNDLE_ITEM.c.position))
    return [(item, request) for item, request in rows]


def save(session: Session, bundle: Bundle, items: list[BundleItem]) -> None:
    """Keep an opened bundle."""
    session.add(bundle)
    session.flush()
    session.add_all(items)
    session.flush()
