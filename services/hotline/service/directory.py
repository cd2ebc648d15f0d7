"""The calls about the directory of services and providers."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.directory import (
    CloseProvider,
    ConvenienceService,
    GetProvider,
    KeepService,
    ListServices,
    ProviderList,
    ProviderView,
    ReviseProvider,
    SearchProviders,
    ServiceList,
    WriteProvider,
)
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.service.knowledge import EDITORS
from services.hotline.usecases import directory as usecases


class DirectoryCalls(Desk):
    """Services and providers: kept, searched."""

    @call(KeepService, ConvenienceService, roles=EDITORS)
    def keep_service(self, said: KeepService, work: Work) -> ConvenienceService:
        """Put a service into the directory."""
        return usecases.keep_service(work, said)

    @call(ListServices, ServiceList, changes=False)
    def list_services(self, said: ListServices, work: Work) -> ServiceList:
        """The services of the directory."""
        return usecases.list_services(work, said)

    @call(WriteProvider, ProviderView, roles=EDITORS)
    def write_provider(self, said: WriteProvider, work: Work) -> ProviderView:
        """Put a provider into the directory."""
        return usecases.write(work, said)

    @call(ReviseProvider, ProviderView, roles=EDITORS)
    def revise_provider(self, said: ReviseProvider, work: Work) -> ProviderView:
        """Change what the directory says of a provider."""
        return usecases.revise(work, said)

    @call(CloseProvider, ProviderView, roles=EDITORS)
    def close_provider(self, said: CloseProvider, work: Work) -> ProviderView:
        """Take a provider out of the directory."""
        return usecases.close(work, said)

    @call(GetProvider, ProviderView, changes=False)
    def get_provider(self, said: GetProvider, work: Work) -> ProviderView:
        """Show one provider."""
        return usecases.get(work, said)

    @call(SearchProviders, ProviderList, changes=False)
    def search_providers(self, said: SearchProviders, work: Work) -> ProviderList:
        """Look for providers."""
        return usecases.search(work, said)
