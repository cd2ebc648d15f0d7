"""The routes of the walk over every route × role × area that are asked with nothing made before."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.contract import grid_walk
from tests.factories.people import STREET

ANSWER = {"note": ""}
REASON = {"reason": "情况说明"}
CHANGES: dict[str, Any] = {
    "/api/hotline/requests/<uuid:request_id>/sign": ANSWER,
    "/api/hotline/requests/<uuid:request_id>/return": {"reason": "不属本单位"},
    "/api/hotline/requests/<uuid:request_id>/settle": {"result": "已处理"},
    "/api/hotline/requests/<uuid:request_id>/close": ANSWER,
    "/api/hotline/requests/<uuid:request_id>/withdraw": ANSWER,
    "/api/hotline/requests/<uuid:request_id>/dispatch": ANSWER,
    "/api/hotline/requests/<uuid:request_id>/answer": {"answer": "工作日九点至十七点"},
    "/api/hotline/requests/<uuid:request_id>/start": {},
    "/api/hotline/requests/<uuid:request_id>/reply": {"answer": "已派人查看"},
    "/api/hotline/requests/<uuid:request_id>/wait": {"waiting_for": "citizen", "reason": "等待补充材料"},
    "/api/hotline/requests/<uuid:request_id>/resume": {},
    "/api/hotline/requests/<uuid:request_id>/dispute": REASON,
    "/api/hotline/requests/<uuid:request_id>/dispute/decide": REASON,
    "/api/hotline/requests/<uuid:request_id>/extension": {"until": "2030-01-01T00:00:00+08:00", **REASON},
    "/api/hotline/requests/<uuid:request_id>/extension/decide": {"approved": True, **REASON},
    "/api/hotline/requests/<uuid:request_id>/supervise": {"instruction": "尽快办理"},
    "/api/hotline/requests/<uuid:request_id>/exclude": REASON,
    "/api/hotline/requests/<uuid:request_id>/refer": {"line": "119", "three_party": True, **REASON},
    "/api/hotline/requests/<uuid:request_id>/take-back": REASON,
    "/api/hotline/requests/<uuid:request_id>/verify": {"accepted": True},
    "/api/hotline/requests/<uuid:request_id>/call-back": {"outcome": "not_reached"},
    "/api/hotline/requests/<uuid:request_id>/reopen": REASON,
    "/api/hotline/requests/<uuid:request_id>/helpers": {"unit_area": STREET, "department": "GA", **REASON},
    "/api/hotline/requests/<uuid:request_id>/helpers/sign": {"helper_id": str(uuid4())},
    "/api/hotline/requests/<uuid:request_id>/helpers/report": {"helper_id": str(uuid4()), "result": "已配合"},
    "/api/hotline/requests/<uuid:request_id>/helpers/release": {"helper_id": str(uuid4()), **REASON},
    "/api/hotline/requests/<uuid:request_id>/merge": {"requests": [{"id": str(uuid4())}], **REASON},
    "/api/hotline/requests/<uuid:request_id>/unmerge": REASON,
    "/api/assistance/cases/<uuid:case_id>/accept": ANSWER,
    "/api/assistance/cases/<uuid:case_id>/survey": {"investigators": [str(uuid4()), str(uuid4())]},
    "/api/assistance/cases/<uuid:case_id>/decide": {"approve": False, "note": "不符合条件"},
    "/api/assistance/cases/<uuid:case_id>/cancel": {"reason": "撤回"},
    "/api/volunteer/tasks/<uuid:task_id>/offer": {"volunteer_id": str(uuid4())},
    "/api/volunteer/tasks/<uuid:task_id>/accept": ANSWER,
    "/api/volunteer/tasks/<uuid:task_id>/decline": ANSWER,
    "/api/volunteer/tasks/<uuid:task_id>/complete": {"hours": "1.5"},
    "/api/volunteer/tasks/<uuid:task_id>/cancel": {"reason": "撤回"},
    "/api/grid/cases/<uuid:case_id>/assign": {"worker_id": str(uuid4())},
    "/api/grid/cases/<uuid:case_id>/handle": ANSWER,
    "/api/grid/cases/<uuid:case_id>/verify": {"passed": True},
    "/api/grid/cases/<uuid:case_id>/cancel": {"reason": "撤回"},
    **grid_walk.CASE_CHANGES,
}
"""Changes are asked for with a version nobody has: 412 says that the caller was let in, and nothing is changed."""

AREA_READS = (
    "/api/hotline/requests",
    "/api/assistance/cases",
    "/api/volunteer/tasks",
    "/api/grid/cases",
    "/api/network/figures",
    "/api/stream",
)
THING_READS = (
    "/api/hotline/requests/<uuid:request_id>/answers",
    "/api/hotline/requests/<uuid:request_id>",
    "/api/hotline/requests/<uuid:request_id>/related",
    "/api/hotline/requests/<uuid:request_id>/actions",
    "/api/hotline/requests/<uuid:request_id>/history",
    "/api/hotline/requests/<uuid:request_id>/helpers",
    "/api/assistance/cases/<uuid:case_id>",
    "/api/volunteer/tasks/<uuid:task_id>",
    "/api/grid/cases/<uuid:case_id>",
    "/api/network/requests/<uuid:request_id>/timeline",
)
FREE_READS = ("/api/me", "/api/areas", "/api/accounts")
