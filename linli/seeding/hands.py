"""Who makes and writes: hands that have batches and callers of their own, so that none waits for another.

A large seeding into PostgreSQL has a process for each hand; else one hand works after the other. It writes the same.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import cast

from linli import db
from linli.config import Settings
from linli.db import Database
from linli.errors import Unavailable
from linli.seeding import parts
from linli.seeding.making import Maker
from linli.seeding.plan import HANDS, Plan
from linli.seeding.writing import Writer

Done = tuple[int, int]
"""Of a batch: how many requests it has, and how many of them were new."""


@contextmanager
def opened(chosen: Settings) -> Iterator[dict[str, Database]]:
    """Every database, migrated where it is embedded."""
    with ExitStack() as stack:
        found = {}
        for name in parts.DATABASES:
            found[name] = db.open_database(name, chosen)
            stack.callback(found[name].close)
            if found[name].embedded:
                db.migrate(found[name])
        yield found


def written(plan: Plan, databases: Mapping[str, Database], chosen: Settings) -> Iterator[Done]:
    """Write the plan's batches that are not there yet; tells of each when it is there.

    Raises `Unavailable` when a process of a hand ends before it is done.
    """
    hands = [hand for hand in range(HANDS) if any(plan.batches_of(hand))]
    if databases["hotline"].embedded or len(hands) == 1:
        for hand in hands:
            yield from _by_hand(plan, hand, databases, chosen)
    else:
        yield from _by_processes(plan, hands, chosen)


def _by_hand(plan: Plan, hand: int, databases: Mapping[str, Database], chosen: Settings) -> Iterator[Done]:
    """Make each batch of the hand while the one before is being written."""
    gateway, tasks = parts.gateway(), parts.tasks()
    with databases["hotline"].reading() as session:
        outcomes = {name: one.outcome for name, one in tasks.items()}
        hotline = parts.hotline().HotlinePart(plan, hand, chosen, session, outcomes)
    maker = Maker(plan, hotline, tasks, gateway, databases["hotline"].engine.dialect)
    writer = Writer(databases, {name: own[0] for name, own in parts.tables().items()}, gateway)
    with _without_searching_for_rings(), ThreadPoolExecutor(1) as ahead:
        last: Future[int] | None = None
        count = 0
        for numbers in plan.batches_of(hand):
            made = maker.batch(numbers)
            if last:
                yield count, last.result()
            last, count = ahead.submit(writer.write, made), len(numbers)
        if last:
            yield count, last.result()


@contextmanager
def _without_searching_for_rings() -> Iterator[None]:
    """What is made here is freed when nobody has it any more; looking for rings among so much takes long."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _by_processes(plan: Plan, hands: list[int], chosen: Settings) -> Iterator[Done]:
    """New processes rather than forks of this one, which has connections and threads."""
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        working: dict[Connection, BaseProcess] = {}
        for hand in hands:
            ear, mouth = context.Pipe(duplex=False)
            process = context.Process(target=_tell, args=(mouth, plan, hand, chosen), daemon=True)
            process.start()
            mouth.close()
            stack.callback(_end, process)
            working[ear] = process
        while working:
            for one in wait(list(working)):
                ear = cast(Connection, one)
                try:
                    yield ear.recv()
                except EOFError:
                    _check(working.pop(ear))


def _tell(mouth: Connection, plan: Plan, hand: int, chosen: Settings) -> None:
    """The work of a process; it ends, too, when nobody hears it any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted at a terminal is the one who began this
    with opened(chosen) as databases:
        for done in _by_hand(plan, hand, databases, chosen):
            mouth.send(done)


def _check(process: BaseProcess) -> None:
    process.join()
    if process.exitcode:
        text = f"A process that made requests has ended ({process.exitcode}). Started again, it goes on where it was."
        zh = f"生成数据的进程已中止（{process.exitcode}）。重新运行将从中断处继续。"
        raise Unavailable("seeding_ended", text, zh)


def _end(process: BaseProcess) -> None:
    """End it, wherever it is: what it has not committed everywhere is made good by the next start."""
    process.terminate()
    process.join()
