"""What happened to a request, in words for the citizen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gateway.projections.views import TimelineEntry

STEPS = {
    "request.opened": ("已收到您的诉求。", "We have received your request."),
    "request.dispatched": ("已派给承办单位。", "It was passed to the unit responsible."),
    "request.held": ("正在确定承办单位。", "We are finding the unit responsible."),
    "request.signed": ("承办单位已签收。", "The unit has taken it up."),
    "request.started": ("正在办理。", "The unit is working on it."),
    "request.replied": ("承办单位已答复。", "The unit has answered."),
    "request.waiting": ("正在等待补充材料或第三方。", "The unit waits for more from you or from others."),
    "request.resumed": ("继续办理。", "Work goes on."),
    "request.returned": ("正在改派给更合适的单位。", "It is being passed to a unit better placed to help."),
    "request.extension_decided": ("办理时限有调整申请，已审批。", "A request for more time was decided."),
    "request.settled": ("承办单位已办结。", "The unit reports that it is done."),
    "request.verified": ("办理结果已审核，等待回访。", "The result was checked; we shall ask you about it."),
    "request.refused": ("办理结果未通过审核，继续办理。", "The result was not good enough; work goes on."),
    "request.closed": ("诉求已结案。", "The request is closed."),
    "request.reopened": ("诉求已重新办理。", "The request was taken up again."),
    "request.withdrawn": ("诉求已撤回。", "The request was withdrawn."),
    "request.merged": ("与同一事项的诉求合并办理。", "It is dealt with together with others about the same matter."),
    "request.unmerged": ("恢复单独办理。", "It is dealt with by itself again."),
    "request.referred": ("已转110、119或120处理。", "It was handed to 110, 119 or 120."),
    "request.taken_back": ("已由应急热线转回。", "The emergency line has given it back."),
    "request.rated": ("您已评价，谢谢。", "You have rated it. Thank you."),
}
"""Events that citizens are told of; what is not here is the units' own business."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a request in both languages."""

    at: datetime
    zh: str
    en: str


def steps(timeline: Iterable[TimelineEntry]) -> tuple[Step, ...]:
    """The steps of a request that its citizen is told of, oldest first."""
    told = ((entry, STEPS.get(_name(entry))) for entry in timeline if entry.source == "hotline")
    return tuple(Step(at=entry.occurred_at, zh=words[0], en=words[1]) for entry, words in told if words)


def _name(entry: TimelineEntry) -> str:
    """`request.opened` of `linli.hotline.request.opened.v1`."""
    return entry.type.removeprefix("linli.hotline.").rpartition(".")[0]
