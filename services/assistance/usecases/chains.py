"""Whether who acts sits where the program's chain has a step taken."""

from __future__ import annotations

from linli.areas import covers
from linli.clock import local
from linli.contracts.assistance.applications import ApplicationAction
from linli.contracts.terms import zh
from linli.errors import Conflict, Forbidden
from linli.work import Work
from services.assistance.domain.application import Application
from services.assistance.domain.chain import Chain, area_at
from services.assistance.usecases import programs


def chain_of(work: Work, application: Application) -> Chain:
    """Who takes the steps of an application, by the program as it was when it was filed."""
    here = programs.edition(work, local(application.filed_at).date())
    return here.chain_at(application.area_code, here.program(application.program).said)


def check_station(work: Work, application: Application, action: ApplicationAction) -> None:
    """Raises `Forbidden` (`not_in_chain`) unless the caller has one of the call's roles where this step is taken.

    A role at an area reaches the areas below, so that the district may stand in for a street, never the other way.
    """
    chain = chain_of(work, application)
    station = chain.station_of(action)
    if station is None or work.principal is None:
        return
    area = area_at(station, application.area_code)
    if any(one.role in work.roles and covers(one.area_code, area) for one in work.principal.grants):
        return
    way, way_zh = " → ".join(chain.stations), "→".join(zh(one) for one in chain.stations)
    raise Forbidden(
        "not_in_chain",
        f"By the chain of {application.program} ({way}), '{action}' is for the {station} ({area}).",
        f"按该项目的审批环节（{way_zh}），“{zh(action)}”由{zh(station)}（{area}）办理。",
    )


def refuse_department(work: Work, application: Application) -> None:
    """Raises `Conflict` for paying what is passed on to a department, which gives it."""
    department = chain_of(work, application).department
    if department is not None:
        text = f"The {department} department gives this: pass it on ('refer')."
        raise Conflict("goes_to_department", text, f"该项目由{zh(department)}办理，请转办。")
