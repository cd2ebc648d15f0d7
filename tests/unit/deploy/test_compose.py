"""What the deployment names (commands, ports, paths, variables) exists in the code, and no password stands in it."""

from __future__ import annotations

import ast
import copy
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from gateway import health
from linli.cli import parser
from linli.config import settings
from linli.hosting.commands import DEPLOY, PROCESSES, WEB
from linli.hosting.endpoint import application

ROOT = Path(__file__).parents[3]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
PROMETHEUS = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
DEFINITIONS = json.loads((DEPLOY / "rabbitmq" / "definitions.json").read_text(encoding="utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
PROXY = (DEPLOY / "nginx" / "nginx.conf").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
PORT_VARIABLES = {"gateway": "LINLI_PORT", "stream": "LINLI_STREAM_PORT"}
RABBITMQ_METRICS = 15692

Compose = dict[str, Any]


@cache
def variables_in_code() -> frozenset[str]:
    """Every LINLI_ name that stands as a text of its own in the code that the image runs."""
    files = [path for part in ("linli", "gateway", "services", "deploy") for path in (ROOT / part).rglob("*.py")]
    names = {
        node.value
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return frozenset(name for name in names if re.fullmatch(r"LINLI_[A-Z_]+", name))


def image_variables() -> dict[str, str]:
    """The LINLI_ variables that the Dockerfile sets."""
    return dict(re.findall(r"\b(LINLI_[A-Z_]+)=(\S+)", DOCKERFILE))


def words_of(service: Compose) -> list[str]:
    """The whole command line of a container made from our image."""
    (entry,) = re.findall(r"^ENTRYPOINT (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return [*service.get("entrypoint", json.loads(entry)), *service.get("command", [])]


def ours(compose: Compose) -> dict[str, Compose]:
    """The containers made from our image."""
    return {name: one for name, one in compose["services"].items() if "build" in one}


def complaints(compose: Compose, prometheus: Compose = PROMETHEUS) -> Iterator[str]:
    """Everything the deployment names that is not so."""
    yield from _wrong_processes(compose, prometheus)
    yield from _wrong_ports(compose, prometheus)
    yield from _wrong_proxy(compose)
    yield from _wrong_variables(compose)
    yield from _wrong_secrets(compose)
    yield from _careless(compose)


def _wrong_processes(compose: Compose, prometheus: Compose) -> Iterator[str]:
    served = set()
    for name, service in ours(compose).items():
        program, *arguments = words_of(service)
        if program != "linli":
            yield f"{name}: runs {program}"
        try:
            asked = parser().parse_args(arguments)
        except SystemExit:
            yield f"{name}: there is no command {arguments}"
            continue
        served |= {asked.name} if asked.command == "serve" else set()
    scraped = {job["job_name"] for job in prometheus["scrape_configs"]}
    yield from (f"{name}: not started" for name in set(PROCESSES) - served)
    yield from (f"{name}: not scraped" for name in set(PROCESSES) - scraped)
    yield from (f"{name}: scraped but not there" for name in scraped - {*compose["services"]})


def _wrong_ports(compose: Compose, prometheus: Compose) -> Iterator[str]:
    for job in prometheus["scrape_configs"]:
        (found,) = job["dns_sd_configs"]
        name, path = job["job_name"], job.get("metrics_path", "/metrics")
        if found["names"] != [name] or path != "/metrics" or found["type"] != "A":
            yield f"{name}: scraped at {found['names']}{path}"
        if name in PROCESSES and found["port"] != web_port(compose, name):
            yield f"{name}: scraped at port {found['port']}, listens at {web_port(compose, name)}"
        if name == "rabbitmq" and found["port"] != RABBITMQ_METRICS:
            yield f"rabbitmq: has no metrics at port {found['port']}"
    for name in set(PROCESSES) & {*compose["services"]}:
        environment = image_variables() | compose["services"][name]["environment"]
        if int(environment["LINLI_HEALTH_PORT"]) != web_port(compose, name):
            yield f"{name}: its health is asked at port {environment['LINLI_HEALTH_PORT']}"


def _wrong_proxy(compose: Compose) -> Iterator[str]:
    asked = {name: int(port) for name, port in re.findall(r"http://(\w+):(\d+);", PROXY)}
    for name in WEB:
        if asked.get(name) != web_port(compose, name):
            yield f"{name}: asked by the proxy at port {asked.get(name)}, listens at {web_port(compose, name)}"
        if "LINLI_TRUSTED_PROXIES" not in compose["services"].get(name, {"environment": {}})["environment"]:
            yield f"{name}: takes all callers for the proxy"


def web_port(compose: Compose, name: str) -> int:
    """The port at which a process answers /metrics and /health, as the code reads it."""
    environment = compose["services"].get(name, {"environment": {}})["environment"]
    if name in PORT_VARIABLES:
        return int(environment[PORT_VARIABLES[name]])
    return settings({key: value for key, value in environment.items() if key == "LINLI_METRICS_PORT"}).metrics_port


def _wrong_variables(compose: Compose) -> Iterator[str]:
    known = variables_in_code() | {"LINLI_HEALTH_PORT"}
    for name, service in ours(compose).items():
        yield from (f"{name}: nothing reads {key}" for key in service["environment"].keys() - known)
        if "{service}" not in service["environment"]["LINLI_DATABASE_URL"]:
            yield f"{name}: one database for all services"
    yield from (f"Dockerfile: nothing reads {key}" for key in image_variables().keys() - known)
    for key in set(re.findall(r"\$\{([A-Z_]+)", json.dumps(compose))):
        if f"`{key}`" not in OPERATIONS:
            yield f"docs/operations.md does not explain {key}"


def _wrong_secrets(compose: Compose) -> Iterator[str]:
    for name, service in compose["services"].items():
        for key, value in service.get("environment", {}).items():
            if re.search(r"PASS|SECRET|TOKEN|COOKIE", key) and not str(value).startswith("/run/secrets/"):
                yield f"{name}: {key} is not in a file"
            if re.search(r"//[^/@]*:[^/@]*@", str(value)):
                yield f"{name}: {key} holds a password"
            if str(value).startswith("/run/secrets/") and Path(value).name not in service.get("secrets", []):
                yield f"{name}: {key} names a secret that is not given to it"
        given = {*service.get("secrets", [])}
        yield from (f"{name}: there is no secret {one}" for one in given - {*compose["secrets"]})
    yield from (f"{name}: not from a file" for name, one in compose["secrets"].items() if [*one] != ["file"])


def _careless(compose: Compose) -> Iterator[str]:
    for name, service in compose["services"].items():
        if name != "migrate" and service.get("restart") != "unless-stopped":
            yield f"{name}: does not come back"
        if name not in ours(compose) and "healthcheck" not in service:
            yield f"{name}: nobody knows whether it is well"
        if int(service.get("stop_grace_period", "0s").rstrip("s")) < 35:
            yield f"{name}: is killed before it has finished"
        if "ports" in service and name != "proxy":
            yield f"{name}: published"
        if not re.fullmatch(r"\$\{[A-Z]+_IMAGE:-[^:]+:[^:}]+\}", service["image"]):
            yield f"{name}: its image cannot be chosen, or has no version"


def test_everything_the_deployment_names_exists() -> None:
    assert list(complaints(COMPOSE)) == []


def change(path: str, value: Any) -> Callable[[Compose], None]:
    """Set (or with None remove) what stands at the dotted path of the compose file."""

    def plant(compose: Compose) -> None:
        *way, last = path.split(".")
        for step in way:
            compose = compose[step]
        if value is None:
            del compose[last]
        else:
            compose[last] = value

    return plant


@pytest.mark.parametrize(
    ("plant", "complaint"),
    [
        (change("services.grid.command", ["gird"]), "there is no command"),
        (change("services.migrate.entrypoint", ["linli", "upgrade"]), "there is no command"),
        (change("services.relay", None), "relay: not started"),
        (change("services.gateway.environment.LINLI_PORT", "8080"), "gateway: scraped at port 8000"),
        (change("services.stream.environment.LINLI_STREAM_PORT", "8002"), "stream: asked by the proxy at port 8001"),
        (
            change("services.gateway.environment.LINLI_TRUSTED_PROXIES", None),
            "gateway: takes all callers for the proxy",
        ),
        (change("services.gateway.ports", ["8000:8000"]), "gateway: published"),
        (change("services.stream.environment.LINLI_HEALTH_PORT", "8000"), "stream: its health is asked"),
        (change("services.hotline.environment.LINLI_METRICS_PORT", "9200"), "hotline: scraped at port 9100"),
        (change("services.hotline.environment.LINLI_WORKER", "5"), "nothing reads LINLI_WORKER"),
        (change("services.hotline.environment.LINLI_DATABASE_URL", "postgresql://a@b/c"), "one database for all"),
        (change("services.hotline.environment.LINLI_AMQP_URL", "amqp://guest:guest@r/"), "holds a password"),
        (change("services.postgres.environment.POSTGRES_PASSWORD", "linli"), "POSTGRES_PASSWORD is not in a file"),
        (change("services.postgres.secrets", []), "a secret that is not given"),
        (change("services.postgres.secrets", ["database_password", "other"]), "there is no secret other"),
        (change("secrets.linli_secret", {"environment": "SECRET"}), "linli_secret: not from a file"),
        (change("services.postgres.ports", ["5432:5432"]), "postgres: published"),
        (change("services.grid.restart", None), "grid: does not come back"),
        (change("services.grid.stop_grace_period", "10s"), "grid: is killed before"),
        (change("services.rabbitmq.healthcheck", None), "rabbitmq: nobody knows"),
        (change("services.rabbitmq.image", "rabbitmq"), "rabbitmq: its image"),
        (change("services.rabbitmq.image", "${NEW_IMAGE:-rabbitmq:4.1}"), "does not explain NEW_IMAGE"),
    ],
)
def test_a_planted_fault_in_the_compose_file_is_named(plant: Callable[[Compose], None], complaint: str) -> None:
    broken = copy.deepcopy(COMPOSE)
    plant(broken)
    assert [found for found in complaints(broken) if complaint in found]


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"job_name": "gird"}, "gird: scraped but not there"),
        ({"job_name": "gird"}, "hotline: not scraped"),
        ({"metrics_path": "/figures"}, "hotline: scraped at"),
    ],
)
def test_a_planted_fault_in_the_scraping_is_named(changed: Compose, complaint: str) -> None:
    broken = copy.deepcopy(PROMETHEUS)
    broken["scrape_configs"][0] |= changed
    assert [found for found in complaints(COMPOSE, broken) if complaint in found]


