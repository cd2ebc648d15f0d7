"""Each alert asks for metrics that exist, says in both languages what to do, fires where it should and only there."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from linli import observe
from linli.hosting.commands import DEPLOY, PROCESSES

RULES = DEPLOY / "prometheus" / "rules.yml"
TESTS = DEPLOY / "prometheus" / "rules_test.yml"
OPERATIONS = DEPLOY.parent / "docs" / "operations.md"
ALERTS: list[dict[str, Any]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"][0]["rules"]
NAMES = [alert["alert"] for alert in ALERTS]
SCRAPE_LABELS = {"job", "instance"}
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
ANNOTATIONS = {"summary", "summary_zh", "description", "description_zh", "runbook"}
PROMTOOL = shutil.which("promtool")


def metrics() -> dict[str, set[str]]:
    """The name of every series the processes give, with its labels."""
    found = {"up": set(SCRAPE_LABELS)}
    for metric in vars(observe).values():
        if isinstance(metric, MetricWrapperBase):
            (family,) = metric.describe()
            for suffix in SUFFIXES[family.type]:
                extra = {"le"} if suffix == "_bucket" else set()
                found[family.name + suffix] = {*metric._labelnames, *SCRAPE_LABELS, *extra}
    return found


def complaints(expression: str) -> Iterator[str]:
    """Metrics and labels of an expression that no process gives."""
    known = metrics()
    used = set(re.findall(r"\b(?:linli_\w+|up\b)", expression))
    yield from (f"no process gives {name}" for name in used - known.keys())
    labels = set().union(*(known.get(name, set()) for name in used))
    for name, selector in re.findall(r"(\w+)\{([^}]*)\}", expression):
        asked = set(re.findall(r"(\w+)\s*[=!]", selector))
        yield from (f"{name} has no label {label}" for label in asked - known.get(name, set()))
    for grouping in re.findall(r"\bby \(([^)]*)\)", expression):
        yield from (f"nothing has a label {label}" for label in {*grouping.split(", ")} - labels)


@pytest.mark.parametrize("alert", ALERTS, ids=NAMES)
def test_an_alert_asks_only_for_metrics_and_labels_that_the_processes_give(alert: dict[str, Any]) -> None:
    assert list(complaints(alert["expr"])) == []
    told = set(re.findall(r"\$labels\.(\w+)", str(alert["annotations"])))
    assert told <= set(re.findall(r"\w+", " ".join(re.findall(r"by \(([^)]*)\)", alert["expr"])))) | {"job"}


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("linli_outbox_agee_seconds > 1", "no process gives linli_outbox_agee_seconds"),
        ("rate(linli_http_requests[5m]) > 1", "no process gives linli_http_requests"),
        ('linli_outbox_age_seconds{queue="x"} > 1', "linli_outbox_age_seconds has no label queue"),
        ("sum by (tier) (linli_outbox_age_seconds) > 1", "nothing has a label tier"),
    ],
)
def test_a_planted_name_that_nothing_gives_is_found(expression: str, complaint: str) -> None:
    assert list(complaints(expression)) == [complaint]


def test_a_process_that_vanishes_is_noticed_whichever_it_is() -> None:
    (down,) = (alert["expr"] for alert in ALERTS if alert["alert"] == "LinliProcessDown")
    assert {*re.findall(r'absent\(up\{job="(\w+)"\}\)', down)} == {*PROCESSES, "rabbitmq"}


@pytest.mark.parametrize("alert", ALERTS, ids=NAMES)
def test_an_alert_says_how_bad_it_is_in_both_languages_and_where_its_runbook_stands(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"critical", "warning"}
    assert re.fullmatch(r"\d+[smh]", alert["for"])
    assert alert["annotations"].keys() == ANNOTATIONS
    chinese = {name for name, text in alert["annotations"].items() if re.search(r"[\u4e00-\u9fff]", text)}
    assert chinese == {"summary_zh", "description_zh"}
    file, _, anchor = alert["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^#+ (\w+)$", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert (file, anchor) == ("docs/operations.md", alert["alert"].lower())
    assert alert["alert"] in headings


def test_every_alert_is_tested_both_to_fire_and_to_stay_silent() -> None:
    found = {
        (one["alertname"], bool(one["exp_alerts"]))
        for test in yaml.safe_load(TESTS.read_text(encoding="utf-8"))["tests"]
        for one in test["alert_rule_test"]
    }
    assert found == {(name, fires) for name in NAMES for fires in (True, False)}
    assert len(NAMES) == len({*NAMES}) >= 10


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Prometheus's own checker."""
    assert PROMTOOL is not None
    return subprocess.run([PROMTOOL, *arguments], capture_output=True, text=True, timeout=60, check=False)


def broken_rules(folder: Path, expression: str) -> Path:
    """The tests beside a copy of the rules in which every alert asks something else."""
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    for rule in rules["groups"][0]["rules"]:
        rule["expr"] = expression
    (folder / RULES.name).write_text(yaml.safe_dump(rules), encoding="utf-8")
    return Path(shutil.copy(TESTS, folder))


def test_promtool_finds_that_every_alert_fires_and_stays_silent_as_it_should(tmp_path: Path) -> None:
    if PROMTOOL is None:
        pytest.skip("promtool is not installed: the alert rules were not run, only their names were checked")
    for arguments in (("check", "config", str(RULES.with_name("prometheus.yml"))), ("test", "rules", str(TESTS))):
        run = promtool(*arguments)
        assert run.returncode == 0, run.stdout + run.stderr
    for expression in ("vector(0) > 1", "vector(1)"):
        run = promtool("test", "rules", str(broken_rules(tmp_path, expression)))
        noticed = set(re.findall(r"alertname: (\w+)", run.stdout + run.stderr))
        assert (run.returncode, noticed) == (1, set(NAMES)), f"{expression} went unnoticed"
