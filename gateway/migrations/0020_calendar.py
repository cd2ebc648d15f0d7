"""What administrators said of working days."""

from linli.plumbing import create_calendar_version

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    create_calendar_version()
