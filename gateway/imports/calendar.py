"""A file of working days: every line checked, then set beside what was set before."""

from __future__ import annotations

from datetime import date

from gateway.calendar import editing
from gateway.imports.progress import Progress, Told
from gateway.imports.store import Claimed
from linli.calendar_files import WrittenRule, read_rules, rules_of
from linli.clock import local, now
from linli.context import Context
from linli.contracts.calendar import CalendarDay
from linli.errors import Invalid
from linli.observe import Chain
from linli.work import Work


def load(context: Context, claimed: Claimed, progress: Progress) -> Told:
    """Check the file and set its days. Raises `Cancelled`, and `Invalid` for what is wrong with the file."""
    written = read_rules(claimed.content.decode(), claimed.name)
    said = rules_of(written)
    with context.database.reading() as session:
        standing = editing.standing(Work(session, now(), Chain()), context.settings.calendar)
        _refuse_past(written, editing.differing(standing, editing.merged(standing.rules, said)), claimed.name)
    progress(claimed.lines)
    with context.database.transaction() as session:
        work = Work(session, now(), Chain())
        standing = editing.standing(work, context.settings.calendar)
        rules = editing.merged(standing.rules, said)
        changes = editing.differing(standing, rules)
        put = editing.put(work, standing, rules, claimed.area_code, standing.version)
    if put.version == standing.version:
        return "Nothing in it is new.", "文件内容与现行日历一致，没有变化。"
    days, until = len(changes), put.calendar.known_until
    return (
        f"Days other than before: {days}; working days are known until {until}. Open deadlines are counted anew.",
        f"{days}天与原来不同；工作日已知至{until}。未结时限正在重新计算。",
    )


def _refuse_past(written: list[WrittenRule], changes: list[CalendarDay], name: str) -> None:
    """Raises `Invalid` with the line of the first change of a day that is over."""
    past = {one.day for one in changes if one.day < local(now()).date()}
    for one in written:
        if found := sorted(day for day in past if _says(one, day)):
            text, zh = f"{found[0]} is over and stays as it was", f"{found[0]} 已过，不能更改"
            raise Invalid("calendar_overrides", f"{name}:{one.line}: {text}.", f"{name}:{one.line}：{zh}。")


def _says(one: WrittenRule, day: date) -> bool:
    return one.first == day if one.worked is not None else one.first.year == day.year
