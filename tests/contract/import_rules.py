"""Two kinds of import-linter contract that it lacks: all that a file may import, and who alone may import a package."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application import contract_utils
from importlinter.application.contract_utils import AlertLevel


def _pattern(expression: str) -> re.Pattern[str]:
    """`*` stands for one part of a dotted name, `.**` for the name itself and all below it."""
    escaped = re.escape(expression).replace(r"\.\*\*", r"(\..+)?").replace(r"\*", r"[^.]+")
    return re.compile(escaped)


def _matches(name: str, expressions: Iterable[str]) -> bool:
    return any(_pattern(one).fullmatch(name) for one in expressions)


class _Direct(Contract):  # type: ignore[misc]
    """Looks at direct imports only; subclasses say which are not allowed."""

    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        removal = contract_utils.remove_ignored_imports_and_report(graph, self.ignore_imports, AlertLevel.ERROR)
        found = sorted(self.offences(graph))
        return ContractCheck(kept=not found, warnings=removal.warnings, metadata={"found": found})

    def offences(self, graph: ImportGraph) -> set[tuple[str, str]]:
        """Every (importer, imported) that breaks the contract."""
        raise NotImplementedError

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["found"]:
            output.print_error(f"{importer} must not import {imported}")
        output.new_line()


class AllowedContract(_Direct):
    """`modules` may import the standard library and `allowed` only; `{here}` is the service a module belongs to."""

    modules = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField(), required=False)

    def offences(self, graph: ImportGraph) -> set[tuple[str, str]]:
        """Imports that are neither allowed nor of the standard library; ValueError when a contract fits no module."""
        covered = [name for name in graph.modules if _matches(name, self.modules)]
        if not covered:
            raise ValueError(f"no module is called {self.modules}")
        return {(name, one) for name in covered for one in self._refused(graph, name)}

    def _refused(self, graph: ImportGraph, name: str) -> set[str]:
        here = ".".join(name.split(".")[:2])
        allowed = [one.replace("{here}", here) for one in self.allowed or ()]
        imported = graph.find_modules_directly_imported_by(name)
        return {one for one in imported if one not in sys.stdlib_module_names and not _matches(one, allowed)}


class ReservedContract(_Direct):
    """`packages` may be imported by `importers` only."""

    packages = fields.ListField(subfield=fields.StringField())
    importers = fields.ListField(subfield=fields.StringField())

    def offences(self, graph: ImportGraph) -> set[tuple[str, str]]:
        """Imports of the packages from elsewhere."""
        return {
            (importer, package)
            for package in self.packages
            if package in graph.modules
            for importer in graph.find_modules_that_directly_import(package)
            if not _matches(importer, self.importers)
        }
