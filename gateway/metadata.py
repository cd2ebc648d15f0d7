"""The one collection of the gateway's own tables, to hold its migrations against."""

from sqlalchemy import MetaData

METADATA = MetaData()
