"""The volunteer service's tables, all of them loaded: a module for each of its matters."""

from services.volunteer.tables import certificates, computations, deeds, greetings, hours, reaching, register, tasks
from services.volunteer.tables.mapping import METADATA

__all__ = ["METADATA", "certificates", "computations", "deeds", "greetings", "hours", "reaching", "register", "tasks"]
