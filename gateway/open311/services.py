"""The catalogue as the standard shows it: services, and the form fields of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.errors import chinese
from gateway.parts import parts

DATATYPES = {
    "text": "string",
    "number": "number",
    "date": "datetime",
    "choice": "singlevaluelist",
    "boolean": "singlevaluelist",
}
"""The catalogue's kinds of fields in the words of the standard."""
BOOLEANS = ({"code": "true", "zh": "是", "en": "Yes"}, {"code": "false", "zh": "否", "en": "No"})


def catalogue() -> dict[str, dict[str, Any]]:
    """Every category by its code. Raises `Unavailable` when the hotline is away and was never heard."""
    return {one["code"]: one for one in parts().catalogue.categories(parts().backend)}


def name(one: Mapping[str, Any]) -> str:
    """A name in the caller's language."""
    return str(one["zh"] if chinese() else one["en"])


class Names(NamedTuple):
    """What codes are called in the caller's language."""

    services: dict[str, str]
    departments: dict[str, str]


def names() -> Names:
    """The names of services and departments. Raises as `catalogue`."""
    services = {code: name(one) for code, one in catalogue().items()}
    return Names(services, {one["code"]: name(one) for one in parts().catalogue.departments})


def service(one: Mapping[str, Any]) -> dict[str, Any]:
    """A category as a service."""
    return {
        "service_code": one["code"],
        "service_name": name(one),
        "description": f"{one['zh']} {one['en']}",
        "metadata": bool(one.get("fields")),
        "type": "realtime",
        "keywords": ", ".join(one.get("keywords", ())) or None,
        "group": one["group"],
    }


def definition(one: Mapping[str, Any]) -> dict[str, Any]:
    """A category's form."""
    fields = enumerate(one.get("fields", ()), 1)
    return {"service_code": one["code"], "attributes": [_attribute(field, order) for order, field in fields]}


def values(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a field may be answered with; empty for what is written freely."""
    choices = BOOLEANS if field["type"] == "boolean" else field.get("choices", ())
    return [{"key": one["code"], "name": name(one)} for one in choices]


def _attribute(field: Mapping[str, Any], order: int) -> dict[str, Any]:
    return {
        "variable": True,
        "code": field["name"],
        "datatype": DATATYPES[field["type"]],
        "required": bool(field.get("required")),
        "datatype_description": None,
        "order": order,
        "description": name(field),
        "values": values(field),
    }
