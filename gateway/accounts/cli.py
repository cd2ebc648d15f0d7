"""The command `linli token`: a bearer token for scripts and tests."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from gateway.accounts.programs import program_token
from linli.areas import tier_of
from linli.config import installation
from linli.db import open_database
from linli.errors import Invalid
from linli.identity import EVERY_ROLE, Grant, Role


def add_token_command(commands: Any) -> None:
    """Declare `linli token --role ROLE --area CODE`."""
    token = commands.add_parser("token", help="print a bearer token for a role at an area")
    token.add_argument("--role", required=True, choices=[role.value for role in Role if role in EVERY_ROLE])
    token.add_argument("--area", required=True, metavar="CODE", help="6, 9, 12 or 20 digits; reaches all below")
    token.add_argument("--login", metavar="NAME", help="the program account's name (default: from role and area)")
    token.add_argument("--hours", type=int, default=12, metavar="N", help="valid so long (default 12, at most 8760)")
    token.set_defaults(run=run_token)


def run_token(asked: argparse.Namespace) -> None:
    """Print a new token of the program account for this role and area, which is made when it is not there."""
    tier_of(asked.area)
    if not 1 <= asked.hours <= 8760:
        raise Invalid("bad_hours", "--hours is 1 to 8760.", "有效期为1至8760小时。", {"--hours": ["1 to 8760"]})
    database = open_database("gateway", installation())
    login, grant = asked.login or f"program-{asked.role}-{asked.area}", Grant(Role(asked.role), asked.area)
    with database.transaction() as session:
        print(program_token(session, login, grant, timedelta(hours=asked.hours))[1])
    database.close()
