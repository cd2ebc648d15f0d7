"""The calls about mediations and commitments, and the timers that remind of them."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.context import Context
from linli.contracts.grid.commitments import (
    CheckCommitment,
    CommitmentPage,
    CommitmentView,
    EndCommitment,
    GetCommitment,
    ListCommitments,
    MakeCommitment,
    RenewCommitment,
)
from linli.contracts.grid.mediation import (
    AgreeMediation,
    FailMediation,
    FollowUpMediation,
    GetMediation,
    HoldSession,
    MediationView,
    OpenMediation,
)
from linli.contracts.grid.parties import ListPartyLooks, PartiesSeen, PartyLookList, SeeParties
from linli.sealing import Sealer
from linli.timers import timer
from linli.work import Work
from services.grid.service.post import SEERS, WATCHERS, WORKERS, Post
from services.grid.usecases import commitments, mediation, parties


class PartyCalls(Post):
    """Disputes mediated, commitments kept; the people of both are sealed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._sealer = Sealer(context.settings.secret)

    @call(OpenMediation, MediationView, roles=WORKERS)
    def open_mediation(self, said: OpenMediation, work: Work) -> MediationView:
        """Begin to mediate a dispute."""
        return mediation.open_mediation(work, said, self._sealer)

    @call(HoldSession, MediationView, roles=WORKERS)
    def hold_session(self, said: HoldSession, work: Work) -> MediationView:
        """Write a session down."""
        return mediation.hold(work, said, self._sealer)

    @call(AgreeMediation, MediationView, roles=WORKERS)
    def agree_mediation(self, said: AgreeMediation, work: Work) -> MediationView:
        """Write the agreement down."""
        return mediation.agree(work, said, self._sealer)

    @call(FailMediation, MediationView, roles=WORKERS)
    def fail_mediation(self, said: FailMediation, work: Work) -> MediationView:
        """End without an agreement."""
        return mediation.fail(work, said, self._sealer)

    @call(FollowUpMediation, MediationView, roles=WORKERS)
    def follow_up_mediation(self, said: FollowUpMediation, work: Work) -> MediationView:
        """Say whether the agreement is kept."""
        return mediation.follow_up(work, said, self._sealer)

    @call(GetMediation, MediationView, roles=SEERS, changes=False)
    def get_mediation(self, said: GetMediation, work: Work) -> MediationView:
        """The mediation of a case."""
        return mediation.get(work, said, self._sealer)

    @call(MakeCommitment, CommitmentView, roles=WORKERS)
    def make_commitment(self, said: MakeCommitment, work: Work) -> CommitmentView:
        """Write a commitment down."""
        return commitments.make(work, said, self._sealer)

    @call(CheckCommitment, CommitmentView, roles=WORKERS)
    def check_commitment(self, said: CheckCommitment, work: Work) -> CommitmentView:
        """Say which terms are broken."""
        return commitments.check_one(work, said, self._sealer)

    @call(RenewCommitment, CommitmentView, roles=WORKERS)
    def renew_commitment(self, said: RenewCommitment, work: Work) -> CommitmentView:
        """Sign it anew."""
        return commitments.renew(work, said, self._sealer)

    @call(EndCommitment, CommitmentView, roles=WORKERS)
    def end_commitment(self, said: EndCommitment, work: Work) -> CommitmentView:
        """Let it hold no longer."""
        return commitments.end(work, said, self._sealer)

    @call(GetCommitment, CommitmentView, roles=SEERS, changes=False)
    def get_commitment(self, said: GetCommitment, work: Work) -> CommitmentView:
        """One commitment with its checks."""
        return commitments.get(work, said, self._sealer)

    @call(ListCommitments, CommitmentPage, roles=SEERS, changes=False)
    def list_commitments(self, said: ListCommitments, work: Work) -> CommitmentPage:
        """An area's commitments."""
        return commitments.list_commitments(work, said, self._sealer)

    @call(SeeParties, PartiesSeen, roles=WORKERS, private=True)
    def see_parties(self, said: SeeParties, work: Work) -> PartiesSeen:
        """The parties in full, for a reason."""
        return parties.see(work, said, self._sealer)

    @call(ListPartyLooks, PartyLookList, roles=WATCHERS, changes=False)
    def list_party_looks(self, said: ListPartyLooks, work: Work) -> PartyLookList:
        """Who saw them."""
        return parties.list_looks(work, said)

    @timer("mediation.follow_up")
    def follow_up_due(self, subject: UUID, work: Work) -> None:
        """The day of a follow-up has come."""
        mediation.due(work, subject)

    @timer("commitment.check")
    def commitment_check_due(self, subject: UUID, work: Work) -> None:
        """A commitment was not checked within its days."""
        commitments.check_due(work, subject)

    @timer("commitment.renew")
    def commitment_renewal_due(self, subject: UUID, work: Work) -> None:
        """A commitment ends soon."""
        commitments.renewal_due(work, subject)

    @timer("commitment.lapse")
    def commitment_lapses(self, subject: UUID, work: Work) -> None:
        """A commitment's time is over."""
        commitments.lapse(work, subject)
