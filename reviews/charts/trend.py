"""Open risks over time: a stepped area chart. Lengths are pixels of the picture, counts are risks.

From below: high open, high accepted, medium open, medium accepted. Accepted risk is hatched and stays in the stack, so
that accepting is never a fall of the upper lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import NamedTuple

HEIGHT = 128
LEFT, RIGHT = 14.0, 290.0
TOP, FLOOR = 20.5, 108.0
LABEL_PITCH = 15.6
MONTH_ROOM = 34
NOTE_ROOM = 90


class Day(NamedTuple):
    """The counts that hold from a day on, until the next one given."""

    day: date
    high: int
    high_accepted: int
    medium: int
    medium_accepted: int

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """The four counts, from the lowest band up."""
        return self.high, self.high_accepted, self.medium, self.medium_accepted


@dataclass(frozen=True, slots=True)
class Band:
    """One band of the stack: the path of its area and of its upper edge; ``seen`` where it counts anything at all."""

    area: str
    edge: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A text and the x and y of its baseline; ``ends`` says that the text ends there instead of starting."""

    text: str
    x: float
    y: float
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A count's line across the picture, and the y of the baseline of its number."""

    text: str
    y: float
    text_y: float


@dataclass(frozen=True, slots=True)
class End:
    """What a band counts at the right edge: its words, its symbol's name and colour, and where the two stand."""

    text: str
    symbol: str
    tone: str
    y: float
    mark_y: float

    @property
    def is_accepted(self) -> bool:
        """Whether the band is accepted risk, which is told in a quieter voice."""
        return self.symbol != self.tone


@dataclass(frozen=True, slots=True)
class Note:
    """A day worth a word: its dotted line from the top down to the stack, and the word beside it."""

    x: float
    until: float
    label: Label


@dataclass(frozen=True, slots=True)
class Trend:
    """Everything the picture draws, and the same in words."""

    bands: tuple[Band, ...]
    grid: tuple[Line, ...]
    months: tuple[Label, ...]
    ends: tuple[End, ...]
    notes: tuple[Note, ...]
    words: str


BANDS = ("high", "high-accepted", "medium", "medium-accepted")
END_WORDS = {"high": "high open", "high-accepted": "accepted", "medium": "medium", "medium-accepted": "accepted"}


def trend(series: Sequence[tuple[date, int, int, int, int]], notes: Sequence[tuple[date, str]] = ()) -> Trend:
    """Lay out the counts day by day, oldest first; the last day given is the picture's right edge.

    ``notes`` are days with a word to stand on the picture. Raises ValueError without a day, or where days don't rise.
    """
    days = [Day(*entry) for entry in series]
    if not days or any(a.day >= b.day for a, b in pairwise(days)):
        msg = "A trend needs at least one day, oldest first."
        raise ValueError(msg)
    sums = [tuple(accumulate(day.counts)) for day in days]
    most = max(max(total[-1] for total in sums), 1)
    xs = [_x(day.day, days) for day in days]
    heights = [[_y(total[i], most) for total in sums] for i in range(len(BANDS))]
    floors = [[FLOOR] * len(days), *heights]
    counts = list(zip(*(day.counts for day in days), strict=True))
    bands = tuple(
        Band(_area(xs, heights[i], floors[i]), _edge(xs, heights[i]), any(counts[i])) for i in range(len(BANDS))
    )
    return Trend(
        bands=bands,
        grid=tuple(Line(str(n), _y(n, most), _y(n, most) + 4) for n in grid_counts(most)),
        months=_months(days),
        ends=_ends(days[-1], most),
        notes=tuple(_note(day, text, days, sums, most) for day, text in notes if days[0].day <= day <= days[-1].day),
        words=spoken(days),
    )


def grid_counts(most: int) -> list[int]:
    """Return the counts that get a line: 0 and the multiples of a round number, at most three of them."""
    base = 1
    while True:
        for step in (base, 2 * base, 4 * base, 5 * base):
            if most // step <= 2:
                return list(range(0, most + 1, step))
        base *= 10


