"""Templates of operators' texts: written, revised, retired, listed, filled for a request."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from linli.areas import covers
from linli.clock import local
from linli.contracts.hotline.templates import (
    FilledTemplate,
    FillTemplate,
    GetTemplate,
    ListTemplates,
    RetireTemplate,
    ReviseTemplate,
    TemplateContent,
    TemplatePage,
    TemplateView,
    WriteTemplate,
)
from linli.errors import not_found
from linli.work import Work
from services.hotline.domain.request import Request
from services.hotline.domain.template import Template, TemplateVersion, all_placeholders, fill
from services.hotline.store import templates as store
from services.hotline.store.requests import request_of
from services.hotline.usecases.catalogue import edition, named
from services.hotline.usecases.knowledge import actor, let_read


def write(work: Work, said: WriteTemplate) -> TemplateView:
    """A new template, in use at once."""
    work.authorise(said.area_code, "area", "区域")
    _check(work, said.content)
    template, version = Template.write(uuid4(), said.area_code, said.content, actor(work), work.now)
    store.save(work.session, template, version)
    return _view(template, version)


def revise(work: Work, said: ReviseTemplate) -> TemplateView:
    """The next version takes the present one's place."""
    template = _to_change(work, said)
    _check(work, said.content)
    version = template.revise(said.content, actor(work), work.now)
    store.save(work.session, version)
    return _view(template, version)


def retire(work: Work, said: RetireTemplate) -> TemplateView:
    """The template is listed no more."""
    template = _to_change(work, said)
    template.retire()
    return _view(template, store.version_of(work.session, template.id, template.newest))


def get(work: Work, said: GetTemplate) -> TemplateView:
    """One version of a template, for anyone in whose line of areas it lies."""
    template = store.template_of(work.session, said.id)
    let_read(work, template.area_code, "template", "模板")
    return _view(template, store.version_of(work.session, template.id, said.number or template.newest))


def list_templates(work: Work, said: ListTemplates) -> TemplatePage:
    """The templates in use at an area."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.templates_at(work.session, said)
    versions = (store.version_of(work.session, one.id, one.newest) for one in found)
    items = tuple(_view(one, version) for one, version in zip(found, versions, strict=True))
    return TemplatePage(items=items, next_cursor=cursor)


def fill_for(work: Work, said: FillTemplate) -> FilledTemplate:
    """The newest version's texts with what is known of the request."""
    request = request_of(work.session, said.request_id)
    work.authorise(request.area_code, "request", "诉求")
    template = store.template_of(work.session, said.id)
    if not covers(template.area_code, request.area_code):
        raise not_found("template", "模板")
    content = store.version_of(work.session, template.id, template.newest).content
    known = _values(work, request, english=False)
    return FilledTemplate(
        id=template.id,
        number=template.newest,
        text=fill(content.text, known),
        text_en=fill(content.text_en, _values(work, request, english=True)) if content.text_en else None,
        missing=tuple(name for name in all_placeholders(content) if name not in known),
    )


def _values(work: Work, request: Request, *, english: bool) -> dict[str, str]:
    """What a template may say of a request, in the words of its language; only what there is."""
    category = named(work, request.category)
    moments = {
        "opened_at": request.opened_at,
        "answer_due_at": request.answer_due_at,
        "settle_due_at": request.settle_due_at,
    }
    said = {
        "tracking_code": request.tracking_code,
        "title": request.title,
        "category": category.en if english else category.zh,
        "result": request.result,
        "today": _day(work.now, english=english),
        **{name: _written(at, english=english) for name, at in moments.items() if at},
    }
    return {name: value for name, value in said.items() if value}


def _written(moment: datetime, *, english: bool) -> str:
    return f"{_day(moment, english=english)} {local(moment):%H:%M}"


def _day(moment: datetime, *, english: bool) -> str:
    at = local(moment)
    return f"{at:%Y-%m-%d}" if english else f"{at.year}年{at.month}月{at.day}日"


def _check(work: Work, content: TemplateContent) -> None:
    if content.category is not None:
        edition(work).category(content.category)


def _to_change(work: Work, said: ReviseTemplate | RetireTemplate) -> Template:
    template = store.template_of(work.session, said.id, to_change=True)
    work.authorise(template.area_code, "template", "模板")
    work.expect(said.version, template.sequence)
    return template


def _view(template: Template, version: TemplateVersion) -> TemplateView:
    return TemplateView(
        id=template.id,
        version=template.sequence,
        area_code=template.area_code,
        number=version.number,
        newest=template.newest,
        retired=template.retired,
        content=version.content,
        placeholders=all_placeholders(version.content),
        written_by=version.written_by,
        written_at=version.written_at,
    )
