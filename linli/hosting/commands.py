"""`linli serve`, `linli up` and `linli migrate`: the processes of the distributed platform.

`serve` becomes another program: what only one of these commands needs is imported there.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linli.hosting.registry import SERVICES, database_of

if TYPE_CHECKING:
    from linli.config import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
WEB = {"gateway": "gunicorn.conf.py", "stream": "gunicorn.stream.conf.py"}
PROCESSES = (*SERVICES, "relay", "gateway", "stream")


def add_serve_command(commands: Any) -> None:
    """Declare `linli serve NAME`."""
    serve = commands.add_parser("serve", help="run one process of the platform against RabbitMQ and PostgreSQL")
    serve.add_argument("name", choices=PROCESSES)
    serve.add_argument("--only", nargs="+", choices=sorted(SERVICES), default=[], help="relay: only these services")
    serve.set_defaults(run=_serve)


def add_up_command(commands: Any) -> None:
    """Declare `linli up`."""
    up = commands.add_parser("up", help="run every process here, for developers without Docker")
    up.set_defaults(run=lambda _asked: _up())


def _up() -> None:
    from linli.config import settings
    from linli.hosting import processes

    processes.run_all(settings(), PROCESSES)


def add_migrate_command(commands: Any) -> None:
    """Declare `linli migrate`."""
    migrate = commands.add_parser("migrate", help="bring every service's database to the newest version")
    migrate.add_argument("--create", action="store_true", help="make missing databases first")
    migrate.set_defaults(run=_migrate)


def _migrate(asked: argparse.Namespace) -> None:
    from linli.config import settings

    migrate_all(settings(), create=asked.create)


def migrate_all(chosen: Settings, *, create: bool = False) -> None:
    """Migrate the databases of all services; safe to run twice, and in two places at once."""
    from linli import db

    for service in sorted({database_of(name) for name in SERVICES}):
        if create:
            db.ensure_exists(chosen.database(service))
        database = db.open_database(service, chosen)
        db.migrate(database)
        database.close()


def _serve(asked: argparse.Namespace) -> None:
    """Become the process: services through their own module, so that eventlet patches before all else."""
    if asked.name in SERVICES:
        os.execv(sys.executable, [sys.executable, "-m", "linli.hosting.nameko", asked.name])
    from linli import observe
    from linli.config import settings

    chosen = settings()
    if asked.name in WEB:
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", str(DEPLOY / WEB[asked.name])])
    from linli.hosting import relay

    observe.set_up_logging(chosen.log_level, "relay")
    relay.run(chosen, asked.only)
