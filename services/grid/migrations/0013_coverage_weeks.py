"""Coverage by whole weeks, counted from the days and hours that are there."""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

PLAIN = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
MONDAY_S = 4 * 86400 - 8 * 3600
"""The first Monday of the district after 1970 began, in seconds."""
WEEK_S, DAY_S = 7 * 86400, 86400
PORTION = 1000


def of_cells(name):
    return [
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("cell_id", sa.Uuid, primary_key=True),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("visits", sa.Integer, nullable=False),
        sa.Column("extra", sa.Integer, nullable=False),
        sa.Column("first_s", sa.BigInteger),
        sa.Column("last_s", sa.BigInteger),
        sa.Column("before_s", sa.BigInteger),
        sa.Column("within_s", sa.Integer, nullable=False),
    ]


def upgrade() -> None:
    weeks = op.create_table("coverage_week", *of_cells("coverage_week"))
    op.create_index("coverage_week_of_cell", "coverage_week", ["cell_id", "day"])
    hours = op.create_table(
        "coverage_week_hour",
        sa.Column("hour_s", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("area_code", sa.String(12), primary_key=True),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("visits", sa.Integer, nullable=False),
        sa.Column("extra", sa.Integer, nullable=False),
    )
    days = sa.Table("coverage_day", sa.MetaData(), *of_cells("coverage_day"))
    insert(weeks, weeks_of(op.get_bind().execute(sa.select(days).order_by(days.c.cell_id, days.c.day))))
    insert_hours(hours)


def insert_hours(hours):
    known = sa.table("coverage_hour", *(sa.column(one.name) for one in hours.c))
    passed = known.c.hour_s - MONDAY_S
    monday = known.c.hour_s - passed % WEEK_S + passed % DAY_S
    summed = sa.select(monday, known.c.area_code, known.c.path, sa.func.sum(known.c.visits), sa.func.sum(known.c.extra))
    op.execute(sa.insert(hours).from_select(list(hours.c), summed.group_by(monday, known.c.area_code, known.c.path)))


def insert(table, rows):
    for position in range(0, len(rows), PORTION):
        op.get_bind().execute(sa.insert(table), rows[position : position + PORTION])


def weeks_of(days):
    """The weeks of the cells, from days by cell and date."""
    found: dict[tuple[object, date], dict[str, object]] = {}
    for one in days:
        monday = one.day - timedelta(days=one.day.weekday())
        week = found.get((one.cell_id, monday))
        if week is None:
            before = one.before_s if one.visits else None
            found[one.cell_id, monday] = {**one._mapping, "day": monday, "before_s": before}
            continue
        week["visits"] += one.visits
        week["extra"] += one.extra
        if one.visits:
            gap = 0 if week["last_s"] is None else one.first_s - week["last_s"]
            week["within_s"] = max(week["within_s"], one.within_s, gap)
            week["before_s"] = week["before_s"] if week["first_s"] is not None else one.before_s
            week["first_s"] = one.first_s if week["first_s"] is None else week["first_s"]
            week["last_s"] = one.last_s
    return list(found.values())
