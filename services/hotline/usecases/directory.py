"""The directory of services and providers: kept, searched."""

from __future__ import annotations

from uuid import uuid4

from linli.clock import local
from linli.contracts.hotline.directory import (
    CloseProvider,
    ConvenienceService,
    GetProvider,
    KeepService,
    ListServices,
    ProviderContent,
    ProviderList,
    ProviderView,
    ReviseProvider,
    SearchProviders,
    ServiceList,
    WriteProvider,
)
from linli.errors import Conflict, Invalid
from linli.work import Work
from services.hotline.domain.directory import ListedService, Provider
from services.hotline.store import directory as store
from services.hotline.usecases.knowledge import let_read


def keep_service(work: Work, said: KeepService) -> ConvenienceService:
    """Put a service into the directory, or in the place of the one of its code."""
    work.authorise(said.area_code, "area", "区域")
    store.keep_service(work.session, ListedService.of(said.service))
    return said.service


def list_services(work: Work, said: ListServices) -> ServiceList:
    """The services of the directory, which every signed-in person may see."""
    work.authorised = True
    return ServiceList(items=tuple(one.content for one in store.services(work.session, said.category)))


def write(work: Work, said: WriteProvider) -> ProviderView:
    """Put a provider into the directory; raises `Conflict` when its code is taken."""
    work.authorise(said.area_code, "area", "区域")
    if store.provider_called(work.session, said.code) is not None:
        text, zh = "Another provider has this code.", "该服务商代码已被使用。"
        raise Conflict("code_taken", text, zh, {"code": [f"{text} {zh}"]})
    provider = Provider.write(uuid4(), said.code, said.area_code, said.content)
    return _keep(work, provider)


def revise(work: Work, said: ReviseProvider) -> ProviderView:
    """Change what the directory says of a provider."""
    provider = _to_change(work, said)
    provider.revise(said.content)
    return _keep(work, provider)


def close(work: Work, said: CloseProvider) -> ProviderView:
    """Take a provider out of the directory."""
    provider = _to_change(work, said)
    provider.close()
    return view(provider)


def load(work: Work, said: WriteProvider) -> None:
    """Put a provider of a file into the directory, or in the place of the one of its code."""
    known = store.provider_called(work.session, said.code)
    if known is None:
        write(work, said)
    else:
        revise(work, ReviseProvider(id=known.id, content=said.content))


def get(work: Work, said: GetProvider) -> ProviderView:
    """One provider, for anyone in whose line of areas it was put in."""
    provider = store.provider_of(work.session, said.id)
    let_read(work, provider.area_code, "provider", "服务商")
    return view(provider)


def search(work: Work, said: SearchProviders) -> ProviderList:
    """Providers that serve the area, best rated first."""
    work.authorise(said.area_code, "area", "区域")
    found = store.search(work.session, said)
    if said.open_at is not None:
        moment = local(said.open_at)
        found = [one for one in found if one.open_at(moment)]
    return ProviderList(items=tuple(view(one) for one in found[: said.limit]))


def _keep(work: Work, provider: Provider) -> ProviderView:
    listed = _listed(work, provider.content)
    store.keep_provider(work.session, provider, listed)
    return view(provider)


def _listed(work: Work, content: ProviderContent) -> dict[str, ConvenienceService]:
    found = store.services_named(work.session, content.services)
    unknown = [code for code in content.services if code not in found]
    if unknown:
        text, zh = f"There is no service {unknown[0]} in the directory.", f"目录中没有服务 {unknown[0]}。"
        raise Invalid("unknown_service", text, zh, {"content.services": [f"{text} {zh}"]})
    return found


def _to_change(work: Work, said: ReviseProvider | CloseProvider) -> Provider:
    provider = store.provider_of(work.session, said.id, to_change=True)
    work.authorise(provider.area_code, "provider", "服务商")
    work.expect(said.version, provider.sequence)
    return provider


def view(provider: Provider) -> ProviderView:
    """A provider as it is shown."""
    return ProviderView(
        id=provider.id,
        version=provider.sequence,
        code=provider.code,
        area_code=provider.area_code,
        content=provider.content,
        rating=provider.rating,
        ratings=provider.ratings,
        closed=provider.closed,
    )
