"""Lists in YAML files that people write: each entry read as a contract, what is not right told by its line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import yaml

from linli import yaml_text
from linli.contracts.base import load
from linli.errors import Invalid

T = TypeVar("T")


def read_lists(file: Path, kinds: dict[str, type[Any]]) -> dict[str, list[tuple[int, Any]]]:
    """The entries of each list of the file, as the contract of its name, each with the line it begins on.

    Raises `Invalid` (`bad_file`) naming the file and the line for what is not right.
    """
    try:
        root = yaml_text.compose(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise _refused(str(file), error.strerror or "cannot be read", "无法读取") from error
    except UnicodeDecodeError as error:
        raise _refused(str(file), "is not UTF-8", "不是 UTF-8 编码") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _refused(f"{file}:{line}", f"is no YAML ({error.problem})", "不是有效的 YAML") from error
    lists = _lists(file, root, kinds)
    return {name: [_entry(file, node, kind) for node in lists.get(name, [])] for name, kind in kinds.items()}


def _lists(file: Path, root: yaml.Node | None, kinds: dict[str, type[Any]]) -> dict[str, list[yaml.Node]]:
    wanted = ", ".join(kinds)
    if not isinstance(root, yaml.MappingNode):
        raise _refused(f"{file}:1", f"there is no list called {wanted}", f"缺少列表 {wanted}")
    found = {}
    for name, value in root.value:
        if name.value not in kinds or not isinstance(value, yaml.SequenceNode):
            where = f"{file}:{name.start_mark.line + 1}"
            raise _refused(where, f"{name.value} is no list of {wanted}", f"{name.value} 不是列表 {wanted}")
        found[name.value] = list(value.value)
    return found


def _entry(file: Path, node: yaml.Node, kind: type[T]) -> tuple[int, T]:
    line = node.start_mark.line + 1
    with entry_at(file, line):
        return line, load(kind, _value(node))


def _value(node: yaml.Node) -> Any:
    """The node as JSON would say it: dates as they are written, whole numbers and booleans as such."""
    if isinstance(node, yaml.MappingNode):
        return {name.value: _value(value) for name, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(one) for one in node.value]
    typed = node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")
    return yaml_text.read(node.value) if typed else node.value


@contextmanager
def entry_at(file: Path, line: int) -> Iterator[None]:
    """What is found wrong here is told of the entry that begins on this line."""
    try:
        yield
    except Invalid as error:
        raise at_line(file, line, error) from error


def at_line(file: Path, line: int, error: Invalid) -> Invalid:
    """What is not right with the entry that begins on this line."""
    details = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in error.fields.items())
    return _refused(f"{file}:{line}", details or error.message, details or error.message_zh)


def _refused(where: str, fault: str, fault_zh: str) -> Invalid:
    return Invalid("bad_file", f"{where}: {fault}.", f"{where}：{fault_zh}。")
