"""Rows of an Excel workbook, sheet by sheet, in bounded memory."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException

from reviews.incoming.said import unreadable
from reviews.incoming.table import Formula

#: What a workbook may unpack to, in bytes, and the parts it may have: a packed one can hold a thousand times its size.
MAX_UNPACKED = 200_000_000
MAX_PARTS = 1_000
MAX_SHEETS = 50

#: Rows that are looked at in all sheets together: one full sheet, and some.
MAX_ROWS = 1_200_000

#: Columns that are looked at; the known ones stand before.
_COLUMNS = 200

#: What the reader raises for a workbook that is none.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ParseError, DefusedXmlException, KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError),
)

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

Rows = Iterator[tuple[int, list[object]]]


def unpacked(content: bytes) -> int:
    """Return how many bytes a workbook unpacks to. Raises Unreadable for what is no workbook, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except _BROKEN as error:
        raise unreadable("The file is not an Excel workbook, or is damaged.") from error
    size = sum(part.file_size for part in parts)
    if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise unreadable(f"The workbook unpacks to more than {MAX_UNPACKED // 1_000_000} MB.")
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise unreadable("The file is a ZIP archive and not an Excel workbook.")
    return size


def sheets(content: bytes) -> Iterator[tuple[str, bool, Rows]]:
    """Yield each sheet's name, whether it is hidden, and its rows: numbers from 1, with the cells.

    A cell whose value is computed is a Formula. Raises Unreadable where the workbook is damaged or out of bounds, also
    while the rows are read.
    """
    unpacked(content)
    budget = iter(range(MAX_ROWS))
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except _BROKEN as error:
        raise unreadable("The file is not an Excel workbook, or is damaged.") from error
    try:
        if len(book.worksheets) > MAX_SHEETS:
            raise unreadable(f"The workbook has more than {MAX_SHEETS} sheets.")
        for sheet in book.worksheets:
            yield sheet.title, sheet.sheet_state != "visible", _rows(sheet, budget)
    finally:
        book.close()


def _rows(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet, budget: Iterator[int]) -> Rows:
    # What a sheet says of its own size is a claim, and can be a very large one.
    sheet.reset_dimensions()
    number = 0
    rows = sheet.iter_rows(max_col=_COLUMNS)
    while True:
        try:
            row = next(rows, None)
        except _BROKEN as error:
            raise unreadable("The sheet is damaged.", f"sheet {sheet.title}, row {number + 1}") from error
        if row is None:
            return
        number += 1
        if next(budget, None) is None:
            raise unreadable(f"The workbook has more than {MAX_ROWS:,} rows.", f"sheet {sheet.title}, row {number}")
        yield number, [_value(cell) for cell in row]


def _value(cell: openpyxl.cell.ReadOnlyCell | openpyxl.cell.read_only.EmptyCell) -> object:
    if cell.data_type in ("f", "e"):
        return Formula()
    if isinstance(cell.value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell.value)
    return cell.value
