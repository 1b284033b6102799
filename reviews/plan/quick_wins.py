"""The quick-wins picture: lines of the plan by the risk that they remove and the effort that it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from reviews.plan.rows import Row

SMALL, MEDIUM = 4, 10
"""Up to this effort a win is small, and medium."""

MOVES = (("HIGH", "NONE"), ("HIGH", "MEDIUM"), ("MEDIUM", "NONE"), ("", ""))
"""What a line can do to its question's risk: from, to. The last is a line that closes no finding."""


@dataclass(frozen=True, slots=True)
class Band:
    """One move of risk with its lines, by effort: small, medium, large."""

    risk_now: str
    risk_after: str
    efforts: tuple[tuple[Row, ...], tuple[Row, ...], tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class QuickWins:
    """The picture's bands that have a line in them, the greatest move first."""

    bands: tuple[Band, ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "QuickWins":
        """Sort the lines that are not closed into the picture. Effort counts all that has to be true together."""
        bands = []
        for move in MOVES:
            inside = [row for row in rows if _move(row) == move and row.improvement.closed_at is None]
            if inside:
                small, medium, large = ([row for row in inside if _size(row) == size] for size in range(3))
                bands.append(Band(*move, (tuple(small), tuple(medium), tuple(large))))
        return cls(tuple(bands))


def _move(row: Row) -> tuple[str, str]:
    return (row.why.risk_now, row.why.risk_after) if row.why else ("", "")


def _size(row: Row) -> int:
    effort = row.why.effort if row.why else row.improvement.effort
    return 0 if effort <= SMALL else 1 if effort <= MEDIUM else 2
