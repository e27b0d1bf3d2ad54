"""Files packed with gzip, in however many pieces."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from customers.transfer.errors import Unreadable
from customers.transfer.reading import open_table


def test_a_file_packed_in_pieces_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv.gz"
    pieces = (b"name\n", b"", b"Anna\n" * 100_000, b"Bo\n")
    path.write_bytes(b"".join(map(gzip.compress, pieces)) + b"\0" * 99)

    with open_table(path) as table:
        count = sum(1 for _row in table.rows)

    assert count == 100_001


def test_a_file_of_nothing_but_pieces_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv.gz"
    path.write_bytes(gzip.compress(b"name\n") + gzip.compress(b"") * 10_001)

    with pytest.raises(Unreadable, match="too many pieces"), open_table(path) as table:
        list(table.rows)
