"""The demonstration accounts, one for each role."""

from __future__ import annotations

import secrets
from datetime import date

from sqlalchemy.orm import Session

from gateway.accounts import store
from gateway.areas import store as areas
from linli.areas import Tier
from linli.identity import EVERY_ROLE, Grant, Role

TIERS = {
    Role.HANDLER: Tier.STREET,
    Role.AID_SURVEYOR: Tier.STREET,
    Role.PATROL_LEADER: Tier.STREET,
    Role.GRID_WORKER: Tier.COMMUNITY,
}
"""Where a role is demonstrated; the others at the district."""


def create_demonstration(session: Session, district: str, at: date) -> list[tuple[str, str, str]]:
    """Make the accounts that are not there yet: their login, password and area, which is all that is ever told."""
    street = areas.children(session, district, at)[0].code
    community = areas.communities_under(session, street, at)[0].code
    places = {Tier.DISTRICT: district, Tier.STREET: street, Tier.COMMUNITY: community}
    made = []
    for role in (one for one in Role if one in EVERY_ROLE):
        area = places[TIERS.get(role, Tier.DISTRICT)]
        if store.find_by_login(session, role.value) is None:
            password = secrets.token_urlsafe(12)
            store.create_account(session, role.value, role.value, password, [Grant(role, area)])
            made.append((role.value, password, area))
    return made
