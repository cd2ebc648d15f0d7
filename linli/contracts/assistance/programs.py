"""Programs of assistance as dated data: standards, local clocks, programs; the calls that show and try them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from marshmallow import ValidationError, validate

from linli.contracts.base import END, AreaCode, ShortText, text

ProgramCode = Annotated[
    str, validate.Regexp(rf"^[a-z][a-z0-9_.]{{0,59}}{END}", error="Give a code such as living. 请填写代码。")
]
FormulaText = Annotated[str, text(1, 1000)]
DeadlineText = Annotated[
    str, validate.Regexp(rf"^[1-9][0-9]{{0,3}}(h|d|wh|wd){END}", error="Write 7d or 30wd. 请写 7d 或 30wd。")
]
Source = Annotated[str, text(1, 300)]
Months = Annotated[int, validate.Range(1, 120)]
FEN = Decimal("0.01")


def whole_fen(amount: Decimal) -> None:
    """Refuses an amount of yuan with more than two places."""
    if amount != amount.quantize(FEN):
        raise ValidationError("Give at most two decimals. 最多两位小数。")


Yuan = Annotated[Decimal, validate.And(validate.Range(min=0, max=10_000_000), whole_fen)]


class ProgramEntryKind(StrEnum):
    """What an entry of the programs' data describes."""

    STANDARD = "standard"
    PROFILE = "profile"
    LOCALITY = "locality"
    PROGRAM = "program"


class StandardKind(StrEnum):
    """The amounts that a government sets, in yuan; each area has its own."""

    LIVING = "living"
    DESTITUTE_BASIC = "destitute_basic"
    CARE_FULL = "care_full"
    CARE_PART = "care_part"
    CARE_NONE = "care_none"
    DISABLED_LIVING = "disabled_living"
    DISABLED_CARE = "disabled_care"
    OLD_AGE_80 = "old_age_80"
    OLD_AGE_90 = "old_age_90"
    OLD_AGE_100 = "old_age_100"
    SAVINGS_PER_PERSON = "savings_per_person"
    FUND_AID = "fund_aid"
    SUPERMARKET_POINTS = "supermarket_points"
    HOME_CARE = "home_care"
    BARRIER_FREE = "barrier_free"
    DISPOSABLE_INCOME = "disposable_income"


class Cycle(StrEnum):
    """How a program gives: every month, once, in kind, by passing the household on, or by its standing alone."""

    MONTHLY = "monthly"
    ONCE = "once"
    IN_KIND = "in_kind"
    REFERRAL = "referral"
    STANDING = "standing"


class Station(StrEnum):
    """Who a case passes, in the order of a program's chain."""

    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    MEDICAL_INSURANCE = "medical_insurance"
    EDUCATION = "education"
    HOUSING = "housing"
    DISABLED_FEDERATION = "disabled_federation"


@dataclass(frozen=True, kw_only=True)
class StandardDefinition:
    """An amount that a government set for an area (everywhere, without one), and where that stands."""

    kind: StandardKind
    amount: Yuan
    source: Source
    area_code: AreaCode | None = None


@dataclass(frozen=True, kw_only=True)
class ProfileDefinition:
    """The clocks of a procedure (民发〔2021〕57号 art. 15-22, or a local rule).

    `survey` and `inquiry`: to begin after acceptance; `posting`: how long an opinion hangs out; `objection`: for the
    new survey after an objection; `confirm`: the district's; `whole` and `extended`: from acceptance; `refusal`: to
    tell it in writing. `completion`: for survey and papers after urgent aid was paid; `recovery`: to give back what was
    paid and not due. `answer` and `result`: of the department that an application was passed on to.
    """

    zh: ShortText
    en: ShortText
    source: Source
    whole: DeadlineText
    extended: DeadlineText
    survey: DeadlineText = "3wd"
    inquiry: DeadlineText = "3wd"
    posting: DeadlineText | None = None
    objection: DeadlineText = "15wd"
    confirm: DeadlineText = "10wd"
    refusal: DeadlineText = "3wd"
    completion: DeadlineText = "5wd"
    recovery: DeadlineText = "60d"
    answer: DeadlineText = "5wd"
    result: DeadlineText = "20wd"


@dataclass(frozen=True, kw_only=True)
class LocalityDefinition:
    """At this area, the programs that have one profile have another instead.

    With a `chain` their community, street or district steps are taken by these stations, as where the street decides
    for the district (委托审批); departments stay as the program names them.
    """

    area_code: AreaCode
    profile: ProgramCode
    instead: ProgramCode
    source: Source
    chain: Annotated[tuple[Station, ...], validate.Length(min=1, max=3)] | None = None


@dataclass(frozen=True, kw_only=True)
class TestDefinition:
    """A condition that a household must meet, as a formula that says true or false, and the article it is from."""

    __test__ = False

    code: ProgramCode
    zh: ShortText
    en: ShortText
    rule: FormulaText
    source: Source = "-"


@dataclass(frozen=True, kw_only=True)
class PaperDefinition:
    """A paper that an application needs."""

    code: ProgramCode
    zh: ShortText
    en: ShortText


