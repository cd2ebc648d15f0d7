"""The rows of an export of requests: what the list on the screen shows, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from gateway.projections.views import RequestRow
from linli.clock import local
from linli.contracts.terms import vocabularies

HEADS = {
    "zh": [
        "查询码",
        "诉求",
        "区划代码",
        "地点",
        "类别",
        "类型",
        "来源",
        "状态",
        "承办单位",
        "部门",
        "登记时间",
        "签收时限",
        "办结时限",
        "办结时间",
        "结案时间",
        "是否超期",
        "退单次数",
        "返工次数",
    ],
    "en": [
        *("Code", "Request", "Area code", "Area", "Category", "Kind", "Channel", "State", "Unit", "Department"),
        *("Recorded", "Sign by", "Settle by", "Settled", "Ended", "Late", "Returns", "Reopenings"),
    ],
}
_YES = {"zh": ("是", "否"), "en": ("yes", "no")}


class Names:
    """The names of areas, categories, departments and requests in one language."""

    def __init__(
        self, language: str, areas: Mapping[str, str], categories: Mapping[str, str], departments: Mapping[str, str]
    ) -> None:
        self.language = language
        self._areas, self._categories, self._departments = areas, categories, departments

    def area(self, code: str) -> str:
        """The area's name; a cell is called by its community and number."""
        if len(code) == 20:
            return f"{self.area(code[6:18])} {code[18:]}"
        return self._areas.get(code, code)

    def category(self, code: str) -> str:
        """The category's name."""
        return self._categories.get(code, code)

    def department(self, code: str) -> str:
        """The department's name."""
        return self._departments.get(code, code)

    def word(self, value: StrEnum) -> str:
        """The term of a value."""
        term = next(one for one in vocabularies()[type(value).__name__].words if one.code == value.value)
        return term.zh if self.language == "zh" else value.value.replace("_", " ")


def cells(row: RequestRow, title: tuple[str, str], names: Names) -> Sequence[str]:
    """One request as a row; `title`: its tracking code and what it is called, empty where the caller may not see it."""
    return (
        *title,
        row.area_code,
        names.area(row.area_code),
        names.category(row.category),
        names.word(row.kind),
        names.word(row.channel),
        names.word(row.state),
        names.area(row.unit_area),
        names.department(row.department),
        *(_moment(one) for one in (row.opened_at, row.sign_due_at, row.settle_due_at, row.settled_at, row.ended_at)),
        _YES[names.language][0 if row.late else 1],
        str(row.returns),
        str(row.reopenings),
    )


def _moment(at: datetime | None) -> str:
    return local(at).strftime("%Y-%m-%d %H:%M") if at else ""
