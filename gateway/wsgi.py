"""The gateway as a WSGI application: `create_app` for any hosting, `distributed` for gunicorn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask
from flask_smorest import Blueprint

from gateway import access, auth, edge, errors, health, openapi, pages, parts, reading
from gateway.api import (
    account_upkeep,
    accounts,
    areas,
    assistance,
    calendar,
    citizen,
    citizen_account,
    citizen_own,
    citizen_proofs,
    citizen_sign_in,
    cti,
    exports,
    grid,
    imports,
    network,
    open311,
    open311_keys,
    osmand,
    own_sessions,
    platform,
    terms,
    track,
    volunteer,
)
from gateway.api.hotline import (
    bookings,
    bundles,
    call_backs,
    calls,
    catalogue,
    directory,
    disclosure,
    duplicates,
    figures,
    handling,
    intake,
    joint,
    knowledge,
    lines,
    merging,
    messages,
    referrals,
    refused_reports,
    routing,
    showing,
    telephone,
    templates,
    updates,
)
from gateway.api.hotline import requests as hotline
from gateway.backend import Backend
from gateway.figures.formulas import effective
from gateway.frontend import serving
from gateway.limiting import Limiter
from gateway.parts import Checks, Parts
from linli.config import Settings
from linli.db import Database
from linli.sealing import Sealer

if TYPE_CHECKING:
    from gateway.stream.hub import Hub

_MODULES = (
    hotline,
    showing,
    duplicates,
    handling,
    joint,
    merging,
    catalogue,
    routing,
    refused_reports,
    intake,
    knowledge,
    bundles,
    bookings,
    referrals,
    directory,
    templates,
    calls,
    lines,
    telephone,
    cti,
    messages,
    call_backs,
    figures,
    *assistance.MODULES,
    *volunteer.MODULES,
    *grid.MODULES,
    osmand,
    network,
    exports,
    imports,
    areas,
    accounts,
    account_upkeep,
    own_sessions,
    platform,
    calendar,
    terms,
    track,
    updates,
    disclosure,
    citizen,
    citizen_proofs,
    citizen_sign_in,
    citizen_account,
    citizen_own,
    open311_keys,
)
BLUEPRINTS: Sequence[Blueprint] = list(dict.fromkeys(module.routes.blueprint for module in _MODULES))
"""Of each part of the API one; modules that belong together share theirs."""


def create_app(
    settings: Settings,
    database: Database,
    backend: Backend,
    hub: Hub | None = None,
    checks: Checks | None = None,
    most_streams: int = 8,
) -> Flask:
    """The application on the gateway's migrated database; `hub` when this process also gives the stream of changes.

    `checks` are what readiness shows besides the database. Raises `access.Undeclared` for a route that says nothing,
    `Invalid` for formulas of figures that are not right.
    """
    app = Flask("gateway", static_folder=None)
    app.url_map.strict_slashes = False
    limiter = Limiter(settings.rate_limit, settings.filing_limit, settings.code_limit, settings.sign_in_limit)
    sealer = Sealer(settings.secret)
    all_checks = {"database": database.answers, **(checks or {})}
    figures = effective(settings.figures)
    parts.install(app, Parts(settings, database, backend, limiter, sealer, hub, all_checks, most_streams, figures))
    edge.install(app, settings.trusted_proxies)
    reading.install(app)
    auth.install(app)
    _add_routes(app)
    errors.install(app)
    access.check(app)
    return app


def _add_routes(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    open311.install(app)
    health.install(app)
    pages.install(app, partial(openapi.text_of, tuple(BLUEPRINTS)))
    serving.install(app)


def distributed(hub: Hub | None = None, process: str = "gateway", most_streams: int = 0) -> Flask:
    """The application for gunicorn: PostgreSQL and RabbitMQ by the settings of the environment."""
    from gateway.projections.service import Network
    from linli.broker import Topology
    from linli.config import settings
    from linli.context import Context
    from linli.db import open_database
    from linli.events import Receiver
    from linli.observe import set_up_logging
    from linli.rpc import RpcClient

    chosen = settings()
    set_up_logging(chosen.log_level, process)
    database = open_database("gateway", chosen)
    client = RpcClient(chosen.amqp_url, Topology(chosen.amqp_prefix), chosen.call_timeout)
    projections = Receiver(Network(Context(chosen, database, client.call)), database)
    backend = Backend(client.call, projections, chosen)
    checks = {"broker": partial(_answers, chosen.amqp_url)}
    return create_app(chosen, database, backend, hub, checks, most_streams)


def _answers(url: str) -> bool:
    """Whether the broker can be reached now."""
    from linli.broker import connect

    try:
        connect(url).release()
    except Exception:
        return False
    return True
