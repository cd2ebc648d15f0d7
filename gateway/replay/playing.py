"""Plays rows through the HTTP API: each becomes a request, goes its way through the services, and ends in its time.

A row is advanced by the state it is found in, under idempotency keys made of its own key: begun again after any
break, a replay goes on where it was and repeats nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from gateway.replay.client import Answer, Api, Json
from gateway.replay.rows import ReplayRow, Tree, place
from gateway.replay.steps import TASK_STEPS, TASKS, People, opening
from linli.contracts.hotline import RequestState
from linli.errors import LinliError, Unavailable

PATIENCE = 60.0
"""Seconds to wait for what follows by events (a task, a settlement) before a row is given up."""
PAUSE = 0.03
THREADS = 8


@dataclass
class Tally:
    """What became of the rows: how many are in which state, and which failed, by key with the reason."""

    states: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Player:
    """Plays into one district. `source` names the file in every request's `source_ref`."""

    recorder: Api
    checker: Api
    people: People
    source: str
    tree: Tree

    def play(self, rows: Sequence[ReplayRow], progress: Callable[[int], object] = lambda _n: None) -> Tally:
        """Bring every row to its final state; what fails is named in the tally and stops nothing else."""
        tally, started = Tally(), time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            for row, outcome in zip(rows, pool.map(self._try, rows), strict=True):
                if isinstance(outcome, LinliError):
                    tally.failed[row.key] = outcome.message
                else:
                    tally.states[outcome] += 1
                progress(1)
        tally.seconds = time.monotonic() - started
        return tally

    def _try(self, row: ReplayRow) -> str | LinliError:
        try:
            return self.advance(row)
        except LinliError as error:
            return error

    def advance(self, row: ReplayRow) -> str:
        """Bring one row to its final state; that state."""
        body = opening(row, self.source, place(row.board, row.zip, self.tree))
        request = self._expect(self._post("/api/hotline/requests", body, row, "open"))
        until = time.monotonic() + PATIENCE
        while (state := request.get("request", {}).get("state")) != row.state:
            if time.monotonic() > until:
                raise Unavailable("stuck", f"Request {request['id']} stays {state}.", "诉求未能推进。")
            request = self._next(row, request, state)
        return str(row.state)

    def _next(self, row: ReplayRow, request: Json, state: str | None) -> Json:
        """Do what the request's state asks for; its new view."""
        at = {"at": row.opened_at.isoformat()}
        path = f"/api/hotline/requests/{request['id']}"
        if state == RequestState.DISPATCHED:
            return self._move(f"{path}/sign", at, row, "sign", path)
        if state == RequestState.SIGNED and row.closed_at:
            self._work(row, request)
        elif state == RequestState.SETTLED and row.closed_at:
            return self._move(f"{path}/close", {"at": row.closed_at.isoformat()}, row, "close", path)
        time.sleep(PAUSE)
        return self._expect(self.recorder.get(path))

    def _work(self, row: ReplayRow, request: Json) -> None:
        """Take the request's task through its service, as far as it goes now."""
        service, task_id = request["request"]["service"], request["request"]["task_id"]
        path = f"{TASKS[service]}/{task_id}"
        found = self.recorder.get(path)
        while found.status == 200 and (step := TASK_STEPS[service].get(found.body["task"]["state"])):
            moment = row.closed_at if step.at_end else row.opened_at
            body = {"at": moment.isoformat() if moment else None, **step.body(self.people)}
            api = self.checker if step.by_checker else self.recorder
            found = api.post(f"{path}/{step.action}", body, self._key(row, step.action))
            if found.status == 409:
                found = self.recorder.get(path)
        if found.status not in (200, 404):
            self._expect(found)

    def _move(self, path: str, body: Json, row: ReplayRow, step: str, resource: str) -> Json:
        """Make a transition; where someone made it before, see what there is."""
        answer = self._post(path, body, row, step)
        return self._expect(self.recorder.get(resource) if answer.status == 409 else answer)

    def _post(self, path: str, body: Json, row: ReplayRow, step: str) -> Answer:
        return self.recorder.post(path, body, self._key(row, step))

    def _key(self, row: ReplayRow, step: str) -> str:
        return f"replay:{self.source}:{row.key}:{step}"

    def _expect(self, answer: Answer) -> Json:
        if answer.status in (200, 201, 202):
            return answer.body
        told = answer.body.get("detail") or answer.body.get("title") or answer.code
        named = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in answer.body.get("fields", {}).items())
        raise Unavailable("refused", f"HTTP {answer.status}: {told} {named}".strip(), "接口拒绝了请求。")
