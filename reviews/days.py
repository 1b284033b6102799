"""Days that people name: of a go-live, of a due date, of an acceptance's end. Knows no Django."""

from datetime import date

FIRST = date(1970, 1, 1)
LAST = date(2199, 12, 31)

OUT_OF_RANGE = f"Expected a day from {FIRST} to {LAST}."


def in_range(day: date) -> bool:
    """Return whether databases, spreadsheets and time zones can all reckon with the day."""
    return FIRST <= day <= LAST