@dataclass(frozen=True, kw_only=True)
class ProgramDefinition:
    """A program: its tests, what it gives by which formula, who decides, by when, and how it goes on.

    `chain`: the first station accepts, the last of community, street and district decides, the one before it surveys;
    a department after them gets what was granted. `advance`: what may be paid before the survey where it is urgent
    (先行救助), in yuan; the papers may then come later.
    `recheck_months` is the interval of re-checks, `recheck_unstable_months` that of households with unstable income or
    members able to work; `step_down_months` how long aid goes on after the income passed the standard (渐退期).
    `after` names programs that go before this one: who may have one of them is not proposed this one. `work_duty`:
    members able to work take suitable work, or lose their own share (社会救助暂行办法 art. 45). `checked_percent`: of
    the applications that come to the district at least so many are drawn by lot for a visit before they are decided.
    """

    zh: ShortText
    en: ShortText
    source: Source
    cycle: Cycle
    chain: Annotated[tuple[Station, ...], validate.Length(min=1, max=4)]
    profile: ProgramCode
    tests: Annotated[tuple[TestDefinition, ...], validate.Length(min=1, max=20)]
    amount: FormulaText | None = None
    papers: Annotated[tuple[PaperDefinition, ...], validate.Length(max=30)] = ()
    after: tuple[ProgramCode, ...] = ()
    advance: FormulaText | None = None
    work_duty: bool = False
    checked_percent: Annotated[int, validate.Range(0, 100)] = 0
    recheck_months: Months | None = None
    recheck_unstable_months: Months | None = None
    step_down_months: Months | None = None
    valid_months: Months | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenStandard(StandardDefinition):
    """A standard in a file: its code, and from when up to when it holds."""

    code: ProgramCode
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenProfile(ProfileDefinition):
    """A profile in a file."""

    code: ProgramCode
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenLocality(LocalityDefinition):
    """A locality in a file."""

    code: ProgramCode
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenProgram(ProgramDefinition):
    """A program in a file."""

    code: ProgramCode
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ListPrograms:
    """Ask for the programs of an area on a day, today unless given."""

    area_code: AreaCode
    at: date | None = None


@dataclass(frozen=True, kw_only=True)
class StandardView(StandardDefinition):
    """A standard as it holds."""

    code: str
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class ProgramView(ProgramDefinition):
    """A program as it holds at an area: `clocks` are those that run there."""

    code: str
    version: int
    valid_from: date
    clocks: ProfileDefinition


@dataclass(frozen=True, kw_only=True)
class ProgramList:
    """The programs of an area, and its standards."""

    programs: tuple[ProgramView, ...]
    standards: tuple[StandardView, ...]


@dataclass(frozen=True, kw_only=True)
class MemberFacts:
    """What is known of one member, without saying who it is; nothing is said of what is not known."""

    age: Annotated[int, validate.Range(0, 150)] | None = None
    income: Yuan | None = None
    deductible: Yuan | None = None
    disability: Annotated[str, text(1, 20)] | None = None
    disability_grade: Annotated[int, validate.Range(0, 4)] | None = None
    grave_illness: bool | None = None
    student: bool | None = None
    able_bodied: bool | None = None
    supported: bool | None = None
    self_care_failed: Annotated[int, validate.Range(0, 6)] | None = None
    guardian: bool | None = None


@dataclass(frozen=True, kw_only=True)
class HouseholdFacts:
    """What is known of a household besides its members."""

    savings: Yuan | None = None
    vehicles: Annotated[int, validate.Range(0, 99)] | None = None
    dwellings: Annotated[int, validate.Range(0, 99)] | None = None
    spending: Yuan | None = None
    sudden_loss: Yuan | None = None
    medical_costs: Yuan | None = None
    urgent: bool | None = None
    dues_paid_months: Annotated[int, validate.Range(0, 999)] | None = None
    barrier_at_home: bool | None = None


@dataclass(frozen=True, kw_only=True)
class TryPrograms:
    """Ask which programs a household with these facts may qualify for, nothing kept."""

    area_code: AreaCode
    facts: HouseholdFacts
    members: Annotated[tuple[MemberFacts, ...], validate.Length(min=1, max=30)]
    at: date | None = None


class Verdict(StrEnum):
    """What the tests of a program say of a household."""

    QUALIFIES = "qualifies"
    UNDECIDED = "undecided"
    FAILS = "fails"
    COVERED = "covered"


@dataclass(frozen=True, kw_only=True)
class ReckoningStep:
    """One step of a reckoning."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class TestView:
    """A test with what it says: true, false, or null while a fact is unknown; and how that came about."""

    __test__ = False

    code: str
    zh: str
    en: str
    source: str
    passed: bool | None
    steps: tuple[ReckoningStep, ...]


@dataclass(frozen=True, kw_only=True)
class ProposalView:
    """What a program says of a household; `amount` is yuan (a month, or once), null where there is none or is unknown.

    `missing` names the facts and standards that are still to be known, `covered_by` the program that goes before.
    """

    program: str
    zh: str
    en: str
    source: str
    cycle: Cycle
    verdict: Verdict
    amount: Decimal | None
    tests: tuple[TestView, ...]
    steps: tuple[ReckoningStep, ...]
    missing: tuple[str, ...]
    covered_by: str | None


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """What every program of the area says of a household, those it qualifies for first."""

    items: tuple[ProposalView, ...]
