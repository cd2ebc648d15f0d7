"""The table of areas with the time in which each name was valid."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, MetaData, String, Table

from gateway.metadata import METADATA


def area_table(metadata: MetaData) -> Table:
    """The table `area` in this collection, made at the first call.

    A row says that `code` bore `name` from `valid_from` up to and without `valid_to` (empty: still). `path` joins the
    codes from the district down (`linli.areas.path_of`): "this area and all below" is one range of an index. Codes and
    paths sort byte by byte on every database.
    """
    if "area" in metadata.tables:
        return metadata.tables["area"]
    return Table(
        "area",
        metadata,
        Column("code", _bytewise(20), primary_key=True),
        Column("valid_from", Date, primary_key=True),
        Column("valid_to", Date),
        Column("name", String(100), nullable=False),
        Column("tier", String(9), nullable=False),
        Column("parent_code", _bytewise(20)),
        Column("path", _bytewise(64), nullable=False),
        Index("ix_area_children", "parent_code", "code"),
        Index("ix_area_path", "path"),
    )


def _bytewise(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")


AREA = area_table(METADATA)
