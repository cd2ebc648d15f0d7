"""What the worker process does for dispatch: read everything, find the optimum; needs numpy and scipy."""

from __future__ import annotations

from linli.clock import now
from linli.computing import Run
from linli.contracts.volunteer.dispatch import MatchArea, ProposedMatch
from linli.observe import Chain
from linli.work import Work
from services.volunteer.solving.matching import match
from services.volunteer.store import engagements as store
from services.volunteer.usecases.dispatching import needs_and_candidates


def find_matches(said: MatchArea, run: Run) -> list[ProposedMatch]:
    """The matches of the least cost over all open places of a district."""
    with run.database.reading() as session:
        work = Work(session, now(), Chain())
        needs, candidates = needs_and_candidates(work, said)
        history = store.learned(session, work.now)
    found = match(needs, candidates, history, run.reached)
    return [ProposedMatch(task_id=one.need.task_id, role=one.need.role, volunteer_id=one.candidate.id) for one in found]
