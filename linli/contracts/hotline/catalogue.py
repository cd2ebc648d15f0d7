"""The catalogue of categories: what its entries say, the calls that show and change it, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from marshmallow import validate

from linli.contracts.base import END, text
from linli.contracts.hotline.words import Category, TaskService

Name = Annotated[str, text(1, 60)]
Keyword = Annotated[str, text(1, 40)]
UnitTier = Literal["district", "street", "community"]
DepartmentCode = Annotated[
    str, validate.Regexp(rf"^[A-Z]{{2,8}}{END}", error="Give a department's code. 请填写部门代码。")
]
DeadlineText = Annotated[
    str,
    validate.Regexp(
        rf"^[1-9][0-9]{{0,3}}(m|h|d|wh|wd){END}",
        error="Write 30m, 2h or 7d (calendar time), 16wh or 5wd (working time). 请写 30m、2h、7d、16wh 或 5wd。",
    ),
]
FieldName = Annotated[
    str, validate.Regexp(rf"^[a-z][a-z0-9_]{{0,39}}{END}", error="Give a name of a to z, 0 to 9 and _. 请填写字段名。")
]


class Priority(StrEnum):
    """How soon a category or an order must be looked at."""

    NORMAL = "normal"
    URGENT = "urgent"


class FieldType(StrEnum):
    """What a field of a category's form takes."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    BOOLEAN = "boolean"


@dataclass(frozen=True, kw_only=True)
class LoadCatalogue:
    """Let the catalogue say what this YAML file says from a day on (today, unless given), all of it or nothing.

    `complete`: what the file does not say ends on that day. `trial`: only see what would change.
    """

    name: Annotated[str, text(1, 100)]
    content: Annotated[str, text(1, 1_000_000)]
    valid_from: date | None = None
    complete: bool = False
    trial: bool = False


@dataclass(frozen=True, kw_only=True)
class CatalogueChange:
    """How many entries of a kind are new, changed, ended."""

    kind: str
    new: int
    changed: int
    ended: int


@dataclass(frozen=True, kw_only=True)
class CatalogueLoaded:
    """What a file of the catalogue changed, or would change; a kind that stays as it is is left out."""

    changes: tuple[CatalogueChange, ...]


@dataclass(frozen=True, kw_only=True)
class DepartmentDefinition:
    """What is said of a department."""

    zh: Name
    en: Name


@dataclass(frozen=True, kw_only=True)
class GroupDefinition:
    """What is said of a group: of level 1 without a parent, of level 2 with one."""

    zh: Name
    en: Name
    parent: Category | None = None


@dataclass(frozen=True, kw_only=True)
class UnitDefinition:
    """Who handles a category: a department at a tier."""

    tier: UnitTier
    department: DepartmentCode


@dataclass(frozen=True, kw_only=True)
class ClocksDefinition:
    """By when, from opening: signed for, first answered, settled."""

    sign: DeadlineText
    answer: DeadlineText
    settle: DeadlineText


@dataclass(frozen=True, kw_only=True)
class ChoiceDefinition:
    """One of the answers a field of the type choice takes."""

    code: FieldName
    zh: Name
    en: Name


@dataclass(frozen=True, kw_only=True)
class FieldDefinition:
    """A field of a category's form; what answers a personal one is sealed and shown to nobody in lists."""

    name: FieldName
    zh: Name
    en: Name
    type: FieldType = FieldType.TEXT
    required: bool = False
    personal: bool = False
    choices: tuple[ChoiceDefinition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CategoryDefinition:
    """What is said of a category (level 3): its group of level 2, its service, unit, clocks, keywords and form."""

    zh: Name
    en: Name
    group: Category
    service: TaskService
    unit: UnitDefinition
    deadlines: ClocksDefinition
    priority: Priority = Priority.NORMAL
    keywords: Annotated[tuple[Keyword, ...], validate.Length(max=60)] = ()
    fields: Annotated[tuple[FieldDefinition, ...], validate.Length(max=30)] = ()


@dataclass(frozen=True, kw_only=True)
class ListCategories:
    """Ask for the catalogue of a day (today, unless given), or for what of it a word is found in."""

    at: date | None = None
    q: Annotated[str, text(1, 60)] | None = None


@dataclass(frozen=True, kw_only=True)
class ListCategoryCodes:
    """Ask which categories may be used today."""


@dataclass(frozen=True, kw_only=True)
class CategoryCodes:
    """The categories of today, and the stamp of the catalogue they are of."""

    stamp: str
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GetCategory:
    """Ask for one category as it is on a day, today unless given."""

    code: Category
    at: date | None = None


@dataclass(frozen=True, kw_only=True)
class Validity:
    """From which day (today, unless given) up to which, on which it holds no more (None: for good)."""

    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class CreateCategory(CategoryDefinition, Validity):
    """Add a category."""

    code: Category


@dataclass(frozen=True, kw_only=True)
class ChangeCategory(CategoryDefinition, Validity):
    """Say what a category is from a day on; what was planned for it from then on falls away."""

    code: Category
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RetireEntry:
    """End a category or a rule on a day, today unless given: from then on it is not used."""

    code: Category
    version: int | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class GroupView(GroupDefinition):
    """A group of the catalogue, of level 1 or 2."""

    code: Category
    level: int


@dataclass(frozen=True, kw_only=True)
class DepartmentView(DepartmentDefinition):
    """A department."""

    code: DepartmentCode


@dataclass(frozen=True, kw_only=True)
class CategoryView(CategoryDefinition):
    """A category of the catalogue: what is said of it, and when that holds (`valid_until` is the first day after)."""

    code: str
    version: int
    level: int
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, kw_only=True)
class CatalogueView:
    """The catalogue, in its published order: departments, groups of levels 1 and 2, categories."""

    stamp: str
    departments: tuple[DepartmentView, ...]
    groups: tuple[GroupView, ...]
    categories: tuple[CategoryView, ...]


@dataclass(frozen=True, kw_only=True)
class SuggestCategories:
    """Ask which categories a text is likely about."""

    text: Annotated[str, text(1, 4000)]
    limit: Annotated[int, validate.Range(1, 20)] = 5


@dataclass(frozen=True, kw_only=True)
class SuggestionView:
    """A category that a text may be about: how much speaks for it, and the words of the text that do."""

    code: str
    zh: str
    en: str
    score: float
    matched: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SuggestionsView:
    """The likely categories, best first."""

    suggestions: tuple[SuggestionView, ...]
