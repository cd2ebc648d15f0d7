"""The calls about organisations of volunteers, service days and indicators."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.volunteer.teams import (
    DissolveTeam,
    FoundTeam,
    GetIndicators,
    GetTeam,
    IndicatorsView,
    JoinTeam,
    ListTeams,
    RecordResidents,
    RecordServiceDay,
    ResidentsView,
    ReviseTeam,
    ServiceDayView,
    TeamPage,
    TeamView,
)
from linli.work import Work
from services.volunteer.service.desk import Desk
from services.volunteer.usecases import teams as usecases
from services.volunteer.usecases.roles import COORDINATORS


class TeamCalls(Desk):
    """Federation, stations and teams."""

    @call(FoundTeam, TeamView, roles=COORDINATORS)
    def found_team(self, said: FoundTeam, work: Work) -> TeamView:
        """Found an organisation of volunteers."""
        return usecases.found(work, said)

    @call(ReviseTeam, TeamView, roles=COORDINATORS)
    def revise_team(self, said: ReviseTeam, work: Work) -> TeamView:
        """Change what an organisation says of itself."""
        return usecases.revise(work, said)

    @call(DissolveTeam, TeamView, roles=COORDINATORS)
    def dissolve_team(self, said: DissolveTeam, work: Work) -> TeamView:
        """End an organisation."""
        return usecases.dissolve(work, said)

    @call(JoinTeam, TeamView, roles=COORDINATORS)
    def join_team(self, said: JoinTeam, work: Work) -> TeamView:
        """Take a volunteer in, or out."""
        return usecases.join(work, said)

    @call(GetTeam, TeamView, changes=False)
    def get_team(self, said: GetTeam, work: Work) -> TeamView:
        """Show one organisation."""
        return usecases.get(work, said)

    @call(ListTeams, TeamPage, changes=False)
    def list_teams(self, said: ListTeams, work: Work) -> TeamPage:
        """Show the organisations of an area."""
        return usecases.list_teams(work, said)

    @call(RecordServiceDay, ServiceDayView, roles=COORDINATORS)
    def record_service_day(self, said: RecordServiceDay, work: Work) -> ServiceDayView:
        """Note a large service day."""
        return usecases.record_day(work, said)

    @call(RecordResidents, ResidentsView, roles=COORDINATORS)
    def record_residents(self, said: RecordResidents, work: Work) -> ResidentsView:
        """Note how many residents an area has."""
        return usecases.record_residents(work, said)

    @call(GetIndicators, IndicatorsView, changes=False)
    def get_indicators(self, said: GetIndicators, work: Work) -> IndicatorsView:
        """Count the indicators."""
        return usecases.indicators(work, said)
