"""The import rules hold, and each of them is shown to be broken by an import planted in a copy of the tree."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("linli", "services", "gateway")
PARTS = {"domain", "tables", "store", "usecases", "service", "migrations", "README"}
SERVICE_FILES = PARTS | {"bundle_file", "catalogue", "rules_file", "sampling", "seeding"}

BY_NAME = r"import_module\(|__import__\(|import_string\("
LOADERS = {
    "linli/cli.py",
    "linli/benching.py",
    "linli/hosting/registry.py",
    "linli/payment_bench.py",
    "linli/recounting.py",
    "linli/seeding/parts.py",
    "linli/contracts/release.py",
    "linli/contracts/documents.py",
}

LINT = """
import sys

installed, tree = sys.argv[1:3]
del sys.argv[1:3]
sys.meta_path = [one for one in sys.meta_path if "__editable__" not in str(one)]
sys.path = [tree, *(one for one in sys.path if one != installed and "__editable__" not in one)]

from importlinter.cli import lint_imports_command

sys.exit(lint_imports_command())
"""
"""Lints a tree without the one that is installed: both would be portions of the namespace package `services`."""

PLANTED = [
    ("domain", "services/hotline/domain/request.py", "import yaml"),
    ("domain", "services/grid/domain/case.py", "from linli.clock import now"),
    ("domain", "services/grid/domain/case.py", "from services.grid.store.cases import CASES"),
    ("shared-domain", "linli/tasks/aggregate.py", "import marshmallow"),
    ("pure", "services/volunteer/domain/tasks.py", "import sqlalchemy"),
    ("pure", "linli/calendar.py", "from linli.config import settings"),
    ("catalogue", "services/hotline/catalogue.py", "from services.hotline import store"),
    ("solving", "services/volunteer/solving/matching.py", "import sqlalchemy"),
    ("cli", "services/hotline/cli/catalogue.py", "from services.hotline.store import catalogue"),
    ("tables", "services/hotline/tables/request.py", "from linli.work import Work"),
    ("geometry", "services/grid/geometry/cutting.py", "from services.grid.store import cells"),
    ("geometry", "services/grid/planning/heat.py", "import sqlalchemy"),
    ("store", "services/hotline/store/requests.py", "from services.hotline.usecases.requests import sign"),
    ("usecases", "services/hotline/usecases/requests.py", "from services.hotline.tables.request import REQUEST"),
    ("usecases", "services/hotline/usecases/requests.py", "import requests"),
    ("service", "services/hotline/service/requests.py", "from services.hotline.store.requests import save"),
    ("service", "services/grid/service/cases.py", "from services.grid.domain.case import GridCase"),
    ("loading", "services/hotline/loading/knowledge.py", "from services.hotline.tables import METADATA"),
    ("seeding", "services/hotline/seeding/part.py", "from services.hotline.service import Hotline"),
    ("seeding", "services/grid/seeding.py", "from services.grid.usecases.cases import view"),
    ("services-apart", "services/grid/usecases/cases.py", "from services.hotline.domain.request import Request"),
    ("services-below", "services/hotline/usecases/requests.py", "from linli.rpc import RpcClient"),
    ("services-below", "services/hotline/usecases/requests.py", "import gateway.areas.store"),
    ("linli", "linli/clock.py", "from services.hotline.domain.request import Request"),
    ("linli", "linli/clock.py", "import gateway.metadata"),
    ("gateway", "gateway/backend.py", "from services.hotline.usecases.requests import sign"),
    ("gateway", "gateway/projections/views.py", "from services.hotline import domain"),
    ("nameko", "linli/hosting/relay.py", "from nameko.rpc import rpc"),
    ("broker", "gateway/backend.py", "from kombu import Connection"),
    ("broker", "linli/outbox.py", "import amqp"),
    ("web", "linli/calls.py", "from flask import g"),
]


def contracts() -> dict[str, str]:
    """The contracts by their id, with their names."""
    written = configparser.ConfigParser()
    written.read(ROOT / ".importlinter", encoding="utf-8")
    ids = [section for section in written.sections() if section.startswith("importlinter:contract:")]
    return {one.rpartition(":")[2]: written[one]["name"] for one in ids}


def lint(tree: Path) -> tuple[int, str]:
    """What import-linter says of a tree."""
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, "-P", "-c", LINT, str(ROOT), str(tree), "--no-cache"]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def sections(said: str) -> dict[str, str]:
    """What is told of each broken contract, by the contract's name."""
    found = said.partition("Broken contracts")[2]
    names = [one for one in contracts().values() if f"{one} BROKEN" in said]
    starts = sorted((found.index(f"\n{one}\n"), one) for one in names)
    ends = [*(begin for begin, _ in starts[1:]), len(found)]
    return {name: found[begin:end] for (begin, name), end in zip(starts, ends, strict=True)}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is told of a copy in which every import of `PLANTED` stands, by the contract's name."""
    tree = tmp_path_factory.mktemp("planted")
    modules = [one for package in PACKAGES for one in (ROOT / package).rglob("*.py")]
    for one in (*modules, ROOT / ".importlinter", ROOT / "tests/contract/import_rules.py"):
        here = tree / one.relative_to(ROOT)
        here.parent.mkdir(parents=True, exist_ok=True)
        here.write_bytes(one.read_bytes())
    for _, module, planted in PLANTED:
        with (tree / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{planted}\n")
    code, said = lint(tree)
    assert code == 1, said
    return sections(said)


def test_the_repository_keeps_every_import_rule() -> None:
    code, said = lint(ROOT)
    assert code == 0, said


@pytest.mark.parametrize(("rule", "module", "planted"), PLANTED)
def test_a_planted_import_breaks_its_rule(broken: dict[str, str], rule: str, module: str, planted: str) -> None:
    told = broken[contracts()[rule]]
    importer, imported = module.removesuffix(".py").replace("/", "."), planted.split()[1]
    package = imported.partition(".")[0]  # of what is not ours only the package is known
    found = re.search(rf"{re.escape(importer)} (->|must not import) ({re.escape(imported)}|{package})\b", told)
    assert found, told


def test_only_these_modules_load_others_by_name() -> None:
    """What import-linter cannot see: an import by a text."""
    files = [one for package in PACKAGES for one in (ROOT / package).rglob("*.py")]
    found = {str(one.relative_to(ROOT)) for one in files if re.search(BY_NAME, one.read_text(encoding="utf-8"))}
    assert found <= LOADERS


@pytest.mark.parametrize("line", ['importlib.import_module("services.grid.store")', '__import__("gateway.auth")'])
def test_an_import_by_name_is_found(line: str) -> None:
    assert re.search(BY_NAME, line)


def test_every_rule_is_shown_to_fail() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(contracts())


def test_a_service_has_only_the_files_that_the_rules_speak_of() -> None:
    strangers = [one for one in (ROOT / "services").glob("*/*.py") if one.stem not in SERVICE_FILES]
    assert not strangers, "give its job to one of the service's files, or write a rule in .importlinter for it"
