"""Reading README.md: its tables, and how a table should look."""

from __future__ import annotations

import re

Row = tuple[str, ...]


def rows_under(text: str, heading: str) -> list[Row]:
    """Give the cells of the first table below the heading, without its head.

    Raises: AssertionError where there is no such heading or no table below it.
    """
    section = re.search(
        rf"^#+ {re.escape(heading)}\s*$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert section, f"README.md has no heading {heading}"
    table = re.search(
        r"^\|.*\n\|[-:| ]+\|\s*\n((?:\|.*\n?)+)", section[1], re.MULTILINE
    )
    assert table, f"README.md has no table under {heading}"
    return [_cells(line) for line in table[1].splitlines()]


def expect_table(text: str, heading: str, rows: list[Row]) -> None:
    """Fail, showing the right table, unless README's first columns are these rows.

    README may have further columns of its own to the right.
    """
    width = len(rows[0])
    shown = [row[:width] for row in rows_under(text, heading)]
    right = "\n".join(
        f"| {' | '.join(_escaped(cell) for cell in row)} |" for row in rows
    )
    assert shown == rows, f"\nREADME.md, {heading}, should say:\n{right}"


def _cells(line: str) -> Row:
    inside = line.strip().removeprefix("|").removesuffix("|")
    cells = re.split(r"(?<!\\)\|", inside)
    return tuple(cell.strip().replace("\\|", "|") for cell in cells)


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")
