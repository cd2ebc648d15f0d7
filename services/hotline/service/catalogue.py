"""The calls of the catalogue: shown to everyone, changed by the district's administrators."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.answers import AnswersView, ListAnswers
from linli.contracts.hotline.catalogue import (
    CatalogueLoaded,
    CatalogueView,
    CategoryCodes,
    CategoryView,
    ChangeCategory,
    CreateCategory,
    GetCategory,
    ListCategories,
    ListCategoryCodes,
    LoadCatalogue,
    RetireEntry,
    SuggestCategories,
    SuggestionsView,
)
from linli.identity import Role
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.usecases import answers
from services.hotline.usecases import catalogue as usecases

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class CatalogueCalls(Desk):
    """Categories: shown, suggested, added, changed, retired; and what was answered to their forms."""

    @call(ListAnswers, AnswersView, changes=False)
    def list_answers(self, said: ListAnswers, work: Work) -> AnswersView:
        """Show what was answered to the form of a request, personal answers masked."""
        return answers.list_answers(work, said.request_id, self.sealer)

    @call(ListCategories, CatalogueView, changes=False)
    def list_categories(self, said: ListCategories, work: Work) -> CatalogueView:
        """Show the catalogue, which is public."""
        return usecases.list_categories(work, said)

    @call(ListCategoryCodes, CategoryCodes, changes=False)
    def list_category_codes(self, said: ListCategoryCodes, work: Work) -> CategoryCodes:
        """Show which categories may be used today."""
        return usecases.category_codes(work)

    @call(GetCategory, CategoryView, changes=False)
    def get_category(self, said: GetCategory, work: Work) -> CategoryView:
        """Show one category."""
        return usecases.get_category(work, said)

    @call(SuggestCategories, SuggestionsView, changes=False)
    def suggest_categories(self, said: SuggestCategories, work: Work) -> SuggestionsView:
        """Suggest categories for a text."""
        return usecases.suggest(work, said)

    @call(CreateCategory, CategoryView, roles=ADMINISTRATORS)
    def create_category(self, said: CreateCategory, work: Work) -> CategoryView:
        """Add a category."""
        return usecases.create_category(work, said)

    @call(ChangeCategory, CategoryView, roles=ADMINISTRATORS)
    def change_category(self, said: ChangeCategory, work: Work) -> CategoryView:
        """Say what a category is from a day on."""
        return usecases.change_category(work, said)

    @call(RetireEntry, CategoryView, roles=ADMINISTRATORS)
    def retire_category(self, said: RetireEntry, work: Work) -> CategoryView:
        """End a category on a day 停用."""
        return usecases.retire_category(work, said)

    @call(LoadCatalogue, CatalogueLoaded, roles=ADMINISTRATORS)
    def load_catalogue(self, said: LoadCatalogue, work: Work) -> CatalogueLoaded:
        """Let the catalogue say what a file says."""
        return usecases.load_file(work, said)
