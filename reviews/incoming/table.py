"""Lines of answers in the rows of a table: columns in any order, others between them, other rows above."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from reviews.incoming import cells
from reviews.incoming.said import MAX_LINES, Line, Lines, Place, Row, Said, Trouble, Unreadable, is_storable
from reviews.render.cells import unguarded

NEEDED = ("question", "item", "state", "version")
KNOWN = {"workload_id", "lens", "reason", "note", "evidence", *NEEDED}

#: What says of which item a line is.
_ADDRESS = {"workload_id", "lens", "question", "item"}

#: The header stands in one of the first rows: people write titles above it.
_HEAD = 20


class Formula:
    """A cell whose value a spreadsheet computes; it may not be what the person saw."""


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    places: dict[str, int]
    letters: dict[str, str]


def lines(rows: Iterable[tuple[int, Sequence[object]]], *, sheet: str = "", guarded: bool) -> Lines | None:
    """Return the lines of a table, None where no header is found.

    ``guarded`` says that texts carry an apostrophe before what would be a formula. Raises Unreadable for a header
    with a column twice, and for too many lines.
    """
    iterator = iter(rows)
    header = next(filter(None, (_header(number, row) for number, row in islice(iterator, _HEAD))), None)
    if header is None:
        return None
    found = Lines()
    count = 0
    for number, row in iterator:
        if not any(cell not in (None, "") for cell in row):
            continue
        count += 1
        if count > MAX_LINES:
            detail = f"The file has more than {MAX_LINES:,} lines: bring it in in parts."
            raise Unreadable([Trouble(Place(f"row {number}"), detail)])
        reader = _Reader(Row(number, header.letters, sheet), row, header, guarded=guarded)
        line = reader.line()
        found.troubles.extend(reader.troubles)
        if line is not None:
            found.lines.append(line)
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
        self._bad: set[str] = set()
        self._row = row
        self._header = header
        self._guarded = guarded

    def line(self) -> Line | None:
        """Return what the row says of an item, None where it cannot be told of which."""
        texts = {name: self._text(name) for name in self._header.places}
        if not texts["question"].strip() and "question" not in self._bad:
            self._wrong("question", "The question's id is missing.")
        version = cells.whole(texts["version"].strip() or "0")
        if version is None and "version" not in self._bad:
            self._wrong("version", f"{texts['version'][:40]!r} is not a version: a whole number is expected.")
        evidence = cells.links(texts["evidence"]) if "evidence" in texts else None
        if "evidence" in texts and evidence is None and "evidence" not in self._bad:
            self._wrong("evidence", "Expected a link a line, such as `Map: https://example.org/map (2026-01-31)`.")
        if self._bad & _ADDRESS:
            return None
        # Without its reason a state may not stand, and the reason is told of already.
        is_told = self._bad.isdisjoint({"state", "reason"})
        said = Said(
            spot=self.spot,
            question=texts["question"].strip(),
            item=texts["item"].strip(),
            version=None if "version" in self._bad else version,
            state=(cells.state(texts["state"]) or None) if is_told else None,
            reason=texts.get("reason") if is_told else None,
            note=None if "note" in self._bad else texts.get("note"),
            evidence=None if "evidence" in self._bad else evidence,
            unversioned="version" not in self._bad and not texts["version"].strip(),
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
        self._bad.add(name)
        self.troubles.append(Trouble(self.spot.at(name), detail))
