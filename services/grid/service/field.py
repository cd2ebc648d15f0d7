"""The calls about checkpoints, routes, rounds, and what phones send of them."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.grid.checkpoints import (
    AddCheckpoint,
    AddPatrolRoute,
    CheckpointPage,
    CheckpointView,
    CodeSheet,
    ListCheckpoints,
    ListPatrolRoutes,
    PatrolRoutePage,
    PatrolRouteView,
    PrintCodes,
    ReviseCheckpoint,
    RevisePatrolRoute,
)
from linli.contracts.grid.photos import AddPhoto, GetPhoto, PhotoNote
from linli.contracts.grid.rounds import (
    CancelRound,
    GetRound,
    ItemList,
    ListRounds,
    ListScans,
    PlanRound,
    RoundPage,
    RoundView,
    Synced,
    SyncRounds,
)
from linli.timers import timer
from linli.work import Work
from services.grid.service.post import LEADERS, SEERS, WATCHERS, WORKERS, Post
from services.grid.usecases import checkpoints, rounds, syncing


class FieldCalls(Post):
    """Checkpoints, routes, rounds, scans."""

    @call(AddCheckpoint, CheckpointView, roles=LEADERS)
    def add_checkpoint(self, said: AddCheckpoint, work: Work) -> CheckpointView:
        """Add a checkpoint."""
        return checkpoints.add_checkpoint(work, said)

    @call(ReviseCheckpoint, CheckpointView, roles=LEADERS)
    def revise_checkpoint(self, said: ReviseCheckpoint, work: Work) -> CheckpointView:
        """Say anew what a checkpoint is."""
        return checkpoints.revise_checkpoint(work, said)

    @call(ListCheckpoints, CheckpointPage, roles=SEERS, changes=False)
    def list_checkpoints(self, said: ListCheckpoints, work: Work) -> CheckpointPage:
        """An area's checkpoints."""
        return checkpoints.list_checkpoints(work, said)

    @call(PrintCodes, CodeSheet, roles=LEADERS, changes=False)
    def print_codes(self, said: PrintCodes, work: Work) -> CodeSheet:
        """The codes of one sheet."""
        return checkpoints.print_codes(work, said, self.secret)

    @call(AddPatrolRoute, PatrolRouteView, roles=LEADERS)
    def add_patrol_route(self, said: AddPatrolRoute, work: Work) -> PatrolRouteView:
        """Add a route."""
        return checkpoints.add_route(work, said)

    @call(RevisePatrolRoute, PatrolRouteView, roles=LEADERS)
    def revise_patrol_route(self, said: RevisePatrolRoute, work: Work) -> PatrolRouteView:
        """Say anew what a route is."""
        return checkpoints.revise_route(work, said)

    @call(ListPatrolRoutes, PatrolRoutePage, roles=SEERS, changes=False)
    def list_patrol_routes(self, said: ListPatrolRoutes, work: Work) -> PatrolRoutePage:
        """An area's routes."""
        return checkpoints.list_routes(work, said)

    @call(PlanRound, RoundView, roles=LEADERS)
    def plan_round(self, said: PlanRound, work: Work) -> RoundView:
        """Plan a round."""
        return rounds.plan(work, said)

    @call(CancelRound, RoundView, roles=LEADERS)
    def cancel_round(self, said: CancelRound, work: Work) -> RoundView:
        """Let a planned round not take place."""
        return rounds.cancel(work, said)

    @call(GetRound, RoundView, roles=SEERS, changes=False)
    def get_round(self, said: GetRound, work: Work) -> RoundView:
        """Show one round."""
        return rounds.get(work, said)

    @call(ListRounds, RoundPage, roles=SEERS, changes=False)
    def list_rounds(self, said: ListRounds, work: Work) -> RoundPage:
        """An area's rounds."""
        return rounds.list_rounds(work, said)

    @call(ListScans, ItemList, roles=WATCHERS, changes=False)
    def list_scans(self, said: ListScans, work: Work) -> ItemList:
        """What was noted on a round, with where and by whom."""
        return rounds.list_scans(work, said)

    @call(SyncRounds, Synced, roles=WORKERS)
    def sync_rounds(self, said: SyncRounds, work: Work) -> Synced:
        """Take over what a phone noted."""
        return syncing.sync(work, said, self.secret)

    @call(AddPhoto, PhotoNote, roles=WORKERS)
    def add_photo(self, said: AddPhoto, work: Work) -> PhotoNote:
        """Note that a photograph is there."""
        return syncing.add_photo(work, said)

    @call(GetPhoto, PhotoNote, roles=SEERS, changes=False)
    def get_photo(self, said: GetPhoto, work: Work) -> PhotoNote:
        """Whether the caller may see a photograph."""
        return syncing.get_photo(work, said)

    @timer("round.over")
    def round_over(self, subject: UUID, work: Work) -> None:
        """A round's time is over."""
        rounds.over(work, subject)
