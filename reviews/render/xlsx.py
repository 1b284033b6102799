"""Tables as an Excel workbook. Every text is written as text: nothing becomes a formula, a link or a number."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reviews.render.cells import Row, Value, flat, iso

#: How many rows a sheet can have, the header with them.
ROWS = 1_048_576

# Each cell is written as what it is; these hold for one that somebody writes without saying so.
_LITERAL = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTHS = {"workload": 24, "title": 44, "note": 60, "reason": 40, "evidence": 40, "acceptance_reason": 40}


def table(
    path: Path, name: str, columns: Sequence[str], blocks: Iterable[Sequence[Row]], *, at: datetime, rows: int = ROWS
) -> None:
    """Write the rows into a new workbook at ``path``: a sheet called ``name``, and further ones where it is full.

    Rows go to temporary files beside it as they come, so that memory does not grow with them. ``at`` is when the
    workbook says it was made; ``rows`` is how many a sheet holds at most.
    """
    with Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), **_LITERAL}) as book:
        book.set_properties({"title": name, "created": at})
        bold = book.add_format({"bold": True})
        sheet, place = _sheet(book, name, columns, bold), 1
        for block in blocks:
            for row in block:
                if place == rows:
                    sheet, place = _sheet(book, f"{name} {len(book.worksheets()) + 1}", columns, bold), 1
                _write(sheet, place, row)
                place += 1


def _sheet(book: Workbook, name: str, columns: Sequence[str], bold: Format) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, _WIDTHS.get(column, 14))
        sheet.write_string(0, index, column, bold)
    return sheet


def _write(sheet: Worksheet, place: int, row: Row) -> None:
    for index, value in enumerate(row):
        if value is None or value == "" or value == []:
            continue
        if isinstance(value, bool):
            sheet.write_boolean(place, index, value)
        elif isinstance(value, (int, float)):
            sheet.write_number(place, index, value)
        else:
            sheet.write_string(place, index, _text(value))


def _text(value: Value) -> str:
    if isinstance(value, list):
        return flat(value)
    return iso(value) if isinstance(value, date) else str(value)
