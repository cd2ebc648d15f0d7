"""Alembic's entry for every service: the engine and the version table come from `linli.db.migrate`."""

from alembic import context

options = context.config.attributes

with options["engine"].connect() as connection:
    context.configure(connection=connection, version_table=options["version_table"], render_as_batch=True)
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(8213407)")
        context.run_migrations()
    connection.commit()
