"""What a table's values look like where a cell holds plain text: in CSV, and in the texts of a spreadsheet.

A spreadsheet program takes a cell of a CSV file for a formula where its text begins with ``= + - @``, a tab or a line
break, also behind blanks or quotes or as a full-width sign. Such a text gets one apostrophe in front, and so does one
that already has apostrophes there. That can be undone: an apostrophe is ours exactly where what follows it would have
needed one. XLSX says of each cell that it is text, and needs none.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

#: One value of a row: a number, a text, a day or a moment (aware), yes or no, nothing, words, or links.
Value = str | int | float | bool | date | datetime | list[Any] | None
Row = tuple[Value, ...]

_FORMULA = re.compile(r"[\s'\"\ufeff]*[=+\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """Return the text as it may stand in CSV: behind an apostrophe where it would be a formula."""
    # Most texts begin with a letter or digit, and need no closer look.
    return f"'{text}" if text and not text[0].isalnum() and _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return what ``guarded`` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def flat(values: list[Any]) -> str:
    """Return words parted by blanks, or links as ``title: address (day)``, one a line."""
    if not values:
        return ""
    return "\n".join(map(_link, values)) if isinstance(values[0], Mapping) else " ".join(values)


def iso(value: object) -> str:
    """Return a day or moment in ISO 8601, UTC with a Z. Raises TypeError for anything else."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    msg = f"{type(value).__name__} has no form in a file."
    raise TypeError(msg)


def cells(row: Row) -> list[str | int | float]:
    """Return a row as CSV cells."""
    return [_FORMS[type(value)](value) for value in row]


def cell(value: Value) -> str | int | float:
    """Return one value as a CSV cell; nothing is an empty one, yes and no are true and false."""
    return _FORMS[type(value)](value)


def _link(link: Mapping[str, Any]) -> str:
    as_of = f" ({link['as_of']})" if link.get("as_of") else ""
    return f"{link['title']}: {link['url']}{as_of}"


def _same(value: Any) -> Any:  # noqa: ANN401 - a number
    return value


# By the exact type, since a look-up is all that a million rows leave time for.
_FORMS: Mapping[type, Callable[[Any], str | int | float]] = {
    str: guarded,
    int: _same,
    float: _same,
    bool: lambda value: "true" if value else "false",
    type(None): lambda value: "",
    datetime: iso,
    date: iso,
    list: lambda value: guarded(flat(value)),
}
