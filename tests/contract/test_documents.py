"""The generated documents are those of the code, and say the truth about its messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from linli.contracts import documents
from linli.contracts.release import events, sample_file

DOCS = documents.DOCS
ASYNCAPI = yaml.safe_load((DOCS / "asyncapi.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def written_anew() -> dict[Path, str]:
    """Every generated file as the code would write it now."""
    return documents.documents()


@pytest.mark.parametrize("name", ["events.md", "asyncapi.yaml", "openapi.json", "figures.md", "glossary.md"])
def test_a_generated_document_is_the_one_the_code_would_write(written_anew: dict[Path, str], name: str) -> None:
    told = "run `python -m linli.contracts.documents`"
    assert (DOCS / name).read_bytes() == written_anew[DOCS / name].encode(), told


def test_a_document_that_says_something_else_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = (DOCS / "events.md").read_text(encoding="utf-8").replace("`grid.open_case`", "`grid.open_matter`")
    (tmp_path / "events.md").write_text(stale, encoding="utf-8")
    (tmp_path / "glossary.md").touch()
    monkeypatch.setattr(documents, "_openapi_text", lambda: "")
    assert documents.documents(tmp_path)[tmp_path / "events.md"] != stale


def test_what_is_written_by_hand_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "events.md").write_text(f"# By hand\n\n{documents.BEGINS}\nold\n", encoding="utf-8")
    (tmp_path / "glossary.md").touch()
    monkeypatch.setattr(documents, "_openapi_text", lambda: "")
    text = documents.documents(tmp_path)[tmp_path / "events.md"]
    assert text.startswith(f"# By hand\n\n{documents.BEGINS}\n\n## hotline")


@pytest.mark.parametrize("wire_type", events())
def test_every_sample_fits_the_schema_that_is_published(wire_type: str) -> None:
    sample = json.loads(sample_file(wire_type).read_text(encoding="utf-8"))
    _validator(wire_type).validate(sample)
    del sample["areacode"]
    assert not _validator(wire_type).is_valid(sample)


def _validator(wire_type: str) -> Any:
    payload = ASYNCAPI["components"]["messages"][wire_type]["payload"]
    schema = {**payload, "components": ASYNCAPI["components"]}
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def test_every_reference_in_the_asyncapi_description_leads_somewhere() -> None:
    for reference in _references(ASYNCAPI):
        found: Any = ASYNCAPI
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [one for value in part.values() for one in _references(value)]
    return [one for value in part for one in _references(value)] if isinstance(part, list) else []


def test_every_event_is_a_channel_that_somebody_sends() -> None:
    sent = {one["channel"]["$ref"] for one in ASYNCAPI["operations"].values() if one["action"] == "send"}
    assert sent == {f"#/channels/{name}" for name in events()}
    assert set(ASYNCAPI["channels"]) == set(events())
