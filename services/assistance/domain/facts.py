"""The facts that formulas of programs speak about: those of a household, of each member, and the standards in force.

Money is yuan with two places, income and spending are of one month unless their name says otherwise.
"""

from __future__ import annotations

from linli.contracts.assistance.programs import StandardKind
from services.assistance.domain.formula.tree import Kind, Vocabulary, Word

MONEY = 2

HOUSEHOLD = {
    "size": Word(Kind.NUMBER, "家庭人口", "household size"),
    "savings": Word(Kind.NUMBER, "金融资产", "financial assets", MONEY),
    "vehicles": Word(Kind.NUMBER, "机动车辆数", "motor vehicles"),
    "dwellings": Word(Kind.NUMBER, "住房套数", "dwellings"),
    "spending": Word(Kind.NUMBER, "近十二个月刚性支出", "necessary spending in twelve months", MONEY),
    "sudden_loss": Word(Kind.NUMBER, "突发事件损失", "loss by the sudden event", MONEY),
    "medical_costs": Word(Kind.NUMBER, "近十二个月自负医疗费用", "own medical costs in twelve months", MONEY),
    "urgent": Word(Kind.TRUTH, "情况紧急", "urgent"),
    "dues_paid_months": Word(Kind.NUMBER, "互助金缴费月数", "months of dues paid to the mutual-aid fund"),
    "barrier_at_home": Word(Kind.TRUTH, "居家存在障碍", "barriers at home"),
}
MEMBER = {
    "age": Word(Kind.NUMBER, "年龄", "age"),
    "income": Word(Kind.NUMBER, "月收入", "monthly income", MONEY),
    "deductible": Word(Kind.NUMBER, "可扣减刚性支出", "spending that may be deducted", MONEY),
    "disability": Word(Kind.TEXT, "残疾类别", "kind of disability"),
    "disability_grade": Word(Kind.NUMBER, "残疾等级", "grade of disability"),
    "grave_illness": Word(Kind.TRUTH, "重病", "grave illness"),
    "student": Word(Kind.TRUTH, "在校学生", "in education"),
    "able_bodied": Word(Kind.TRUTH, "有劳动能力", "able to work"),
    "supported": Word(Kind.TRUTH, "有履行义务能力的法定义务人", "has people bound and able to support"),
    "self_care_failed": Word(Kind.NUMBER, "不能自主完成的自理项目数", "self-care items not managed alone"),
    "guardian": Word(Kind.TRUTH, "为监护人", "is a guardian"),
}
STANDARDS = {
    StandardKind.LIVING: Word(Kind.NUMBER, "低保标准", "minimum living standard", MONEY),
    StandardKind.DESTITUTE_BASIC: Word(Kind.NUMBER, "特困基本生活标准", "basic standard of extreme poverty", MONEY),
    StandardKind.CARE_FULL: Word(Kind.NUMBER, "全护理标准", "standard of full care", MONEY),
    StandardKind.CARE_PART: Word(Kind.NUMBER, "半护理标准", "standard of part care", MONEY),
    StandardKind.CARE_NONE: Word(Kind.NUMBER, "全自理照料标准", "standard of care for the able", MONEY),
    StandardKind.DISABLED_LIVING: Word(
        Kind.NUMBER, "困难残疾人生活补贴标准", "living allowance of the disabled", MONEY
    ),
    StandardKind.DISABLED_CARE: Word(Kind.NUMBER, "重度残疾人护理补贴标准", "care allowance of the disabled", MONEY),
    StandardKind.OLD_AGE_80: Word(Kind.NUMBER, "80至89周岁高龄津贴", "old-age allowance from 80", MONEY),
    StandardKind.OLD_AGE_90: Word(Kind.NUMBER, "90至99周岁高龄津贴", "old-age allowance from 90", MONEY),
    StandardKind.OLD_AGE_100: Word(Kind.NUMBER, "百岁高龄津贴", "old-age allowance from 100", MONEY),
    StandardKind.SAVINGS_PER_PERSON: Word(Kind.NUMBER, "人均金融资产限额", "limit of savings per person", MONEY),
    StandardKind.FUND_AID: Word(Kind.NUMBER, "互助金救助定额", "aid of the mutual-aid fund", MONEY),
    StandardKind.SUPERMARKET_POINTS: Word(Kind.NUMBER, "爱心超市积分定额", "points of the charity supermarket", MONEY),
    StandardKind.HOME_CARE: Word(Kind.NUMBER, "居家养老服务补贴标准", "home-care subsidy", MONEY),
    StandardKind.BARRIER_FREE: Word(Kind.NUMBER, "无障碍改造限额", "limit of barrier-free conversion", MONEY),
    StandardKind.DISPOSABLE_INCOME: Word(
        Kind.NUMBER, "上年度居民人均可支配收入（元/年）", "last year's disposable income per head, yuan a year", MONEY
    ),
}
WORDS = Vocabulary({**HOUSEHOLD, **{f"standard.{kind}": word for kind, word in STANDARDS.items()}}, MEMBER)
"""What formulas may name."""
