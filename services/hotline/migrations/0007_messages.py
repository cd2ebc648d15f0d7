"""Messages to citizens and units."""

from linli.messages.tables import create_message_table_1

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    create_message_table_1()
