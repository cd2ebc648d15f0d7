"""Every question about the directory of services and providers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, delete, insert, or_, select
from sqlalchemy.orm import Session

from linli.areas import ancestors, path_of
from linli.contracts.hotline.directory import ConvenienceService, SearchProviders, ServiceCategory
from linli.db import for_change, get
from linli.errors import existing
from linli.paging import below
from services.hotline.domain.directory import ListedService, Provider
from services.hotline.domain.ngrams import terms
from services.hotline.tables.directory import OFFER, PROVIDER, REACH, SERVICE, WORD

MOST = 500
"""Providers looked at for one answer."""


def services(session: Session, category: ServiceCategory | None = None) -> list[ListedService]:
    """The services of the directory, by category and code."""
    wanted = select(ListedService).order_by(SERVICE.c.category, SERVICE.c.code)
    return list(session.scalars(wanted if category is None else wanted.where(SERVICE.c.category == category)))


def services_named(session: Session, codes: Iterable[str]) -> dict[str, ConvenienceService]:
    """Those of these services that there are."""
    wanted = select(ListedService).where(SERVICE.c.code.in_(list(codes)))
    return {one.code: one.content for one in session.scalars(wanted)}


def keep_service(session: Session, service: ListedService) -> None:
    """Put the service in the place of the one of its code."""
    session.merge(service)
    session.flush()


def provider_of(session: Session, provider_id: UUID, *, to_change: bool = False) -> Provider:
    """The provider, kept from others until the transaction ends if it is to be changed; raises `NotFound`."""
    return existing(get(session, Provider, provider_id, to_change=to_change), "provider", "服务商")


def provider_called(session: Session, code: str) -> Provider | None:
    """The provider of this code."""
    return session.scalars(for_change(select(Provider).where(PROVIDER.c.code == code))).one_or_none()


def keep_provider(session: Session, provider: Provider, listed: dict[str, ConvenienceService]) -> None:
    """Keep a provider, new or changed, and what it is found by."""
    session.add(provider)
    session.flush()
    paths = {path_of(code) for code in provider.content.areas}
    _refill(session, REACH, "path", provider.id, paths)
    _refill(session, OFFER, "service", provider.id, set(provider.content.services))
    _refill(session, WORD, "term", provider.id, provider.terms(listed))


def _refill(session: Session, table: Table, column: str, provider_id: UUID, values: Collection[str]) -> None:
    session.execute(delete(table).where(table.c.provider_id == provider_id))
    if values:
        session.execute(insert(table), [{column: one, "provider_id": provider_id} for one in sorted(values)])


def search(session: Session, asked: SearchProviders) -> list[Provider]:
    """The providers that serve the area, or a part of it, and have all the words, best rated first."""
    conditions = [~PROVIDER.c.closed, _has(REACH, reaching(asked.area_code))]
    if asked.service is not None:
        conditions.append(_has(OFFER, OFFER.c.service == asked.service))
    if asked.category is not None:
        of_category = select(SERVICE.c.code).where(SERVICE.c.category == asked.category)
        conditions.append(_has(OFFER, OFFER.c.service.in_(of_category)))
    conditions += [
        _has(WORD, WORD.c.term.like(f"{one}%") if len(one) == 1 else WORD.c.term == one)
        for one in set(terms(asked.words))
    ]
    wanted = select(Provider).where(and_(*conditions)).order_by(PROVIDER.c.rank.desc(), PROVIDER.c.id).limit(MOST)
    return list(session.scalars(wanted))


def reaching(area_code: str) -> ColumnElement[bool]:
    """The reach of providers that serve the area or a part of it."""
    above = [path_of(code) for code in (*ancestors(area_code), area_code)]
    return or_(REACH.c.path.in_(above), below(REACH.c.path, area_code))


def _has(table: Table, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return PROVIDER.c.id.in_(select(table.c.provider_id).where(condition))
