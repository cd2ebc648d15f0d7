"""One answer in both forms of the standard: JSON by its Spark convention, XML without attributes or namespaces."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from flask import Response

ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""What the children of a list are called in XML."""

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


def written(form: str, name: str, said: Any, status: int = 200) -> Response:
    """The answer: in XML its root is `name`; in JSON a list stands for itself."""
    body = _json(said) if form == "json" else _xml(name, said)
    return Response(body, status, content_type=TYPES[form])


def _json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode("utf-8")


def _xml(name: str, said: Any) -> bytes:
    found: bytes = ElementTree.tostring(_element(name, said), encoding="utf-8", xml_declaration=True)
    return found


def _element(name: str, said: Any) -> ElementTree.Element:
    made = ElementTree.Element(name)
    if isinstance(said, Mapping):
        made.extend(_element(inner, value) for inner, value in said.items())
    elif isinstance(said, list | tuple):
        made.extend(_element(ITEMS[name], one) for one in said)
    elif said is not None:
        made.text = _text(said)
    return made


def _text(said: Any) -> str:
    return str(said).lower() if isinstance(said, bool) else _UNFIT.sub("", str(said))
