"""A request posted by a program: from the arguments of the standard to what the hotline is asked."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from gateway.api.conventions import known_area
from gateway.open311 import services
from gateway.open311.asking import absent, bad, given, missing
from gateway.open311.keys import ApiKey
from linli.areas import covers
from linli.contracts.base import AREA_PATTERN
from linli.contracts.hotline.words import Channel
from linli.errors import Invalid

LONGEST_DESCRIPTION = 4000
LONGEST_URL = 500
_ATTRIBUTE = re.compile(r"attribute\[([^\]]{1,60})\](?:\[\])?")


def wanted(arguments: Mapping[str, str], key: ApiKey) -> dict[str, Any]:
    """The fields of the hotline's `FileRequest`. Raises `Undecodable` (400) and `NotFound` (404).

    What the hotline has no field for is written below the description: the address and the link. E-mail, device and
    account are not kept.
    """
    category = _category(arguments)
    area = _area(arguments, key)
    described = given(arguments, "description") or ""
    more = [
        ("地点", given(arguments, "address_string")),
        ("附件", _media(arguments)),
    ]
    description = "\n".join([described, *(f"{label}：{text}" for label, text in more if text)]).strip()
    if len(description) > LONGEST_DESCRIPTION:
        raise bad("description", f"has more than {LONGEST_DESCRIPTION} characters.", "超过4000字。")
    first = described.strip().partition("\n")[0].strip()
    optional = {**_place(arguments), **_person(arguments)}
    said = {"area_code": area, "category": category["code"], "description": description, "channel": Channel.APP}
    answers = _answers(arguments, category)
    return {**said, "title": first[:200] or services.name(category), "answers": answers, **optional}


def _category(arguments: Mapping[str, str]) -> dict[str, Any]:
    code = given(arguments, "service_code")
    if code is None:
        raise missing("service_code")
    found = services.catalogue().get(code)
    if found is None:
        raise absent("service_code")
    return found


def _area(arguments: Mapping[str, str], key: ApiKey) -> str:
    """The area named by `address_id`, or else the key's: a dispatcher says where it belongs."""
    code = given(arguments, "address_id")
    if code is None:
        if given(arguments, "address_string") is None and given(arguments, "lat") is None:
            raise missing("lat & long, address_string or address_id")
        return key.area_code
    if not AREA_PATTERN.fullmatch(code) or not covers(key.area_code, code):
        raise bad("address_id", "is no area of this key.", "不是该密钥辖区内的区划代码。")
    try:
        known_area(code if len(code) < 20 else code[6:18])
    except Invalid as error:
        raise bad("address_id", "is no area.", "没有该区域。") from error
    return code


def _place(arguments: Mapping[str, str]) -> dict[str, float]:
    latitude, longitude = given(arguments, "lat"), given(arguments, "long")
    if (latitude is None) != (longitude is None):
        raise missing("long" if longitude is None else "lat")
    if latitude is None or longitude is None:
        return {}
    return {"latitude": _degrees("lat", latitude, 90), "longitude": _degrees("long", longitude, 180)}


def _degrees(field: str, text: str, most: int) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.inf
    if not abs(found) <= most:
        raise bad(field, f"give degrees from -{most} to {most}.", f"应为-{most}至{most}的度数。")
    return found


def _person(arguments: Mapping[str, str]) -> dict[str, str]:
    names = [given(arguments, one) for one in ("first_name", "last_name")]
    called = " ".join(one for one in names if one)
    if len(called) > 60:
        raise bad("first_name", "is too long.", "过长。")
    phone = given(arguments, "phone")
    if phone is not None and not re.fullmatch(r"\+?[0-9][0-9 -]{4,22}", phone):
        raise bad("phone", "give a telephone number.", "请填写电话号码。")
    return {name: text for name, text in (("contact_name", called), ("contact_phone", phone)) if text}


def _media(arguments: Mapping[str, str]) -> str | None:
    """A link, kept as it is and never fetched."""
    text = given(arguments, "media_url")
    if text is None:
        return None
    try:
        parsed = urlsplit(text)
        fits = parsed.scheme in ("http", "https") and bool(parsed.hostname)
    except ValueError:
        fits = False
    if not fits or len(text) > LONGEST_URL or re.search(r"\s", text):
        raise bad("media_url", "give an http(s) address.", "请填写 http(s) 网址。")
    return text


def _answers(arguments: Mapping[str, str], category: Mapping[str, Any]) -> dict[str, str]:
    """What was answered to the form, by field. Raises `Undecodable` for what is needed and missing, or is no value."""
    said = {found[1]: name for name in arguments if (found := _ATTRIBUTE.fullmatch(name))}
    answers = {field["name"]: _answer(field, arguments, said) for field in category.get("fields", ())}
    return {name: answer for name, answer in answers.items() if answer is not None}


def _answer(field: Mapping[str, Any], arguments: Mapping[str, str], said: Mapping[str, str]) -> str | None:
    name, values = field["name"], {one["key"] for one in services.values(field)}
    answer = given(arguments, said.get(name, ""))
    if answer is None and field.get("required"):
        raise missing(f"attribute[{name}]")
    if answer is not None and values and answer not in values:
        raise bad(f"attribute[{name}]", "is none of its values.", "不在可选值中。")
    return answer
