"""The command `linli token`: a bearer token for scripts and tests."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from gateway.accounts import store
from linli.areas import tier_of
from linli.config import installation
from linli.db import open_database
from linli.errors import Conflict, Invalid
from linli.identity import Grant, Role


def add_token_command(commands: Any) -> None:
    """Declare `linli token --role ROLE --area CODE`."""
    token = commands.add_parser("token", help="print a bearer token for a role at an area")
    token.add_argument("--role", required=True, choices=[role.value for role in Role])
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
        account = store.find_by_login(session, login) or store.create_account(session, login, login, None, [grant])
        if account.grants != (grant,):
            text = f"The account {login} has other roles; use another --login."
            raise Conflict("other_grants", text, "账号角色不同。")
        print(store.issue_token(session, account.id, store.Kind.BEARER, timedelta(hours=asked.hours)))
    database.close()
