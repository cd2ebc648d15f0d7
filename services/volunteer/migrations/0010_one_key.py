"""Hours and points of a volunteer under their id in the register alone.

Until now who had an account to sign in with was credited under its id. The books are only added to: what such an
account holds is brought over by an entry.
"""

from uuid import UUID, uuid4, uuid5

import sqlalchemy as sa
from alembic import op

from linli.clock import now
from linli.db import UtcDateTime

revision = "0010"
down_revision = "0009"

HOURS = UUID("6f0d2a52-6b0e-4c9b-9d0a-5b1f6f1b7a10")
POINTS = UUID("0b5c1f7a-5d3e-4b8e-9f0b-7f2b1c8e4a55")
OWNED = (
    ("service_record", "volunteer_id"),
    ("hour_certificate", "volunteer_id"),
    ("volunteer_relative", "volunteer_id"),
    ("volunteer_relative", "relative_id"),
    ("deed", "doer_id"),
    ("redemption", "owner_id"),
)

_account = sa.table(
    "ledger_account",
    sa.column("id", sa.Uuid),
    sa.column("kind", sa.String),
    sa.column("unit", sa.String),
    sa.column("area_code", sa.String),
    sa.column("opened_at", UtcDateTime),
    sa.column("owner", sa.Uuid),
    sa.column("bounded", sa.Boolean),
)
_posting = sa.table(
    "ledger_posting",
    sa.column("account_id", sa.Uuid),
    sa.column("number", sa.Integer),
    sa.column("balance", sa.BigInteger),
)
_entry = sa.table(
    "ledger_entry",
    sa.column("id", sa.Uuid),
    sa.column("kind", sa.String),
    sa.column("source", sa.String),
    sa.column("happened_at", UtcDateTime),
    sa.column("recorded_at", UtcDateTime),
    sa.column("reason", sa.Text),
)
_transfer = sa.table(
    "ledger_transfer",
    sa.column("entry_id", sa.Uuid),
    sa.column("line", sa.Integer),
    sa.column("from_id", sa.Uuid),
    sa.column("to_id", sa.Uuid),
    sa.column("amount", sa.BigInteger),
)


def upgrade() -> None:
    volunteer = sa.table("volunteer", sa.column("id", sa.Uuid), sa.column("account_id", sa.Uuid))
    linked = sa.select(volunteer.c.id, volunteer.c.account_id).where(volunteer.c.account_id.is_not(None))
    for volunteer_id, account_id in op.get_bind().execute(linked).all():
        for names in (HOURS, POINTS):
            _bring_over(uuid5(names, f"own:{account_id}"), uuid5(names, f"own:{volunteer_id}"), volunteer_id)
        for table, name in OWNED:
            owned = sa.table(table, sa.column(name, sa.Uuid))
            op.execute(sa.update(owned).where(owned.c[name] == account_id).values({name: volunteer_id}))


def _bring_over(before: UUID, own: UUID, volunteer_id: UUID) -> None:
    """What one account holds goes to the other, which is opened where it is missing."""
    ask = op.get_bind().execute
    found = ask(sa.select(_account).where(_account.c.id == before)).one_or_none()
    if found is None:
        return
    if ask(sa.select(_account.c.id).where(_account.c.id == own)).first() is None:
        ask(sa.insert(_account).values({**found._mapping, "id": own, "owner": volunteer_id, "opened_at": now()}))
    last = sa.select(_posting.c.balance).where(_posting.c.account_id == before)
    held = ask(last.order_by(_posting.c.number.desc()).limit(1)).scalar()
    if not held:
        return
    entry, at = uuid4(), now()
    said = {"kind": "merge", "source": f"merge:{entry}", "happened_at": at, "recorded_at": at, "reason": ""}
    ask(sa.insert(_entry).values(id=entry, **said))
    ask(sa.insert(_transfer).values(entry_id=entry, line=1, from_id=before, to_id=own, amount=held))
