"""The stated rules for rows that are not as they should be, each with the sentence a person reads beside its count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """A rule's stable name; what it says is in `SENTENCES`, and why in docs/replay.md."""

    WRONG_COLUMN_COUNT = "wrong_column_count"
    UNUSABLE_KEY = "unusable_key"
    UNREADABLE_CREATED_DATE = "unreadable_created_date"
    OPENED_IN_FUTURE = "opened_in_future"
    REPEATED_KEY = "repeated_key"
    CLOSED_BEFORE_OPENED = "closed_before_opened"
    CLOSED_IN_FUTURE = "closed_in_future"
    UNREADABLE_CLOSED_DATE = "unreadable_closed_date"
    CLOSED_DATE_WITHOUT_CLOSED_STATUS = "closed_date_without_closed_status"
    CLOSED_STATUS_WITHOUT_CLOSED_DATE = "closed_status_without_closed_date"
    UNKNOWN_STATUS = "unknown_status"
    NO_DUE_DATE = "no_due_date"
    UNREADABLE_DUE_DATE = "unreadable_due_date"
    DUE_BEFORE_OPENED = "due_before_opened"
    UNKNOWN_COMPLAINT_TYPE = "unknown_complaint_type"
    UNKNOWN_CHANNEL = "unknown_channel"
    UNSPECIFIED_BOARD = "unspecified_board"
    BLANK_ZIP = "blank_zip"
    NO_COORDINATES = "no_coordinates"
    UNUSABLE_COORDINATES = "unusable_coordinates"
    DAMAGED_TEXT = "damaged_text"
    SHORTENED_TITLE = "shortened_title"
    DAMAGED_RESOLUTION = "damaged_resolution"


SENTENCES: dict[Rule, tuple[str, str]] = {
    Rule.WRONG_COLUMN_COUNT: ("refused: the row has too few or too many columns", "拒收：列数不符"),
    Rule.UNUSABLE_KEY: ("refused: the key is missing or unusable", "拒收：编号缺失或不可用"),
    Rule.UNREADABLE_CREATED_DATE: ("refused: the created date cannot be read", "拒收：创建时间无法读取"),
    Rule.OPENED_IN_FUTURE: ("refused: created in the future", "拒收：创建时间晚于现在"),
    Rule.REPEATED_KEY: ("left out: an earlier row has the same key", "略去：编号重复，以先出现的一行为准"),
    Rule.CLOSED_BEFORE_OPENED: ("closed before it opened: taken as closed at opening", "结案早于创建：按创建时结案"),
    Rule.CLOSED_IN_FUTURE: ("closed in the future: taken as still open", "结案时间晚于现在：按未结案"),
    Rule.UNREADABLE_CLOSED_DATE: ("the closed date cannot be read: taken as still open", "结案时间无法读取：按未结案"),
    Rule.CLOSED_DATE_WITHOUT_CLOSED_STATUS: (
        "has a closed date, but its status is not Closed: taken as closed",
        "有结案时间而状态未结：按已结案",
    ),
    Rule.CLOSED_STATUS_WITHOUT_CLOSED_DATE: (
        "has the status Closed, but no closed date: taken as signed for and open",
        "状态已结而无结案时间：按已签收未结案",
    ),
    Rule.UNKNOWN_STATUS: ("the status is unknown: taken as dispatched and open", "状态未知：按已派单未签收"),
    Rule.NO_DUE_DATE: ("no due date: the category's settling deadline holds", "无到期时间：适用类别办结时限"),
    Rule.UNREADABLE_DUE_DATE: (
        "the due date cannot be read: the category's settling deadline holds",
        "到期时间无法读取：适用类别办结时限",
    ),
    Rule.DUE_BEFORE_OPENED: (
        "due before it opened: the category's settling deadline holds",
        "到期早于创建：适用类别办结时限",
    ),
    Rule.UNKNOWN_COMPLAINT_TYPE: ("the complaint type is unknown: taken as other", "诉求类型未知：归入其他"),
    Rule.UNKNOWN_CHANNEL: ("the channel is unknown: taken as other", "来源渠道未知：归入其他"),
    Rule.UNSPECIFIED_BOARD: ("no particular board: placed by what the column says", "未注明具体片区：按该列原文落点"),
    Rule.BLANK_ZIP: ("no postal code: placed by the board and an empty code", "无邮编：按片区和空邮编落点"),
    Rule.NO_COORDINATES: ("no coordinates: opened without a point", "无坐标：不带点位立案"),
    Rule.UNUSABLE_COORDINATES: ("the coordinates are unusable: opened without a point", "坐标不可用：不带点位立案"),
    Rule.DAMAGED_TEXT: ("damaged characters in the title: opened as they are", "标题含乱码：原样立案"),
    Rule.SHORTENED_TITLE: ("the title is too long: shortened to 200 characters", "标题过长：截为200字"),
    Rule.DAMAGED_RESOLUTION: ("damaged characters in the resolution: not replayed", "处理结果含乱码：不予回放"),
}


@dataclass(frozen=True)
class Finding:
    """A rule and the rows it was applied to, in the order of the file: by key, or as `line N` for a refused row."""

    rule: Rule
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many rows the rule was applied to."""
        return len(self.names)


class Findings:
    """Gathers names by rule while a file is read."""

    def __init__(self) -> None:
        self._names: dict[Rule, list[str]] = {}

    def add(self, rule: Rule, name: str) -> None:
        """Notes that the rule was applied to the row of this name."""
        self._names.setdefault(rule, []).append(name)

    def listed(self) -> list[Finding]:
        """One finding for each rule that was applied, in the order in which the rules are declared."""
        return [Finding(rule, tuple(self._names[rule])) for rule in Rule if rule in self._names]
