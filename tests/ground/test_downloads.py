"""Answers that are files: saved, never shown, kept by nobody on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, Response

from customers.ground import answers


def respond(app: Flask, chunks: list[bytes] | Iterator[bytes], name: str) -> Response:
    """What a browser is sent."""
    with app.test_request_context("/"):
        answer = answers.download(chunks, filename=name, media_type="text/csv")
        return answer.respond()


def test_a_file_is_saved_under_its_name(app: Flask) -> None:
    response = respond(app, [b"a,b\r\n"], "list.csv")

    assert response.status_code == 200
    assert response.get_data() == b"a,b\r\n"
    assert response.headers["Content-Type"] == "text/csv"
    assert response.headers["Content-Disposition"] == "attachment; filename=list.csv"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


def test_chunks_are_made_as_they_are_sent(app: Flask) -> None:
    made: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(3):
            made.append(number)
            yield b"%d" % number

    response = respond(app, chunks(), "list.csv")

    assert made == []
    assert response.is_streamed
    assert b"".join(response.iter_encoded()) == b"012"


@pytest.mark.parametrize(
    "name", ["", 'a".csv', "a\r\nX-Evil: 1.csv", "Zoë.csv", "a;b.csv", "../a", "a b"]
)
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    with pytest.raises(ValueError, match="no name for a file"):
        answers.download([b""], filename=name, media_type="text/csv")
