"""`linli compute SERVICE`: does the long computations that wait in a service's database, then ends."""

from __future__ import annotations

import argparse
import os
from typing import Any

from linli.computing import computations_of, work_off
from linli.config import installation
from linli.context import Context
from linli.db import open_database
from linli.errors import Unavailable
from linli.hosting.registry import SERVICES, database_of, service_class


def add_compute_command(commands: Any) -> None:
    """Declare `linli compute`."""
    compute = commands.add_parser("compute", help="do the long computations that wait; services start this themselves")
    able = [name for name in SERVICES if computations_of(service_class(name))]
    compute.add_argument("service", choices=able)
    compute.set_defaults(run=run_compute)


def run_compute(asked: argparse.Namespace) -> int:
    """Do them, out of the way of those who answer people."""
    os.nice(5)
    chosen = installation()
    database = open_database(database_of(asked.service), chosen, connections=2)
    try:
        service = service_class(asked.service)(Context(chosen, database, _nobody))
        print(f"Computations done: {work_off(service, database)}.")
    finally:
        database.close()
    return 0


def _nobody(service: str, _wire: dict[str, Any]) -> dict[str, Any]:
    raise Unavailable("alone", f"A computation calls no other service ({service}).", "计算进程不调用其他服务。")
