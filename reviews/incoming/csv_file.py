"""Rows of a CSV file, as a spreadsheet program or Lintel itself wrote it."""

import codecs
import csv
import io
from collections.abc import Iterator

from reviews.incoming.said import Place, Trouble, Unreadable, unreadable
from reviews.incoming.table import KNOWN

#: A cell is at most so long: longer than any note, so that only an unclosed quote gets there.
_LONGEST_CELL = 100_000

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's number, from 1, with its cells. Commas, semicolons and tabs are told by the header.

    Raises Unreadable for what is not text in UTF-8 or UTF-16, and for quotes that are not closed.
    """
    told = _decoded(content)
    number = 0
    try:
        for number, cells in enumerate(_reader(told), start=1):
            yield number, cells
    except csv.Error as error:
        detail = f"The line cannot be read ({error}): every quote inside a cell is written twice."
        raise Unreadable([Trouble(Place(f"row {number + 1}"), detail)]) from error


def _reader(told: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(io.StringIO(told, newline=""), delimiter=_delimiter(told), strict=True)


def _delimiter(told: str) -> str:
    """Return the delimiter that finds most of the known columns in the first lines."""
    head = told[:20_000].splitlines()[:20]

    def columns(delimiter: str) -> int:
        found = [set(map(str.lower, map(str.strip, line.replace('"', "").split(delimiter)))) for line in head]
        return max((len(names & KNOWN) for names in found), default=0)

    return max(",;\t", key=columns)


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    if encoding == "utf-8" and content[1:2] == b"\x00":
        encoding = "utf-16-le"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        detail = "The text is not in UTF-8: save it as “CSV UTF-8”."
        raise unreadable(detail, f"line {row}") from error
