"""Payment runs, which only take their ways and never lose a payment."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0005"
down_revision = "0004"

FIXED = "entitlement_id, beneficiary_id, area_code, period, attempt, amount, payee_name, payee_number, payee_bank"
KEPT = ("payment_instruction", "payment_file", "payment_result", "payment_result_line")


def upgrade() -> None:
    runs()
    instructions()
    files()
    results()
    guards()


def runs() -> None:
    op.create_table(
        "payment_run",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(24), nullable=False, unique=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("program", sa.String(60), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("fund_id", sa.Uuid, sa.ForeignKey("fund.id"), nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("reissues", sa.Uuid, sa.ForeignKey("payment_run.id")),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("limit_count", sa.Integer, nullable=False),
        sa.Column("limit_total", sa.BigInteger, nullable=False),
        sa.Column("reached", sa.Uuid),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("parts", sa.Integer, nullable=False),
        sa.Column("settled_count", sa.Integer, nullable=False),
        sa.Column("settled_total", sa.BigInteger, nullable=False),
        sa.Column("returned_count", sa.Integer, nullable=False),
        sa.Column("returned_total", sa.BigInteger, nullable=False),
        sa.Column("prepared_by", sa.Uuid, nullable=False),
        sa.Column("prepared_at", UtcDateTime, nullable=False),
        sa.Column("approved_by", sa.Uuid),
        sa.Column("approved_at", UtcDateTime),
        sa.Column("released_by", sa.Uuid),
        sa.Column("released_at", UtcDateTime),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("count <= limit_count AND total <= limit_total", name="payment_run_within_envelope"),
        sa.CheckConstraint(
            "approved_by <> prepared_by AND released_by <> prepared_by AND released_by <> approved_by",
            name="payment_run_by_three",
        ),
        sa.CheckConstraint("released_by IS NULL OR approved_by IS NOT NULL", name="payment_run_approved_first"),
        sa.CheckConstraint("settled_count + returned_count <= count", name="payment_run_each_once"),
    )
    op.create_index("payment_run_latest", "payment_run", ["prepared_at", "id"])
    op.create_index("payment_run_of_month", "payment_run", ["month", "program"])


def instructions() -> None:
    op.create_table(
        "payment_instruction",
        sa.Column("run_id", sa.Uuid, sa.ForeignKey("payment_run.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("entitlement_id", sa.Uuid, sa.ForeignKey("entitlement.id"), nullable=False),
        sa.Column("beneficiary_id", sa.Uuid, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("period", sa.Date, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("payee_name", sa.Text, nullable=False),
        sa.Column("payee_number", sa.Text, nullable=False),
        sa.Column("payee_bank", sa.String(12), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("bank_code", sa.String(35), nullable=False),
        sa.CheckConstraint("amount > 0", name="payment_instruction_pays_something"),
    )
    key = ["entitlement_id", "period", "attempt"]
    op.create_index("payment_instruction_of", "payment_instruction", key, unique=True)
    live = sa.text("state IN ('ready', 'settled')")
    once = {"unique": True, "sqlite_where": live, "postgresql_where": live}
    op.create_index("payment_instruction_once", "payment_instruction", key[:2], **once)


def files() -> None:
    op.create_table(
        "payment_file",
        sa.Column("run_id", sa.Uuid, sa.ForeignKey("payment_run.id"), primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("csv_sha256", sa.String(64), nullable=False),
        sa.Column("pain001_sha256", sa.String(64), nullable=False),
    )


def results() -> None:
    op.create_table(
        "payment_result",
        sa.Column("run_id", sa.Uuid, sa.ForeignKey("payment_run.id"), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("taken_by", sa.Uuid, nullable=False),
        sa.Column("taken_at", UtcDateTime, nullable=False),
        sa.Column("settled", sa.Integer, nullable=False),
        sa.Column("returned", sa.Integer, nullable=False),
    )
    op.create_table(
        "payment_result_line",
        sa.Column("run_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("state", sa.String(24), primary_key=True),
        sa.Column("bank_code", sa.String(35), nullable=False),
        sa.Column("taken_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["run_id", "number"], ["payment_instruction.run_id", "payment_instruction.number"]),
    )


def guards() -> None:
    """Losing or changing payment records is punishable (社会救助暂行办法 art. 66): the database refuses it."""
    if op.get_bind().dialect.name == "sqlite":
        for table in KEPT:
            op.execute(_refusal(f"{table}_kept", f"DELETE ON {table}"))
        for table in KEPT[1:]:
            op.execute(_refusal(f"{table}_fixed", f"UPDATE ON {table}"))
        op.execute(_refusal("payment_instruction_fixed", f"UPDATE OF {FIXED} ON payment_instruction"))
        return
    op.execute(
        "CREATE FUNCTION payment_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'payment records are kept as they are'; END $$"
    )
    for table in KEPT:
        what = "DELETE OR TRUNCATE" if table == "payment_instruction" else "UPDATE OR DELETE OR TRUNCATE"
        op.execute(_statement_guard(f"{table}_kept", f"{what} ON {table}"))
    op.execute(_statement_guard("payment_instruction_fixed", f"UPDATE OF {FIXED} ON payment_instruction"))


def _refusal(name: str, what: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {what} BEGIN SELECT RAISE(ABORT, 'payment records are kept as they are'); END"


def _statement_guard(name: str, what: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {what} FOR EACH STATEMENT EXECUTE FUNCTION payment_refuse()"