def test_the_paths_that_are_asked_for_metrics_and_health_are_answered_by_both_kinds_of_process() -> None:
    (health_path,) = re.findall(r"'(/health/\w+)'", DOCKERFILE)
    app = Flask("paths")
    health.install(app)
    answered: list[str] = []
    for path in (health_path, "/metrics"):
        assert path in {rule.rule for rule in app.url_map.iter_rules()}
        list(application({})({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, lambda status, _: answered.append(status)))
    assert answered == ["200 OK", "200 OK"]


def test_the_image_is_locked_and_runs_as_nobody_in_particular() -> None:
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert "ARG BASE=python:" in DOCKERFILE
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert users[-1:] == ["linli"]
    assert DOCKERFILE.index("USER linli") < DOCKERFILE.index("ENTRYPOINT")


def test_the_gunicorn_files_that_serve_names_are_there() -> None:
    assert all((DEPLOY / file).is_file() for file in WEB.values())


def test_the_dead_letter_exchange_of_every_policy_exists_and_is_bound_to_a_quorum_queue() -> None:
    exchanges = {one["name"] for one in DEFINITIONS["exchanges"]}
    bound = {one["source"]: one["destination"] for one in DEFINITIONS["bindings"]}
    quorum = {one["name"] for one in DEFINITIONS["queues"] if one["arguments"] == {"x-queue-type": "quorum"}}
    used = {one["definition"]["dead-letter-exchange"] for one in DEFINITIONS["policies"] if len(one["definition"]) > 1}
    assert used
    assert used <= exchanges
    assert {bound[one] for one in used} <= quorum


@pytest.mark.parametrize(
    ("queue", "policy"),
    [("linli.hotline.events", "linli-events"), ("linli.hotline.calls", "linli"), ("linli.dead", "linli")],
)
def test_events_that_cannot_be_delivered_are_kept_but_calls_that_expired_are_not(queue: str, policy: str) -> None:
    """Calls expire by design and carry personal data; an event is given up only after its delivery limit."""
    fitting = [one for one in DEFINITIONS["policies"] if re.search(one["pattern"], queue)]
    assert max(fitting, key=lambda one: one["priority"])["name"] == policy
    assert "users" not in DEFINITIONS


def test_every_service_has_a_database_of_its_own_with_the_password_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("a1b2")
    environment = COMPOSE["services"]["hotline"]["environment"]
    files = {"LINLI_SECRET_FILE", "LINLI_AMQP_PASSWORD_FILE", "LINLI_DATABASE_PASSWORD_FILE"}
    chosen = settings(environment | dict.fromkeys(files, str(tmp_path / "password")) | {"LINLI_LOG_LEVEL": "INFO"})
    assert chosen.database("grid") == "postgresql+psycopg2://linli:a1b2@postgres:5432/linli_grid"
    assert chosen.amqp_url == "amqp://linli:a1b2@rabbitmq:5672/linli"


def make_secrets(directory: Path) -> subprocess.CompletedProcess[str]:
    """Run the script as an operator does."""
    command = [str(DEPLOY / "make-secrets"), str(directory)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_make_secrets_makes_strong_secrets_that_only_their_owner_reads(tmp_path: Path) -> None:
    for place in ("a", "b"):
        assert make_secrets(tmp_path / place).returncode == 0
    files = sorted((tmp_path / "a").iterdir())
    assert {file.name for file in files} == {*COMPOSE["secrets"]}
    for file in files:
        assert file.stat().st_mode & 0o777 == 0o600
        assert re.fullmatch(r"[0-9a-f]{64,}", file.read_text())
        assert file.read_text() != (tmp_path / "b" / file.name).read_text()


@pytest.mark.parametrize("name", ["database_password", "linli_secret"])
def test_make_secrets_never_replaces_a_secret(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious")
    refused = make_secrets(tmp_path)
    assert refused.returncode == 1
    assert name in refused.stderr
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(name, "precious")]


@pytest.mark.parametrize("password", ["", 'x", "tags": ["administrator"], "y": "'])
def test_the_broker_does_not_start_with_a_password_that_is_no_word(tmp_path: Path, password: str) -> None:
    secret, target = tmp_path / "secret", tmp_path / "to"
    secret.write_text(password)
    script = (DEPLOY / "rabbitmq" / "start").read_text(encoding="utf-8")
    script = re.sub(r"^to=.*$", f"to={target}", script, flags=re.MULTILINE)
    script = re.sub(r"^secret=.*$", f"secret={secret}", script, flags=re.MULTILINE)
    run = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=30, check=False, env=os.environ)
    assert run.returncode == 1
    assert "letters and digits" in run.stderr
    assert not target.exists()
