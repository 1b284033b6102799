"""From the cells of a spreadsheet to values, whatever a spreadsheet program made of them on the way."""

import re
from datetime import date, datetime, time

from reviews.changes import Evidence
from reviews.render.cells import flat, unguarded

_LINK = re.compile(r"(?P<title>.+?): (?P<url>https?://\S+)(?: \((?P<as_of>\d{4}-\d{2}-\d{2})\))?")
_WHOLE = re.compile(r"[0-9]{1,9}([.,]0+)?")


def text(cell: object) -> str:
    """Return a cell as text with plain newlines. Whole numbers have no fraction, days and moments are ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return _plain(str(cell))


def _plain(told: str) -> str:
    return told.replace("\r\n", "\n").replace("\r", "\n")


def whole(told: str) -> int | None:
    """Return a count, also where a program wrote it with a fraction of zeros; None for anything else."""
    return int(re.split("[.,]", told)[0]) if _WHOLE.fullmatch(told) else None


def state(told: str) -> str:
    """Return a state as the application spells it: ``In place`` is ``in_place``."""
    return re.sub(r"[\s\-]+", "_", told.strip().lower())


def same(told: str, present: str) -> bool:
    """Return whether a cell still says what is there, though a program read a number or a truth value in it."""
    told, present = _plain(told), _plain(present)
    # A CSV file that was saved as a workbook still has its apostrophes.
    if present in (told, unguarded(told)):
        return True
    if told.lower() == present.lower() and told.lower() in ("true", "false"):
        return True
    return told != "" and present != "" and _number(told) is not None and _number(told) == _number(present)


def _number(told: str) -> float | None:
    if len(told) > 30 or not re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", told.strip()):
        return None
    return float(told.strip().replace(",", "."))


def links(told: str) -> tuple[Evidence, ...] | None:
    """Return the evidence of a cell, a link a line: ``title: https://... (2026-01-31)``; None where a line is another.

    What cannot be read back as it was written counts as another.
    """
    found = []
    for line in filter(None, map(str.strip, told.split("\n"))):
        match = _LINK.fullmatch(line)
        if match is None:
            return None
        try:
            as_of = date.fromisoformat(match["as_of"]) if match["as_of"] else None
        except ValueError:
            return None
        found.append(Evidence(match["title"], match["url"], as_of))
    return tuple(found)


def written(evidence: tuple[Evidence, ...]) -> str:
    """Return evidence as an export writes it into a cell."""
    return flat(plain(evidence))


def plain(evidence: tuple[Evidence, ...]) -> list[dict[str, str | None]]:
    """Return evidence as an item stores it."""
    return [
        {"title": link.title, "url": link.url, "as_of": link.as_of.isoformat() if link.as_of else None}
        for link in evidence
    ]
