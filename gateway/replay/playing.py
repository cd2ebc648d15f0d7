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

from gateway.replay.client import GONE, Answer, Api, Json
from gateway.replay.rows import ReplayRow, Tree, place
from gateway.replay.steps import TASK_STEPS, TASKS, People, opening
from linli.contracts.hotline.words import RequestState
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
        """Bring every row to its final state; what fails is named in the tally and stops nothing else.

        In waves, so that what follows by events has happened by the time it is needed.
        """
        tally, started = Tally(), time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            begun = list(pool.map(self._trying(self._begin), rows))
            worked = list(pool.map(self._trying(self._work), rows, begun))
            for row, outcome in zip(rows, pool.map(self._trying(self._finish), rows, worked), strict=True):
                if isinstance(outcome, LinliError):
                    tally.failed[row.key] = outcome.message
                else:
                    tally.states[outcome["request"]["state"]] += 1
                progress(1)
        tally.seconds = time.monotonic() - started
        return tally

    @staticmethod
    def _trying(wave: Callable[..., Json]) -> Callable[..., Json | LinliError]:
        """The wave, with its error as the outcome; a row that failed in the wave before is passed on as it is.

        A platform that is gone ends the replay: begun again, it goes on there.
        """

        def attempt(row: ReplayRow, *before: Json | LinliError) -> Json | LinliError:
            if before and isinstance(before[0], LinliError):
                return before[0]
            try:
                return wave(row, *before)
            except LinliError as error:
                if error.code == GONE:
                    raise
                return error

        return attempt

    def _begin(self, row: ReplayRow) -> Json:
        """Open the request and sign for it; its view."""
        body = opening(row, self.source, place(row.board, row.zip, self.tree))
        request = self._expect(self._post("/api/hotline/requests", body, row, "open"))
        if _state(request) == RequestState.DISPATCHED and row.state != RequestState.DISPATCHED:
            return self._next(row, request)
        return request

    def _work(self, row: ReplayRow, request: Json) -> Json:
        """Do the task of a row that ends, as far as it goes now; the request as it was."""
        if row.closed_at and _state(request) == RequestState.SIGNED:
            self._do_task(row, request)
        return request

    def _finish(self, row: ReplayRow, request: Json) -> Json:
        """Bring the request to the row's final state, step by step from the state it is found in; its view."""
        until = time.monotonic() + PATIENCE
        if row.closed_at and _state(request) == RequestState.SIGNED:
            request = self._move(row, request, "close")
        while _state(request) != row.state:
            if time.monotonic() > until:
                raise Unavailable("stuck", f"Request {request['id']} stays {_state(request)}.", "诉求未能推进。")
            request = self._next(row, request)
        return request

    def _next(self, row: ReplayRow, request: Json) -> Json:
        """Do what the request's state asks for; its new view."""
        state = _state(request)
        if state == RequestState.DISPATCHED:
            return self._move(row, request, "sign")
        if state == RequestState.SETTLED and row.closed_at:
            return self._move(row, request, "close")
        if state == RequestState.SIGNED and row.closed_at:
            self._do_task(row, request)
        time.sleep(PAUSE)
        return self._expect(self.recorder.get(_path(request)))

    def _do_task(self, row: ReplayRow, request: Json) -> None:
        """Take the request's task through its service from wherever it is, as far as it goes now."""
        service, task_id = request["request"]["service"], request["request"]["task_id"]
        path, steps = f"{TASKS[service]}/{task_id}", TASK_STEPS[service]
        state = next(iter(steps))
        while step := steps.get(state):
            moment = row.closed_at if step.at_end else row.opened_at
            body = {"at": moment.isoformat() if moment else None, **step.body(self.people)}
            api = self.checker if step.by_checker else self.recorder
            found = api.post(f"{path}/{step.action}", body, self._key(row, step.action))
            if found.status == 409:
                found = self.recorder.get(path)
            if found.status == 404:
                return  # the event that opens the task is still on its way
            before, state = state, self._expect(found)["task"]["state"]
            if state == before:
                return  # someone else is at it; what follows is seen at the next look

    def _move(self, row: ReplayRow, request: Json, action: str) -> Json:
        """Make a transition; where it is too early or too late for it, see what there is."""
        moment = row.closed_at if action == "close" else row.opened_at
        body = {"at": moment.isoformat() if moment else None}
        answer = self._post(f"{_path(request)}/{action}", body, row, action)
        return self._expect(self.recorder.get(_path(request)) if answer.status == 409 else answer)

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


def _state(request: Json) -> str | None:
    """The request's state; None while it waits for the hotline."""
    state: str | None = request.get("request", {}).get("state")
    return state


def _path(request: Json) -> str:
    return f"/api/hotline/requests/{request['id']}"
