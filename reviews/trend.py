"""What the risk was on any day: sums over the stored changes, for any filter of reviews.

A day's figure is what held at its end, in UTC. Filters use what is true of a workload today.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from pillars.rules import Risk
from reviews.models import Review, RiskChange


class Footing(StrEnum):
    """How a risk counts: open, accepted for a while, or only so far because the question is not complete."""

    OPEN = "open"
    ACCEPTED = "accepted"
    SO_FAR = "so_far"


State = tuple[Risk, Footing]


def footing(risk: Risk, *, complete: bool, accepted: bool) -> Footing:
    """Return how a question's risk counts."""
    if accepted:
        return Footing.ACCEPTED
    return Footing.SO_FAR if risk.is_at_risk and not complete else Footing.OPEN


@dataclass(frozen=True, slots=True)
class Day:
    """How many questions were in each state at the end of a day; a state that is missing counts 0."""

    day: date
    counts: Mapping[State, int] = field(default_factory=dict)

    def count(self, risk: Risk, how: Footing = Footing.OPEN) -> int:
        """Return the number of questions with this risk on this footing."""
        return self.counts.get((risk, how), 0)


@dataclass(frozen=True, slots=True)
class Move:
    """A question that changed its state on a day; ``before`` is None where its review began."""

    review_id: int
    question: str
    day: date
    before: State | None
    after: State


def moves(reviews: QuerySet[Review], *, until: date) -> list[Move]:
    """Return every change of state up to a day, oldest first. One statement."""
    rows = RiskChange.objects.filter(review__in=reviews, day__lte=until).order_by("review_id", "question", "day")
    found: list[Move] = []
    last: tuple[int, str] | None = None
    before: State | None = None
    values = rows.values_list("review_id", "question", "day", "risk", "complete", "accepted")
    for review_id, question, day, risk, complete, accepted in values.iterator(chunk_size=5000):
        after = (Risk(risk), footing(Risk(risk), complete=complete, accepted=accepted))
        if (review_id, question) != last:
            before, last = None, (review_id, question)
        if after != before:
            found.append(Move(review_id, question, day, before, after))
        before = after
    return sorted(found, key=lambda move: move.day)


def daily(changes: list[Move], *, since: date, until: date) -> Iterator[Day]:
    """Yield one Day for each day from ``since`` to ``until``, both included, from moves that are sorted by day."""
    counts: Counter[State] = Counter()
    position = 0
    for offset in range((until - since).days + 1):
        day = since + timedelta(days=offset)
        while position < len(changes) and changes[position].day <= day:
            move = changes[position]
            counts[move.after] += 1
            if move.before is not None:
                counts[move.before] -= 1
            position += 1
        yield Day(day, {state: number for state, number in counts.items() if number})
