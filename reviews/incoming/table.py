"""Lines of answers in the rows of a table: columns in any order, others between them, other rows above."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from reviews.incoming import cells
from reviews.incoming.said import MAX_LINES, Line, Place, Row, Said, Trouble, Unreadable, is_storable
from reviews.render.cells import unguarded

NEEDED = ("question", "item", "state", "version")
KNOWN = {"workload_id", "lens", "reason", "note", "evidence", *NEEDED}

#: The header stands in one of the first rows: people write titles above it.
_HEAD = 20


class Formula:
    """A cell whose value a spreadsheet computes; it may not be what the person saw."""


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    places: dict[str, int]
    letters: dict[str, str]


def lines(rows: Iterable[tuple[int, Sequence[object]]], *, sheet: str = "", guarded: bool) -> list[Line] | None:
    """Return the lines of a table, None where no header is found.

    ``guarded`` says that texts carry an apostrophe before what would be a formula. Raises Unreadable with everything
    that is wrong with the cells.
    """
    iterator = iter(rows)
    header = next(filter(None, (_header(number, row) for number, row in islice(iterator, _HEAD))), None)
    if header is None:
        return None
    troubles: list[Trouble] = []
    found: list[Line] = []
    for number, row in iterator:
        if not any(cell not in (None, "") for cell in row):
            continue
        if len(found) + len(troubles) >= MAX_LINES:
            detail = f"The file has more than {MAX_LINES:,} lines: bring it in in parts."
            raise Unreadable([Trouble(Place(f"row {number}"), detail)])
        reader = _Reader(Row(number, header.letters, sheet), row, header, guarded=guarded)
        line = reader.line()
        troubles += reader.troubles
        if line is not None:
            found.append(line)
    if troubles:
        raise Unreadable(troubles)
    return found


def _header(number: int, row: Sequence[object]) -> _Header | None:
    names = [cells.text(cell).strip().lower() for cell in row]
    if not set(NEEDED) <= set(names):
        return None
    twice = sorted(name for name in KNOWN if names.count(name) > 1)
    if twice:
        raise Unreadable([Trouble(Place(f"row {number}"), f"The column {name} stands twice.") for name in twice])
    places = {name: index for index, name in enumerate(names) if name in KNOWN}
    return _Header(number, places, {name: letter(index) for name, index in places.items()})


def letter(index: int) -> str:
    """Return how a spreadsheet calls a column; the first has index 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class _Reader:
    """Reads one row; what is wrong with it gathers in ``troubles``."""

    def __init__(self, spot: Row, row: Sequence[object], header: _Header, *, guarded: bool) -> None:
        self.spot = spot
        self.troubles: list[Trouble] = []
        self._row = row
        self._header = header
        self._guarded = guarded

    def line(self) -> Line | None:
        """Return what the row says, None where something is wrong with it."""
        texts = {name: self._text(name) for name in self._header.places}
        if not texts["question"].strip():
            self._wrong("question", "The question's id is missing.")
        version = cells.whole(texts["version"].strip() or "0")
        if version is None:
            self._wrong("version", f"{texts['version'][:40]!r} is not a version: a whole number is expected.")
        evidence = cells.links(texts["evidence"]) if "evidence" in texts else None
        if "evidence" in texts and evidence is None:
            self._wrong("evidence", "Expected a link a line, such as `Map: https://example.org/map (2026-01-31)`.")
        if self.troubles:
            return None
        said = Said(
            spot=self.spot,
            question=texts["question"].strip(),
            item=texts["item"].strip(),
            version=version,
            state=cells.state(texts["state"]) or None,
            reason=texts.get("reason"),
            note=texts.get("note"),
            evidence=evidence,
        )
        return Line(texts.get("workload_id", "").strip(), texts.get("lens", "").strip(), said)

    def _text(self, name: str) -> str:
        index = self._header.places[name]
        cell = self._row[index] if index < len(self._row) else None
        if isinstance(cell, Formula):
            self._wrong(name, "The cell is a formula, whose value cannot be trusted: put in the value itself.")
            return ""
        told = cells.text(cell)
        if not is_storable(told):
            self._wrong(name, "The text holds a NUL character or half a character.")
        return unguarded(told) if self._guarded else told

    def _wrong(self, name: str, detail: str) -> None:
        self.troubles.append(Trouble(self.spot.at(name), detail))
