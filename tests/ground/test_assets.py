"""Static files: one version in their address, ready compressed, kept for ever."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from customers.ground import assets

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few static files."""
    (tmp_path / "css").mkdir()
    (tmp_path / "js").mkdir()
    (tmp_path / "css" / "a.css").write_text("a { color: red }\n" * 200)
    (tmp_path / "css" / "ground.css").write_text("@layer ground;\n")
    (tmp_path / "js" / "b.js").write_text("let two = 2;\n" * 200)
    (tmp_path / "js" / "a.js").write_text("let one = 1; // without an end of line")
    (tmp_path / "js" / "c.js").write_text("  // Why.\n\n// So.\nlet c = '//c';\n")
    (tmp_path / "css" / "z.css").write_text("/* Two\n lines */\n\n  i { top: 0 }\n")
    (tmp_path / "lone.js").write_text("let three = 3;")
    (tmp_path / "dot.png").write_bytes(b"\x89PNG not really")
    return tmp_path


def serving(folder: Path) -> Flask:
    """An app that serves the folder."""
    app = Flask("serving", static_folder=None)
    assets.init_app(app, folder=folder)
    return app


def url_of(app: Flask, name: str) -> str:
    """The address of a file, as templates write it."""
    with app.test_request_context():
        return assets.static_url(name)


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    """A browser."""
    return serving(folder).test_client()


def test_a_file_is_served_under_its_version_for_ever(client: FlaskClient) -> None:
    answer = client.get(url_of(client.application, "app.css"))

    assert answer.status_code == 200
    assert "a { color: red }" in answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/css"


def test_text_has_a_compressed_twin(client: FlaskClient, folder: Path) -> None:
    url = url_of(client.application, "app.js")

    plain, packed = client.get(url), client.get(url, headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 10
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_what_gains_nothing_is_sent_as_it_is(client: FlaskClient) -> None:
    answer = client.get(url_of(client.application, "dot.png"), headers=GZIP)

    assert "Content-Encoding" not in answer.headers
    assert answer.data == b"\x89PNG not really"
    assert answer.mimetype == "image/png"


def test_one_changed_file_changes_every_address(folder: Path) -> None:
    before = url_of(serving(folder), "app.js")
    same = url_of(serving(folder), "app.js")
    (folder / "css" / "a.css").write_text("a { color: green }")

    after = url_of(serving(folder), "app.js")

    assert before == same
    assert before != after


def test_the_address_of_an_older_release_is_served_and_not_kept(
    client: FlaskClient,
) -> None:
    answer = client.get("/static/0123456789ab/app.js")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_pieces_are_joined_in_the_order_declared_and_then_by_name(
    client: FlaskClient,
) -> None:
    sheet = client.get(url_of(client.application, "app.css")).text
    script = client.get(url_of(client.application, "app.js")).text

    assert sheet.startswith("@layer ground;\na { color: red }")
    assert script.startswith("let one = 1; // without an end of line\nlet two = 2;")


def test_comments_and_what_indents_a_style_sheet_stay_at_home(
    client: FlaskClient,
) -> None:
    sheet = client.get(url_of(client.application, "app.css")).text
    script = client.get(url_of(client.application, "app.js")).text

    assert sheet.endswith("}\ni { top: 0 }\n")
    assert script.endswith("let two = 2;\nlet c = '//c';\n")


def test_what_lies_elsewhere_is_no_piece(client: FlaskClient) -> None:
    alone = client.get(url_of(client.application, "lone.js"))

    assert alone.text == "let three = 3;"
    assert "three" not in client.get(url_of(client.application, "app.js")).text


@pytest.mark.parametrize(
    "name",
    [
        *("missing.js", "../secret", "..%2fsecret", "css", "css/"),
        *("css/a.css", "js/b.js", "/etc/passwd", ".env"),
    ],
)
def test_what_is_not_in_the_folder_is_not_served(
    client: FlaskClient, folder: Path, name: str
) -> None:
    (folder.parent / "secret").write_text("secret")

    answer = client.get(f"/static/0123456789ab/{name}")

    assert answer.status_code in (308, 404)


def test_a_template_cannot_name_a_file_that_is_not_there(folder: Path) -> None:
    with pytest.raises(LookupError, match=r"missing\.js"):
        url_of(serving(folder), "missing.js")


def test_a_file_is_never_answered_by_not_modified(client: FlaskClient) -> None:
    url = url_of(client.application, "app.js")
    first = client.get(url)

    again = client.get(
        url, headers={"If-None-Match": "*", "If-Modified-Since": "Sat, 1 Jan 2050"}
    )

    assert again.status_code == 200
    assert "ETag" not in first.headers
