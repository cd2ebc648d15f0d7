"""A template names only placeholders that can be filled, and says what is known in their place."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.hotline.templates import TemplateContent, TemplateUse
from linli.errors import Conflict, Invalid
from services.hotline.domain.template import PLACEHOLDERS, Template, all_placeholders, fill, placeholders
from tests.factories.people import STREET

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def content(text: str, text_en: str | None = None) -> TemplateContent:
    return TemplateContent(name="受理答复", use=TemplateUse.ANSWER, text=text, text_en=text_en)


def test_the_placeholders_of_both_languages_are_found_each_once() -> None:
    said = content("您的{title}（{tracking_code}）已受理，{title}", "{tracking_code}: done on {today}")
    assert all_placeholders(said) == ("title", "tracking_code", "today")


@pytest.mark.parametrize(
    "text",
    ["{phone}", "{}", "{0}", "{title!r}", "{title:>9}", "{title.__class__}", "{title", "title}", "{ title }"],
)
def test_what_nobody_can_fill_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(Invalid, match="bad_placeholder") as refused:
        placeholders(text, "content.text_en")
    assert list(refused.value.fields) == ["content.text_en"]


@given(st.lists(st.one_of(st.text(max_size=8), st.sampled_from(sorted(PLACEHOLDERS)).map(lambda name: (name,)))))
def test_a_filled_text_is_the_text_with_each_value_in_its_place(parts: list[str | tuple[str]]) -> None:
    """Braces of the text and of the values come through as they are."""
    values = {name: f"<{name}{{x}}>" for name in sorted(PLACEHOLDERS)[:4]}
    text, expected = "", ""
    for part in parts:
        if isinstance(part, tuple):
            text += f"{{{part[0]}}}"
            expected += values.get(part[0], f"{{{part[0]}}}")
        else:
            text += part.replace("{", "{{").replace("}", "}}")
            expected += part
    assert fill(text, values) == expected


def test_a_template_is_revised_retired_once_and_in_use_again_by_its_next_version() -> None:
    template, first = Template.write(uuid4(), STREET, content("a"), UUID(int=1), AT)
    template.retire()
    with pytest.raises(Conflict, match="already_retired"):
        template.retire()
    second = template.revise(content("b"), UUID(int=1), AT)
    assert (template.retired, template.newest, template.sequence) == (False, 2, 3)
    assert (first.number, first.content.text, second.number) == (1, "a", 2)
