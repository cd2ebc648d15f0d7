"""One YAML file as plain data that knows the line of each of its nodes, for faults told by line and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from linli import yaml_text

DEEPEST = 12
LARGEST = 10_000_000
Where = tuple[str, ...]
"""The way from a file's top to one of its nodes."""


class YamlFile:
    """One file: `said` as plain data, `repeated` the keys that stand there twice, `line` where each node stands.

    Raises `OSError`, `ValueError` (too large, too deep, no UTF-8) or `yaml.YAMLError` for what cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._lines: dict[Where, int] = {}
        self.repeated: list[Where] = []
        text = path.read_text(encoding="utf-8")
        if len(text) > LARGEST:
            raise ValueError(f"it has more than {LARGEST} characters")
        node = yaml_text.compose(text)
        self.said = {} if node is None else self._plain(node, ())

    def line(self, where: Where) -> int:
        """The line of the node, or of the nearest one that it would be in."""
        while where not in self._lines and where:
            where = where[:-1]
        return self._lines.get(where, 1)

    def fault(self, where: Where, text: str) -> str:
        """What is wrong at a place, as `file:line: field: text`."""
        return f"{self.name}:{self.line(where)}: {'.'.join(where) or 'file'}: {text}"

    def _plain(self, node: yaml.Node, where: Where) -> Any:
        if len(where) > DEEPEST:
            raise ValueError(f"line {node.start_mark.line + 1} lies too deep")
        self._lines.setdefault(where, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(one, (*where, str(number))) for number, one in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, where: Where) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in node.value:
            here = (*where, str(key.value))
            if here[-1] in made:
                self.repeated.append(here)
            self._lines[here] = key.start_mark.line + 1
            made[here[-1]] = self._plain(value, here)
        return made


def _scalar(node: yaml.Node) -> Any:
    """Numbers, booleans and nothing are what they look like; all else, dates too, is text."""
    kind = node.tag.rpartition(":")[2]
    if kind not in ("int", "float", "bool", "null"):
        return node.value
    return yaml_text.read(node.value) if node.value else None


def unreadable(path: Path, error: Exception) -> str:
    """Why a file could not be read, as `file:line: file: text`."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "strerror", None) or error
    return f"{path}:{mark.line + 1 if mark else 1}: file: cannot be read: {problem}. 无法读取。"
