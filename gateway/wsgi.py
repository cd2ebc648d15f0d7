"""The gateway as a WSGI application: `create_app` for any hosting, `distributed` for gunicorn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask
from flask_smorest import Blueprint

from gateway import access, auth, edge, errors, health, openapi, pages, parts, reading
from gateway.api import accounts, areas, assistance, grid, hotline, network, track, volunteer
from gateway.backend import Backend
from gateway.limiting import Limiter
from gateway.parts import Checks, Parts
from linli.config import Settings
from linli.db import Database
from linli.sealing import Sealer

if TYPE_CHECKING:
    from gateway.stream.hub import Hub

BLUEPRINTS: Sequence[Blueprint] = [
    module.routes.blueprint for module in (hotline, assistance, volunteer, grid, network, areas, accounts, track)
]


def create_app(
    settings: Settings,
    database: Database,
    backend: Backend,
    hub: Hub | None = None,
    checks: Checks | None = None,
    most_streams: int = 8,
) -> Flask:
    """The application on the gateway's migrated database; `hub` when this process also gives the stream of changes.

    `checks` are what readiness shows besides the database. Raises `access.Undeclared` for a route that says nothing.
    """
    app = Flask("gateway", static_folder=None)
    app.url_map.strict_slashes = False
    limiter, sealer = Limiter(settings.rate_limit), Sealer(settings.secret)
    all_checks = {"database": database.answers, **(checks or {})}
    parts.install(app, Parts(settings, database, backend, limiter, sealer, hub, all_checks, most_streams))
    edge.install(app)
    reading.install(app)
    auth.install(app)
    _add_routes(app)
    errors.install(app)
    access.check(app)
    return app


def _add_routes(app: Flask) -> None:
    api = openapi.api_of(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    health.install(app)
    pages.install(app, api)


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
