"""Finds, in the gateway's source, every call it makes to a service: which service, which method, with which command."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ASKING = {"ask", "read", "change"}
"""`backend.ask(service, …)`, `conventions.read(service, …)`, and `change(…)` with or without its service."""


@dataclass(frozen=True)
class MadeCall:
    """One call; `service` is None where the same source line serves a kept call and names only its method."""

    service: str | None
    method: str
    command: str | None
    place: str


def calls_in(files: Iterable[Path]) -> list[MadeCall]:
    """Every call that these modules make with its method written out."""
    parsed = [(ast.parse(file.read_text(encoding="utf-8")), file.name) for file in files]
    return [found for module, name in parsed for found in _calls_of_module(module, name)]


def _calls_of_module(module: ast.Module, name: str) -> Iterator[MadeCall]:
    bound = dict(_bound_services(module))
    for function in _outer_functions(module):
        known = dict(_known_types(function))
        for one in ast.walk(function):
            made = _made(one, bound, known, name) if isinstance(one, ast.Call) else None
            if made is not None:
                yield made


def _outer_functions(module: ast.Module) -> list[ast.FunctionDef]:
    """The functions that lie in no other: one within is read with the names of the one around it."""
    functions = [one for one in ast.walk(module) if isinstance(one, ast.FunctionDef)]
    within = {id(inner) for one in functions for inner in ast.walk(one) if inner is not one}
    return [one for one in functions if id(one) not in within]


def _bound_services(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Names like `change = changes("hotline")`: calls through them go to that service."""
    for one in ast.walk(module):
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call) and _called(one.value) == "changes":
            (target,), (service,) = one.targets, _texts(one.value.args)
            yield ast.unparse(target), service


def _known_types(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """What local names are made of: by an annotation, or by the class they are assigned from."""
    for argument in function.args.args:
        if argument.annotation is not None:
            yield argument.arg, ast.unparse(argument.annotation)
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call) and isinstance(one.targets[0], ast.Name):
            yield one.targets[0].id, _called(one.value)


def _made(call: ast.Call, bound: dict[str, str], known: dict[str, str], name: str) -> MadeCall | None:
    said, texts = _called(call), _texts(call.args)
    place = f"{name}:{call.lineno}"
    if said in bound and texts:
        return MadeCall(bound[said], texts[0], _command(call.args[1:], known), place)
    if said in ASKING and len(texts) == 2:
        return MadeCall(texts[0], texts[1], _command(call.args[2:], known), place)
    if said == "Ask" and texts:
        return MadeCall(None, texts[0], _command(call.args[1:], known), place)
    return None


def _command(rest: list[ast.expr], known: dict[str, str]) -> str | None:
    """The class of the command: itself, what it is called into, or what a local name was made of."""
    if not rest:
        return None
    first = rest[0]
    if isinstance(first, ast.Call):
        return _command(first.args, known) if _called(first) == "dump" else _called(first)
    name = ast.unparse(first).rpartition(".")[2]
    return known.get(name, name)


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _texts(arguments: list[ast.expr]) -> list[str]:
    """The leading arguments that are texts written out."""
    found: list[str] = []
    for one in arguments:
        if not (isinstance(one, ast.Constant) and isinstance(one.value, str)):
            break
        found.append(one.value)
    return found