def month_starts(first: date, last: date) -> list[date]:
    """Return the first days of the months from ``first`` to ``last``, both included."""
    starts = []
    year, month = first.year, first.month
    while (start := date(year, month, 1)) <= last:
        if start >= first:
            starts.append(start)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return starts


def spoken(days: Sequence[Day]) -> str:
    """Say the counts at the start, at each month's first day and at the end, for who can't see the picture."""
    first, last = days[0].day, days[-1].day
    moments = sorted({first, *month_starts(first, last), last})
    held = [[day for day in days if day.day <= moment][-1] for moment in moments]
    rows = {
        "High, open": [day.high for day in held],
        "High, accepted": [day.high_accepted for day in held],
        "Medium, open": [day.medium for day in held],
        "Medium, accepted": [day.medium_accepted for day in held],
    }
    said = " ".join(f"{name}: {', '.join(map(str, counts))}." for name, counts in rows.items())
    return f"Risks from {_day(first)} to {_day(last)}, at the start, on the first of each month and at the end. {said}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _x(day: date, days: Sequence[Day]) -> float:
    span = (days[-1].day - days[0].day).days or 1
    return round(LEFT + (RIGHT - LEFT) * (day - days[0].day).days / span, 1)


def _y(count: int, most: int) -> float:
    return round(FLOOR - (FLOOR - TOP) * count / most, 1)


def _edge(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Return the stepped upper edge; one day alone holds over the whole picture."""
    steps = "".join(f"H{x}V{y}" for x, y in zip(xs[1:], ys[1:], strict=True))
    return f"M{xs[0]} {ys[0]}{steps or f'H{RIGHT}'}"


def _area(xs: Sequence[float], ys: Sequence[float], floor: Sequence[float]) -> str:
    """Return the closed path between an upper edge and the edge below it."""
    end = RIGHT if len(xs) == 1 else xs[-1]
    back = f"L{end} {floor[-1]}"
    for i in range(len(xs) - 1, 0, -1):
        back += f"H{xs[i]}V{floor[i - 1]}"
    return f"{_edge(xs, ys)}{back}H{xs[0]}Z"


def _months(days: Sequence[Day]) -> tuple[Label, ...]:
    """Return a label at each month's first day, fewer where they would touch; the first day where no month begins."""
    starts = month_starts(days[0].day, days[-1].day)
    kept: list[Label] = []
    for start in starts:
        x = _x(start, days)
        if x <= RIGHT - MONTH_ROOM / 2 and (not kept or x - kept[-1].x >= MONTH_ROOM):
            kept.append(Label(f"{start:%b}", x, HEIGHT - 4))
    return tuple(kept) or (Label(f"{days[0].day.day} {days[0].day:%b}", LEFT, HEIGHT - 4),)


def _ends(day: Day, most: int) -> tuple[End, ...]:
    """Return the labels at the right edge, each beside its band and none touching another; top to bottom."""
    shown = [i for i in range(len(BANDS)) if day.counts[i] or not BANDS[i].endswith("accepted")]
    sums = [0, *accumulate(day.counts)]
    ys: list[float] = []
    for i in shown:
        middle = (_y(sums[i], most) + _y(sums[i + 1], most)) / 2 + 4
        ys.append(min(middle, FLOOR - 4 if not ys else ys[-1] - LABEL_PITCH))
    for rank, k in enumerate(range(len(ys) - 1, -1, -1)):
        ys[k] = round(max(ys[k], 12 + rank * LABEL_PITCH), 1)
    ends = [
        End(f"{day.counts[i]} {END_WORDS[BANDS[i]]}", BANDS[i], BANDS[i].partition("-")[0], y, round(y - 9, 1))
        for i, y in zip(shown, ys, strict=True)
    ]
    return tuple(reversed(ends))


def _note(day: date, text: str, days: Sequence[Day], sums: Sequence[tuple[int, ...]], most: int) -> Note:
    """Return the dotted line and the word of one day; the word stands on the side that has room."""
    held = sums[sum(entry.day <= day for entry in days) - 1]
    x = _x(day, days)
    left = x > NOTE_ROOM
    return Note(x, _y(held[-1], most), Label(text, x - 4 if left else x + 4, 12, ends=left))
