"""Who takes which step of a procedure: each is for a station of the program's chain, which is an area of its tier.

The first station accepts, the last decides, the one before it (or the only one) surveys and gives the opinion. An
appeal is decided one tier above who decided (民发〔2021〕57号 art. 38), a visit made by the district (art. 11, 20).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from linli.areas import LENGTHS, Tier, ancestors
from linli.contracts.assistance.applications import ApplicationAction
from linli.contracts.assistance.programs import Station
from services.assistance.domain.procedure import APPEALING, DECIDING

A = ApplicationAction
TIERS: Mapping[Station, Tier] = MappingProxyType(
    {Station.COMMUNITY: Tier.COMMUNITY, Station.STREET: Tier.STREET, Station.DISTRICT: Tier.DISTRICT}
)
"""The stations that are areas, from below; the others are departments of the district."""
UPWARDS = tuple(TIERS)
ACCEPTING = frozenset({A.ASK_PAPERS, A.ACCEPT, A.END})
SURVEYING = frozenset(
    {A.SURVEY, A.INQUIRE, A.OPINE, A.HEAR, A.FORWARD, A.EXTEND, A.DELIVER, A.RECHECK, A.PROPOSE, A.REFER}
)
AT_ONCE = frozenset({A.ADVANCE, A.PAY_ADVANCE, A.RECOVER})
"""What is small and urgent is decided and paid where it is surveyed (国发〔2014〕47号: 先行救助)."""
CONFIRMING = (DECIDING - {A.ADVANCE}) | {A.KEEP, A.PAY}
AT_DISTRICT = frozenset({A.VISIT, A.TAKE_UP, A.CONCLUDE, A.DECLINE})
"""The district visits, and departments are those of the district."""
FREE = frozenset({A.FILE, A.HAND_IN, A.NAME_PAYEE, A.OBJECT, A.APPEAL, A.LAPSE})
"""What any office below may take down for the household (art. 6), and what comes about by itself."""


@dataclass(frozen=True)
class Chain:
    """The stations of a program at an area, in their order."""

    stations: tuple[Station, ...]

    @property
    def areas(self) -> tuple[Station, ...]:
        """Those that are areas."""
        return tuple(one for one in self.stations if one in TIERS)

    @property
    def department(self) -> Station | None:
        """Whom a granted application is passed on to."""
        last = self.stations[-1]
        return None if last in TIERS else last

    def station_of(self, action: ApplicationAction) -> Station | None:
        """The station that takes a step; None for a step that is for none of them."""
        own = self.areas
        if action in ACCEPTING:
            return own[0]
        if action in SURVEYING or action in AT_ONCE:
            return own[-2] if len(own) > 1 else own[0]
        if action in CONFIRMING:
            return own[-1]
        if action in APPEALING:
            return UPWARDS[min(UPWARDS.index(own[-1]) + 1, len(UPWARDS) - 1)]
        return Station.DISTRICT if action in AT_DISTRICT else None


def area_at(station: Station, area_code: str) -> str:
    """The area of a station's tier that an area lies in; the area itself where that is wider."""
    if station not in TIERS:
        return ancestors(area_code)[0] if ancestors(area_code) else area_code
    wanted = LENGTHS[TIERS[station]]
    return next((one for one in (*ancestors(area_code), area_code) if len(one) == wanted), area_code)


def is_chain(stations: Sequence[Station]) -> bool:
    """Whether stations can be a chain: areas from below upwards, at least one, then one department at most."""
    areas = [one for one in stations if one in TIERS]
    upwards = sorted(set(areas), key=UPWARDS.index)
    return bool(areas) and list(stations[: len(areas)]) == upwards and len(stations) - len(areas) <= 1


def with_areas(stations: tuple[Station, ...], areas: tuple[Station, ...] | None) -> Chain:
    """The chain with other areas, its department the same."""
    return Chain(stations if areas is None else (*areas, *(one for one in stations if one not in TIERS)))
