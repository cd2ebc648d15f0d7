"""Which services there are and where the code and the data of each are; nothing of them is imported here."""

from __future__ import annotations

import importlib

SERVICES = {
    "hotline": "services.hotline.service:Hotline",
    "assistance": "services.assistance.service:Assistance",
    "volunteer": "services.volunteer.service:Volunteer",
    "grid": "services.grid.service:Grid",
    "network": "gateway.projections.service:Network",
}
"""Every service by name; the contracts test holds that nothing else has handlers."""
DATABASES = {"network": "gateway"}
"""Services whose database is not called like themselves."""


def service_class(name: str) -> type:
    """The class of a service by its name."""
    module, _, attribute = SERVICES[name].partition(":")
    found: type = getattr(importlib.import_module(module), attribute)
    return found


def database_of(name: str) -> str:
    """The name of a service's database."""
    return DATABASES.get(name, name)
