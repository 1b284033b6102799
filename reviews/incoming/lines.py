"""Lines of answers in Lintel's own files, as they come back."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from reviews.incoming import csv_file, spreadsheet, table
from reviews.incoming.said import Lines, unreadable

_NO_HEADER = f"No row with the columns {', '.join(table.NEEDED)} was found: begin from an export of answers."


#: What is told that the work goes on.
Alive = Callable[[], None]

NumberedRow = tuple[int, Sequence[object]]


def nothing() -> None:
    """Stand for what is told by nobody."""


def of_csv(content: bytes, alive: Alive = nothing) -> Lines:
    """Return the lines of a CSV file; ``alive`` is called after each thousand rows. Raises Unreadable."""
    found = table.lines(_counted(csv_file.rows(content), alive), guarded=True)
    if found is None:
        raise unreadable(_NO_HEADER)
    return found


def of_workbook(content: bytes, alive: Alive = nothing) -> Lines:
    """Return the lines of all sheets that have the columns of answers; hidden ones are left alone. Raises Unreadable.

    A row's place names its sheet where there are several.
    """
    found = Lines()
    seen = hidden = 0
    for name, is_hidden, rows in spreadsheet.sheets(content):
        if is_hidden:
            hidden += 1
            continue
        told = table.lines(_counted(rows, alive), sheet=name, guarded=False)
        if told is not None:
            seen += 1
            found.lines.extend(told.lines)
            found.troubles.extend(told.troubles)
    if not seen:
        raise unreadable(f"{_NO_HEADER} Hidden sheets are not read." if hidden else _NO_HEADER)
    return found


def _counted(rows: Iterable[NumberedRow], alive: Alive) -> Iterator[NumberedRow]:
    for number, row in rows:
        if number % 1000 == 0:
            alive()
        yield number, row
