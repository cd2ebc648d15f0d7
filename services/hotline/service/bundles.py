"""The calls about bundles of requests."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.bundles import BundleCatalogue, BundleView, GetBundle, ListBundles, OpenBundle
from linli.work import Work
from services.hotline.service.desk import INTAKE, Desk
from services.hotline.usecases import bundles as usecases


class BundleCalls(Desk):
    """One form for several offices."""

    @call(ListBundles, BundleCatalogue, changes=False)
    def list_bundles(self, said: ListBundles, work: Work) -> BundleCatalogue:
        """The definitions of bundles."""
        return usecases.list_definitions(work)

    @call(OpenBundle, BundleView, roles=INTAKE)
    def open_bundle(self, said: OpenBundle, work: Work) -> BundleView:
        """Open the requests of several offices, all or none 一门式受理."""
        return usecases.open_bundle(work, said, self.sealer, self.calendar)

    @call(GetBundle, BundleView, changes=False)
    def get_bundle(self, said: GetBundle, work: Work) -> BundleView:
        """Where each request of a bundle stands."""
        return usecases.get(work, said)
