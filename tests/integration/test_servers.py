"""The servers that tests start for themselves, and the corner of the machine's servers that they use."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import amqp
import psutil
import psycopg2
import pytest
import sqlalchemy as sa

from tests import machine
from tests.machine import ApiVhosts, CtlVhosts, Scratch, Vhosts, connect_amqp, machine_rabbitmqctl
from tests.polling import poll
from tests.servers import CannotStart, PrivatePostgres, PrivateRabbit, PrivateServer

private = pytest.mark.private_servers
ROOT = Path(__file__).parents[2]
QUORUM = {"x-queue-type": "quorum"}


@pytest.fixture(scope="module")
def rabbit() -> Iterator[PrivateRabbit]:
    with PrivateRabbit() as own:
        yield own


@pytest.fixture(scope="module")
def managed() -> Iterator[PrivateRabbit]:
    """A broker with the management plugin, which makes it slower to start and to stop."""
    with PrivateRabbit(plugins=("rabbitmq_management",)) as own:
        yield own


@pytest.fixture(scope="module")
def postgres() -> Iterator[PrivatePostgres]:
    with PrivatePostgres() as own:
        yield own


def publish(url: str, queue: str, body: str, arguments: dict[str, str]) -> None:
    with closing(connect_amqp(url)) as connection:
        channel = connection.channel()
        channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
        channel.confirm_select()
        channel.basic_publish_confirm(amqp.Message(body, delivery_mode=2), routing_key=queue, mandatory=True)


def take(url: str, queue: str) -> Any:
    with closing(connect_amqp(url)) as connection:
        message = poll(lambda: connection.channel().basic_get(queue, no_ack=True), 10, f"a message in {queue}")
        return message.body


def query(url: str, statement: str) -> Any:
    plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg2.connect(plain)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def lives(pid: int) -> bool:
    """Whether the process runs; one that has ended and is not yet reaped does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def belongings(server: PrivateServer) -> list[int]:
    """Processes that still work in the server's directory."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(server.directory) in " ".join([process.cwd(), *process.cmdline()]):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


@private
def test_a_killed_private_broker_keeps_persistent_messages_in_durable_queues(rabbit: PrivateRabbit) -> None:
    publish(rabbit.url, "kept.classic", "still here", {})
    publish(rabbit.url, "kept.quorum", "here too", QUORUM)
    rabbit.settle()
    publish(rabbit.url, "kept.quorum", "and the last", QUORUM)
    rabbit.kill()
    assert machine.amqp_problem(rabbit.url), "a killed broker does not answer"
    rabbit.start()
    assert take(rabbit.url, "kept.classic") == "still here"
    assert [take(rabbit.url, "kept.quorum") for _ in range(2)] == ["here too", "and the last"]


@private
def test_a_stopped_private_broker_answers_again_after_restart(rabbit: PrivateRabbit) -> None:
    publish(rabbit.url, "stopped", "still here", QUORUM)
    before = rabbit.pid
    rabbit.restart()
    assert rabbit.pid != before
    assert take(rabbit.url, "stopped") == "still here"


@private
def test_a_private_broker_runs_beside_the_machines_and_listens_on_loopback_only(rabbit: PrivateRabbit) -> None:
    listening = psutil.Process(rabbit.pid).net_connections("inet")
    assert {found.laddr.ip for found in listening if found.status == psutil.CONN_LISTEN} == {"127.0.0.1"}
    assert rabbit.node in rabbit.rabbitmqctl("eval", "node().")


@private
def test_queues_in_a_vhost_of_ours_are_quorum_queues_under_the_production_policy(rabbit: PrivateRabbit) -> None:
    url = rabbit.add_vhost("district")
    publish(url, "plain", "x", {})
    listed = rabbit.rabbitmqctl("list_queues", "-p", "district", "name", "type", "policy").split()
    assert listed[-3:] == ["plain", "quorum", machine.production_policies()[0]["name"]]


@private
def test_a_server_that_cannot_start_says_why_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = PrivateRabbit()
    monkeypatch.setattr(broken, "port", "nonsense")
    with pytest.raises(CannotStart, match=r"(?s)ended with code.*nonsense"), broken:
        pass
    assert not broken.directory.exists()


@private
def test_a_killed_private_database_keeps_a_committed_row_and_no_other(postgres: PrivatePostgres) -> None:
    url = postgres.create_database("crash")
    query(url, "CREATE TABLE kept (what text)")
    query(url, "INSERT INTO kept VALUES ('committed')")
    plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg2.connect(plain)) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES ('not committed')")
        postgres.kill()
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("SELECT 1")
    assert machine.postgres_problem(postgres.url()), "a killed server does not answer"
    postgres.start()
    assert query(url, "SELECT what FROM kept") == [("committed",)]


@private
def test_a_private_database_is_durable_and_listens_on_loopback_only(postgres: PrivatePostgres) -> None:
    assert query(postgres.url(), "SHOW fsync") == [("on",)]
    assert query(postgres.url(), "SHOW synchronous_commit") == [("on",)]
    assert query(postgres.url(), "SHOW listen_addresses") == [("127.0.0.1",)]
    listening = psutil.Process(postgres.pid).net_connections("inet")
    assert {found.laddr.ip for found in listening if found.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


@private
@pytest.mark.parametrize("kind", ["rabbit", "postgres"])
def test_two_private_instances_run_at_once_and_one_that_ends_leaves_nothing_behind(
    kind: str, request: pytest.FixtureRequest
) -> None:
    first: PrivateServer = request.getfixturevalue(kind)
    with type(first)() as second:
        assert first.is_answering()
        assert second.is_answering()
        assert belongings(second)
        second.kill()
        assert first.is_answering()
    assert not second.directory.exists()
    poll(lambda: not belongings(second), 5, "no process of the second is left")


@pytest.mark.parametrize(("ci", "ends_with"), [("", 0), ("true", 1)])
def test_missing_servers_are_named_in_one_loud_line_and_fail_where_ci_is_true(ci: str, ends_with: int) -> None:
    closed = {"AMQP": "amqp://u:secret@127.0.0.1:1//", "DATABASE": "postgresql+psycopg2://u:secret@127.0.0.1:2/d"}
    environment = os.environ | {f"LINLI_{name}_URL": url for name, url in closed.items()} | {"CI": ci}
    by_fixture = ROOT / "tests/integration/linli/test_ledger.py"
    on_its_way = ROOT / "tests/faults/test_payment_kills.py"
    three = "scratch_gives_a_vhost or (postgresql and (nobody_gives_what or killed_at_random))"
    asked = [__file__, str(by_fixture), str(on_its_way), "-k", three]
    command = [sys.executable, "-m", "pytest", *asked, "-p", "no:cacheprovider"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == ends_with
    (line,) = (line for line in run.stdout.splitlines() if "LINLI: NOT RUN" in line)
    assert "3 integration and fault tests: RabbitMQ at 127.0.0.1:1 does not answer" in line
    assert "PostgreSQL at 127.0.0.1:2 does not answer" in line
    assert "secret" not in run.stdout


@private
def test_a_test_run_that_is_killed_leaves_no_server_behind() -> None:
    """The guard ends what a run could not, here a run that kills itself."""
    code = (
        "import os, signal; from tests.servers import PrivatePostgres; server = PrivatePostgres().start();"
        "print(server.directory, server.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    directory, pid = run.stdout.split()
    poll(lambda: not Path(directory).exists() and not lives(int(pid)), 10, "the guard cleans up")


@pytest.mark.servers
def test_scratch_leaves_nothing_behind_even_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), Scratch() as scratch:  # noqa: PT012  the block is what is tested
        url = scratch.database_url("hotline")
        assert scratch.database_url("hotline") == url
        assert query(url, "SELECT current_database()") == [(f"{scratch.name}_hotline",)]
        lingering = sa.create_engine(url).connect()
        queue = f"{scratch.name_prefix}q"
        publish(scratch.amqp_url, queue, "x", {})
        scratch.keep_track(queues=[queue] if scratch.name_prefix else [])
        _ = 1 / 0
    lingering.invalidate()
    lingering.close()
    statement = f"SELECT datname FROM pg_database WHERE datname LIKE '{scratch.name}%'"
    assert query(machine.database_url(), statement) == []
    if not scratch.name_prefix:
        with pytest.raises(amqp.exceptions.NotAllowed):
            connect_amqp(scratch.amqp_url)


@pytest.mark.servers
def test_scratch_gives_a_vhost_with_quorum_queues_where_it_may_make_one(scratch: Scratch) -> None:
    if scratch.name_prefix:
        assert scratch.name_prefix.startswith(scratch.name)
        return
    publish(scratch.amqp_url, "plain", "x", {})
    classic = {"x-queue-type": "classic"}
    with closing(connect_amqp(scratch.amqp_url)) as connection, pytest.raises(amqp.exceptions.PreconditionFailed):
        connection.channel().queue_declare("plain", durable=True, auto_delete=False, arguments=classic)


@private
@pytest.mark.parametrize("way", ["rabbitmqctl", "api", "rabbitmqctl of another broker, then api"])
def test_scratch_makes_a_vhost_by_whichever_way_is_open(
    managed: PrivateRabbit, postgres: PrivatePostgres, way: str
) -> None:
    api = ApiVhosts(managed.management_url, "guest", "guest")
    ctl, wrong = CtlVhosts(managed.rabbitmqctl), CtlVhosts(machine_rabbitmqctl)
    ways: list[Vhosts] = [ctl] if way == "rabbitmqctl" else [api] if way == "api" else [wrong, api]
    with Scratch(managed.url, postgres.url(), ways) as scratch:
        assert not scratch.name_prefix
        publish(scratch.amqp_url, "plain", "x", {})
        listed = managed.rabbitmqctl("list_queues", "-p", scratch.name, "name", "type").split()
        assert listed[-2:] == ["plain", "quorum"]
    assert scratch.name not in managed.rabbitmqctl("list_vhosts")


@private
def test_scratch_falls_back_to_a_name_prefix_in_the_default_vhost(
    managed: PrivateRabbit, postgres: PrivatePostgres
) -> None:
    closed = ApiVhosts(managed.management_url, "guest", "wrong password")
    with Scratch(managed.url, postgres.url(), [closed]) as scratch:
        assert scratch.amqp_url == managed.url
        queue = f"{scratch.name_prefix}plain"
        publish(scratch.amqp_url, queue, "x", {})
        scratch.keep_track(queues=[queue])
        assert queue in managed.rabbitmqctl("list_queues", "name")
    assert queue not in managed.rabbitmqctl("list_queues", "name")
