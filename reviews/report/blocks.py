"""The parts of a report, as plain data. Each format (PDF, Markdown, page) draws the same parts.

Texts are never markup: whatever a person wrote stands in them as it was typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from reviews.charts.trend import Trend, trend


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text. ``url`` is a web or mail address that it leads to, ``to`` the anchor of a heading in here."""

    text: str
    strong: bool = False
    quiet: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    url: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol of the sprite ("m-high", "s-d") in the colour of ``tone`` ('' for ink); a word stands beside it."""

    symbol: str
    tone: str = ""


Line = tuple[Words | Mark, ...]
"""What stands in one paragraph or cell, in order."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. ``level`` 1 begins a part of the report (on a new page where ``breaks``), 2 and 3 stand below it."""

    level: int
    text: str
    anchor: str = ""
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``tone`` is "lead" (larger), "quiet", "kept" (never the last on a page) or ''."""

    line: Line
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: a name, a value with its mark, a word beside it, and a remark below."""

    name: str
    value: str
    beside: str = ""
    below: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures in a row."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are."""

    pairs: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """One square a step; ``symbols`` are "d", "p", "x", "n" or "u", ``words`` says the same."""

    symbols: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: ``share`` of the widest one is filled, ``track`` of it is drawn (both 0 to 1)."""

    share: float
    track: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its lines, one below the other, then a picture. ``tone`` tints it."""

    lines: tuple[Line, ...]
    tone: str = ""
    picture: Strip | Bar | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title and its share of the width, 0 for as wide as it needs to be."""

    title: str
    share: float = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``caption`` names it for who can't see it; the first cell of a row is its header."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    grid: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step in a list: its mark, its title, what it asks, and what people wrote about it."""

    mark: Mark
    title: Line
    said: str = ""
    below: "tuple[Block, ...]" = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps in a list; those that are a title and nothing else may stand in two columns."""

    items: tuple[Step, ...]

    @property
    def asks(self) -> bool:
        """Whether any of them is more than a title."""
        return any(item.said or item.below for item in self.items)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``start`` is the first number, None for bullets."""

    items: "tuple[tuple[Block, ...], ...]"
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code, as they are; ``language`` is what the writer named."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote, under a line that says whose it is; a quotation where that line is empty."""

    head: Line
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Together:
    """Parts that stand on one page; shorter than a page."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Level:
    """How far a practice is towards its next level: ``share`` is done and ``goal`` is needed (0 to 1)."""

    name: str
    below: str
    share: float
    goal: float


@dataclass(frozen=True, slots=True)
class Levels:
    """The maturity of practices, side by side."""

    items: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The risks over time."""

    trend: Trend

    @classmethod
    def of(cls, series: Sequence[tuple[date, int, int, int, int]], notes: Sequence[tuple[date, str]] = ()) -> "Picture":
        """Lay it out from (day, high open, high accepted, medium open, medium accepted), oldest first."""
        return cls(trend(series, notes))


Block = (
    Heading | Paragraph | Figures | Facts | Table | Steps | Bullets | Code | Note | Together | Rule | Levels | Picture
)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``title`` and what follows it stand on the first page; ``head`` and ``foot`` on every other.

    ``day`` is ISO 8601, ``moment`` the same day and time as a reader writes them.
    """

    title: str
    subtitle: str
    head: str
    foot: str
    day: str
    moment: str
    cover: tuple[Block, ...]
    body: tuple[Block, ...] = field(default=())


def line(*parts: str | Words | Mark | Iterable[Words | Mark]) -> Line:
    """Put a line together from texts, words, marks and lines."""
    found: list[Words | Mark] = []
    for part in parts:
        if isinstance(part, str):
            found += [Words(part)] if part else []
        elif isinstance(part, (Words, Mark)):
            found.append(part)
        else:
            found += part
    return tuple(found)


def said(*parts: str | Words | Mark | Iterable[Words | Mark], tone: str = "") -> Paragraph:
    """Put a paragraph together, as ``line`` does."""
    return Paragraph(line(*parts), tone)


def cell(*lines: str | Line, tone: str = "", picture: Strip | Bar | None = None) -> Cell:
    """Put a cell together from its lines; empty ones are left out."""
    return Cell(tuple(line(each) for each in lines if each), tone, picture)
