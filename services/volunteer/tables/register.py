"""The tables of the register: organisations, volunteers, what they can do, and the documents that prove it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.volunteer.people import Profile
from linli.contracts.volunteer.teams import TeamContent
from linli.contracts.volunteer.words import Availability, DocumentKind, TeamTier, VolunteerState
from linli.db import ContractText, UtcDateTime, Word
from services.volunteer.domain.people import Document, Volunteer
from services.volunteer.domain.teams import Team
from services.volunteer.tables.mapping import MAPPERS, METADATA

TEAM = Table(
    "team",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("tier", Word(TeamTier), nullable=False),
    Column("content", ContractText(TeamContent), nullable=False),
    Column("founded_at", UtcDateTime, nullable=False),
    Column("dissolved_at", UtcDateTime),
    Column("single", String(20), unique=True),
    Column("sequence", Integer, nullable=False),
    Index("team_by_area", "path", "founded_at", "id"),
)
"""`single` keeps a second federation or station out of an area."""

VOLUNTEER = Table(
    "volunteer",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("state", Word(VolunteerState), nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("claim", Text, unique=True),
    Column("account_id", Uuid, unique=True),
    Column("profile", ContractText(Profile), nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("availability", ContractText(Availability), nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("offered", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("volunteer_by_area", "path", "registered_at", "id"),
    Index("volunteer_by_state", "state", "registered_at", "id"),
    Index("volunteer_by_place", "state", "latitude", "longitude"),
)

MEMBER = Table(
    "team_member",
    METADATA,
    Column("team_id", Uuid, ForeignKey("team.id"), primary_key=True),
    Column("volunteer_id", Uuid, ForeignKey("volunteer.id"), primary_key=True),
    Index("team_member_of", "volunteer_id"),
)

SKILL = Table(
    "volunteer_skill",
    METADATA,
    Column("skill", String(60), primary_key=True),
    Column("volunteer_id", Uuid, ForeignKey("volunteer.id"), primary_key=True),
    Index("volunteer_skill_of", "volunteer_id"),
)
"""What a list is narrowed by; the profile says the same."""

DOCUMENT = Table(
    "volunteer_document",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("volunteer_id", Uuid, ForeignKey("volunteer.id"), nullable=False),
    Column("kind", Word(DocumentKind), nullable=False),
    Column("code", String(60), nullable=False),
    Column("number", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("valid_until", Date),
    Column("revoked", Boolean, nullable=False),
    Index("volunteer_document_of", "volunteer_id"),
)

CONTACT_LOOK = Table(
    "volunteer_contact_look",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("volunteer_id", Uuid, ForeignKey("volunteer.id"), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Index("volunteer_contact_look_of", "volunteer_id", "at"),
)
"""Who saw a volunteer's name and number, when and why."""

SERVICE_DAY = Table(
    "service_day",
    METADATA,
    Column("path", String(60), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("participants", Integer, nullable=False),
    Column("note", Text, nullable=False),
)

RESIDENTS = Table(
    "area_residents",
    METADATA,
    Column("area_code", String(20), primary_key=True),
    Column("residents", Integer, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
)

MAPPERS.map_imperatively(Team, TEAM)
MAPPERS.map_imperatively(Volunteer, VOLUNTEER)
MAPPERS.map_imperatively(Document, DOCUMENT)
