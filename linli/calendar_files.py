"""Files that say of days whether they are worked, and what such rules make of the days of a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

from linli import yaml_text
from linli.contracts.calendar import CalendarDay, CalendarRules
from linli.errors import Invalid

_YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True)
class WrittenRule:
    """One line of a file: a day that is worked or not, or (`worked` None) the year whose whole notice the file has."""

    line: int
    first: date
    worked: bool | None


def load_overrides(path: Path | str) -> dict[date, bool]:
    """The days that a file names or, for a year that it has as a whole, all its days. Raises as `read_rules`."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(f"{path}", f"cannot be read: {error}", f"无法读取：{error}") from error
    return days_of(rules_of(read_rules(text, str(path))))


def read_rules(text: str, name: str) -> list[WrittenRule]:
    """Reads days, one `YYYY-MM-DD: work` or `YYYY-MM-DD: rest` a line (YAML), and lines `YYYY: published`.

    Such a line says that the file has all of that year's notice: its other days are worked from Monday to Friday.
    Raises `Invalid` (`calendar_overrides`) that names file and line for anything else, and for what is given twice.
    """
    try:
        node = yaml_text.compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "no YAML"
        raise _bad(f"{name}:{mark.line + 1 if mark else 1}", f"cannot be read: {problem}", "无法读取") from error
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise _bad(f"{name}:1", "must map days to work or rest", "应为“日期: work 或 rest”")
    return list(_written(node, name))


def _written(node: yaml.MappingNode, name: str) -> Iterator[WrittenRule]:
    seen: set[str] = set()
    for key, value in node.value:
        line, said, word = key.start_mark.line + 1, str(key.value), str(value.value)
        where = f"{name}:{line}"
        if said in seen:
            raise _bad(where, f"gives {said} twice", f"重复给出 {said}")
        seen.add(said)
        if _YEAR.fullmatch(said) and word == "published":
            yield WrittenRule(line, date(int(said), 1, 1), None)
        else:
            yield WrittenRule(line, *_override(where, said, word))


def _override(where: str, day: str, word: str) -> tuple[date, bool]:
    if word not in ("work", "rest"):
        raise _bad(where, f"says {word!r} where work or rest is needed", f"“{word}”应为 work 或 rest")
    try:
        return datetime.strptime(day, "%Y-%m-%d").date(), word == "work"
    except ValueError:
        raise _bad(where, f"{day!r} is no day YYYY-MM-DD", f"“{day}”不是 YYYY-MM-DD 日期") from None


def rules_of(written: list[WrittenRule]) -> CalendarRules:
    """What these lines say."""
    return CalendarRules(
        days=tuple(CalendarDay(day=one.first, worked=one.worked) for one in written if one.worked is not None),
        published=tuple(one.first.year for one in written if one.worked is None),
    )


def days_of(rules: CalendarRules) -> dict[date, bool]:
    """Every day that these rules say something of: those named and, in a year that is published here, all."""
    whole = {day: works for year in rules.published for day, works in _weekdays_of(year).items()}
    return whole | {one.day: one.worked for one in rules.days}


def _weekdays_of(year: int) -> dict[date, bool]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day: day.weekday() < 5 for day in days}


def _bad(where: str, fault: str, fault_zh: str) -> Invalid:
    return Invalid("calendar_overrides", f"{where}: {fault}.", f"{where}：{fault_zh}。")
