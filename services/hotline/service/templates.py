"""The calls about templates of operators' texts."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.templates import (
    FilledTemplate,
    FillTemplate,
    GetTemplate,
    ListTemplates,
    RetireTemplate,
    ReviseTemplate,
    TemplatePage,
    TemplateView,
    WriteTemplate,
)
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.service.knowledge import ANSWERING, EDITORS
from services.hotline.usecases import templates as usecases


class TemplateCalls(Desk):
    """Templates: written, revised, listed, filled."""

    @call(WriteTemplate, TemplateView, roles=EDITORS)
    def write_template(self, said: WriteTemplate, work: Work) -> TemplateView:
        """Write a template."""
        return usecases.write(work, said)

    @call(ReviseTemplate, TemplateView, roles=EDITORS)
    def revise_template(self, said: ReviseTemplate, work: Work) -> TemplateView:
        """Write a template's next version."""
        return usecases.revise(work, said)

    @call(RetireTemplate, TemplateView, roles=EDITORS)
    def retire_template(self, said: RetireTemplate, work: Work) -> TemplateView:
        """Take a template out of use 停用."""
        return usecases.retire(work, said)

    @call(GetTemplate, TemplateView, changes=False)
    def get_template(self, said: GetTemplate, work: Work) -> TemplateView:
        """Show one version of a template."""
        return usecases.get(work, said)

    @call(ListTemplates, TemplatePage, changes=False)
    def list_templates(self, said: ListTemplates, work: Work) -> TemplatePage:
        """List the templates in use at an area."""
        return usecases.list_templates(work, said)

    @call(FillTemplate, FilledTemplate, roles=ANSWERING, changes=False)
    def fill_template(self, said: FillTemplate, work: Work) -> FilledTemplate:
        """A template's texts for a request."""
        return usecases.fill_for(work, said)
