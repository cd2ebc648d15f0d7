"""The console's files are known by their content, served packed, and without them it is said how to make them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from gateway.frontend import serving
from gateway.frontend.sources import STAMP, TOP, fingerprint, is_built


@pytest.fixture
def console(tmp_path: Path) -> Path:
    """Sources that are built."""
    for name in TOP:
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("1", encoding="utf-8")
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets / "a.js").write_bytes(b"let a = 1")
    (assets / "a.js.gz").write_bytes(gzip.compress(b"let a = 1"))
    (tmp_path / "dist" / "index.html").write_text("the console", encoding="utf-8")
    (tmp_path / "dist" / STAMP).write_text(fingerprint(tmp_path) + "\n", encoding="ascii")
    return tmp_path


def test_a_source_that_changes_or_comes_means_a_new_build(console: Path) -> None:
    assert is_built(console)
    (console / "src" / "other.ts").write_text("2", encoding="utf-8")
    assert not is_built(console)
    (console / "src" / "other.ts").rename(console / "src" / "other.test.ts")
    assert is_built(console)
    (console / "src" / "main.ts").write_text("3", encoding="utf-8")
    assert not is_built(console)


def test_without_a_build_the_first_page_says_how_to_make_one(tmp_path: Path) -> None:
    with Flask("x").test_request_context("/"):
        assert "make console" in serving.page(tmp_path).get_data(as_text=True)


def test_a_file_is_packed_for_who_takes_that_and_kept_by_browsers(console: Path) -> None:
    dist, app = console / "dist", Flask("x")
    with app.test_request_context("/", headers={"Accept-Encoding": "gzip"}):
        packed = serving.file("assets/a.js", dist)
        packed.direct_passthrough = False
        assert gzip.decompress(packed.get_data()) == b"let a = 1"
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.mimetype == "text/javascript"
        assert "immutable" in packed.headers["Cache-Control"]
        packed.close()
    with app.test_request_context("/"):
        plain = serving.file("assets/a.js", dist)
        plain.direct_passthrough = False
        assert plain.get_data() == b"let a = 1"
        plain.close()


@pytest.mark.parametrize("name", ["index.html", STAMP, "assets/a.js.gz", "../package.json", "assets/none.js"])
def test_nothing_else_is_served(console: Path, name: str) -> None:
    with Flask("x").test_request_context("/"), pytest.raises(NotFound):
        serving.file(name, console / "dist")
