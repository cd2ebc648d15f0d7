"""A match or a non-match in words, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from linli.contracts.volunteer.engagements import Explanation, MatchRule, Part, Refusal
from services.volunteer.domain.costs import Cost
from services.volunteer.domain.eligibility import Candidate, Need

SAYS: Mapping[MatchRule, tuple[str, str]] = MappingProxyType(
    {
        MatchRule.ACTIVE: ("不在册或已暂停", "is not in the register or has paused"),
        MatchRule.CONSENT: ("未同意接收派单（自愿原则）", "has not consented to be offered tasks"),
        MatchRule.ASKED: ("已就本任务邀约过", "was asked for this task before"),
        MatchRule.HOLDS: ("另有邀约待答复", "has another offer to answer"),
        MatchRule.AGE: ("当日未满{youngest}周岁", "is under {youngest} on the day"),
        MatchRule.SKILL: ("不具备所需技能（{skills}）", "lacks a skill ({skills})"),
        MatchRule.CERTIFICATE: ("所需资质当日无效（{skills}）", "has no valid certificate on the day ({skills})"),
        MatchRule.CHECK: ("未通过或已过期的背景核查（{check}）", "has not passed the check ({check})"),
        MatchRule.INSURANCE: ("危险任务须有当日有效的意外保险", "is not insured on the day, and the task is dangerous"),
        MatchRule.GENDER: ("性别与意愿不符", "is not of the gender wished for"),
        MatchRule.LANGUAGE: ("不会所需语言（{language}）", "does not speak {language}"),
        MatchRule.REACH: ("距离{metres}，超出本人范围{radius}米", "is {metres} away, beyond their {radius} m"),
        MatchRule.FREE: ("该时段没有空", "is not free at that time"),
    }
)


def explain(need: Need, one: Candidate, metres: float | None, failing: Sequence[MatchRule], cost: Cost) -> Explanation:
    """The match with all its rules and the parts of its cost."""
    against = tuple(_refusal(rule, need, one, metres) for rule in dict.fromkeys(failing))
    parts = tuple(parts_of(cost, metres))
    return Explanation(
        volunteer_id=one.id,
        role=need.role,
        eligible=not against,
        metres=None if metres is None else round(metres),
        probability=cost.probability,
        cost=cost.total,
        parts=parts,
        refusals=against,
        zh=f"不能邀约：{'；'.join(part.zh for part in against)}。" if against else sentence_zh(cost, metres),
        en=f"Cannot be offered it: {'; '.join(part.en for part in against)}." if against else sentence_en(cost, metres),
    )


def parts_of(cost: Cost, metres: float | None) -> list[Part]:
    """The parts of the cost in words."""
    away_zh, away_en = _away(metres)
    chance = f"{cost.probability:.0%}"
    return [
        Part(code="distance", points=cost.distance, zh=f"距离{away_zh}", en=f"{away_en} away"),
        Part(code="refusal", points=cost.refusal, zh=f"预计接受率{chance}", en=f"says yes with {chance}"),
        Part(code="load", points=cost.load, zh="近30天服务时长", en="hours of the last 30 days"),
        Part(code="newcomer", points=cost.newcomer, zh="与服务对象的熟悉程度", en="how well they know the person"),
    ]


def sentence_zh(cost: Cost, metres: float | None) -> str:
    """Why they are offered it."""
    said = "；".join(f"{part.zh}（{part.points}分）" for part in parts_of(cost, metres))
    return f"符合全部条件，合计{cost.total}分（越低越优先）：{said}。"


def sentence_en(cost: Cost, metres: float | None) -> str:
    """As `sentence_zh`."""
    said = "; ".join(f"{part.en} ({part.points})" for part in parts_of(cost, metres))
    return f"Meets every rule, {cost.total} points in all (fewer are better): {said}."


def _refusal(rule: MatchRule, need: Need, one: Candidate, metres: float | None) -> Refusal:
    away_zh, away_en = _away(metres)
    skills = ", ".join(sorted(need.skills))
    facts = {
        "youngest": need.youngest, "skills": skills, "check": need.check, "language": need.language,
        "radius": one.radius,
    }  # fmt: skip
    zh, en = SAYS[rule]
    return Refusal(rule=rule, zh=zh.format(metres=away_zh, **facts), en=en.format(metres=away_en, **facts))


def _away(metres: float | None) -> tuple[str, str]:
    return ("未知", "an unknown distance") if metres is None else (f"{metres:.0f}米", f"{metres:.0f} m")
