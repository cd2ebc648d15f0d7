"""What lists may be asked for in the query of an address."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from linli.areas import Tier
from linli.contracts.base import AREA_PATTERN, END
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.words import Kind, RequestState, TaskService

LARGEST_PAGE = 200
_AREA = validate.Regexp(
    f"^(?:{AREA_PATTERN.pattern}){END}", error="Give 6, 9, 12 or 20 digits. 请填写6、9、12或20位数字。"
)
CATEGORY = validate.Regexp(r"^[a-z0-9_.]{1,60}\Z", error="Give a code. 请填写代码。")


class AreaQuery(ma.Schema):
    """One area, the caller's own unless given."""

    area = fields.String(validate=_AREA, load_default=None)


class AreaRequired(ma.Schema):
    """One area, which must be named."""

    area = fields.String(validate=_AREA, required=True)


class DateQuery(ma.Schema):
    """A date, today unless given."""

    at = fields.Date(load_default=None)


class PageQuery(ma.Schema):
    """Where a page begins and how long it is."""

    cursor = fields.String(validate=validate.Length(max=200), load_default=None)
    limit = fields.Integer(validate=validate.Range(1, LARGEST_PAGE), load_default=50)


class RequestQuery(AreaQuery, PageQuery):
    """Which requests a list shows."""

    state = fields.Enum(RequestState, by_value=True, load_default=None)
    category = fields.String(validate=CATEGORY, load_default=None)
    service = fields.Enum(TaskService, by_value=True, load_default=None)
    kind = fields.Enum(Kind, by_value=True, load_default=None)
    open = fields.Boolean(load_default=None)
    late = fields.Boolean(load_default=None)
    supervised = fields.Boolean(load_default=None)
    stage = fields.Enum(Stage, by_value=True, load_default=None)
    escalated = fields.Enum(Tier, by_value=True, load_default=None)


class TaskQuery(AreaQuery, PageQuery):
    """Which tasks a list shows."""

    state = fields.String(validate=CATEGORY, load_default=None)
    category = fields.String(validate=CATEGORY, load_default=None)
    request_id = fields.UUID(load_default=None)
    open = fields.Boolean(load_default=None)
    late = fields.Boolean(load_default=None)
