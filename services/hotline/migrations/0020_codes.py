"""Messages that expire: the codes of citizens who sign in."""

from linli.messages.tables import add_expiry_2

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    add_expiry_2()
