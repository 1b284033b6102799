"""What a file says of items, where it says so, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from reviews.changes import Evidence

#: A file has at most so many bytes.
LARGEST = 10_000_000

#: A file says at most so many lines or answers.
MAX_LINES = 50_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: in words, and for JSON as a pointer (RFC 6901) too."""

    text: str
    pointer: str = ""


class Spot(Protocol):
    """Where one item's line or answer stands."""

    def at(self, name: str) -> Place:
        """Return the place of one of its values."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. ``columns`` gives each known column's letter; ``sheet`` is '' where there is only one."""

    number: int
    columns: Mapping[str, str]
    sheet: str = ""

    def at(self, name: str) -> Place:
        """Return the place as a spreadsheet names it."""
        sheet = f"sheet {self.sheet}, " if self.sheet else ""
        letter = self.columns.get(name)
        column = f", column {name} ({letter}{self.number})" if letter else ""
        return Place(f"{sheet}row {self.number}{column}")


Parts = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A place in a JSON document. ``inner`` leads on to where single values come from."""

    parts: Parts
    inner: Mapping[str, Parts] = field(default_factory=dict)

    def at(self, name: str) -> Place:
        """Return the place as a JSON path and pointer."""
        return place_of((*self.parts, *self.inner.get(name, ())))


def place_of(parts: Parts) -> Place:
    """Return the place of a JSON value that these names and indexes lead to."""
    path = "".join(f"[{part}]" if isinstance(part, int) else _member(part) for part in parts)
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    # JSON lets half a character in, and nothing that is sent can hold one.
    return Place(f"${path}", pointer.encode(errors="backslashreplace").decode())


def _member(name: str) -> str:
    return f".{name}" if name.isidentifier() and name.isascii() else f"[{name!r}]"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with a file, and where."""

    place: Place
    detail: str


def is_storable(text: str) -> bool:
    """Return whether a database can hold a text: without NUL characters and halves of characters."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


class Unreadable(ValueError):
    """A file cannot be taken in; nothing of it was. Carries everything that is wrong with it."""

    def __init__(self, troubles: list[Trouble]) -> None:
        super().__init__("; ".join(f"{trouble.place.text}: {trouble.detail}" for trouble in troubles[:5]))
        self.troubles = troubles


def unreadable(detail: str, place: str = "the file") -> Unreadable:
    """Return the refusal of a file as a whole."""
    return Unreadable([Trouble(Place(place), detail)])


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of one item; ``item`` is '' for the question. What is None says nothing.

    ``version`` is the item's version that this was based on, None for whatever is there. A line that ought to name one
    and does not is ``unversioned``: it can only be of an item without an answer.
    """

    spot: Spot
    question: str
    item: str
    version: int | None = None
    state: str | None = None
    reason: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] | None = None
    unversioned: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it says, of which workload ('' where no column tells) and lens."""

    workload: str
    lens: str
    said: Said


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a table, and what is wrong with its cells.

    A line with a wrong cell says nothing of that value; it is not among the lines where it cannot be told of which item
    it is.
    """

    lines: list[Line] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
