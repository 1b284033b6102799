"""The risk of each review on each day: rows of any span, for a warehouse, from the stored changes."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from pillars.rules import Risk
from reviews.models import Review, RiskChange
from reviews.trend import Day, State, footing


@dataclass(frozen=True, slots=True)
class Place:
    """A row in the order of all rows: by its review, the first begun first, and its day."""

    created_at: datetime
    review: str
    day: date


@dataclass(frozen=True, slots=True)
class Row:
    """A review at the end of a day: its questions by risk and footing as claimed, and by risk as supported."""

    review: Review
    claimed: Day
    supported: Mapping[Risk, int] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return Place(self.review.created_at, self.review.public_id, self.claimed.day)


def rows(reviews: QuerySet[Review], *, since: date, until: date, after: Place | None, most: int) -> list[Row]:
    """Return the rows from ``since`` to ``until``, both included, that follow a place; ``most`` of them at most.

    A review has rows from the day on which it began. Two statements.
    """
    found: list[Row] = []
    spans = _spans(reviews, since=since, until=until, after=after, most=most)
    changes = _changes(spans, until)
    for review, first in spans:
        last = min(until, first + timedelta(days=most - len(found) - 1))
        found += _days(review, changes[review.pk], first, last)
        if len(found) == most:
            break
    return found


def _spans(
    reviews: QuerySet[Review], *, since: date, until: date, after: Place | None, most: int
) -> list[tuple[Review, date]]:
    """Return the reviews that fill a page, each with its first day on it."""
    own = RiskChange.objects.filter(review=OuterRef("pk")).order_by().values("review")
    began = reviews.annotate(began=Subquery(own.annotate(first=Min("day")).values("first"))).filter(began__lte=until)
    if after:
        later = Q(created_at__gt=after.created_at) | Q(created_at=after.created_at, public_id__gt=after.review)
        rest = Q(created_at=after.created_at, public_id=after.review) if after.day < until else Q(pk__in=[])
        began = began.filter(later | rest)
    with_names = began.select_related("workload__team", "lens", "version").order_by("created_at", "public_id")
    spans: list[tuple[Review, date]] = []
    room = most
    for review in with_names[:most]:
        first = max(since, review.began)
        if after and review.public_id == after.review:
            first = max(first, after.day + timedelta(days=1))
        spans.append((review, first))
        room -= (until - first).days + 1
        if room <= 0:
            break
    return spans


def _changes(spans: Sequence[tuple[Review, date]], until: date) -> dict[int, list[RiskChange]]:
    """Return what moved in the reviews by the end of the span; what an earlier day overtook is left out."""
    first = min((day for _, day in spans), default=until)
    overtaking = RiskChange.objects.filter(
        review=OuterRef("review"), question=OuterRef("question"), day__gt=OuterRef("day"), day__lte=first
    )
    told = RiskChange.objects.filter(~Exists(overtaking), review__in=[review.pk for review, _ in spans], day__lte=until)
    changes: dict[int, list[RiskChange]] = defaultdict(list)
    for change in told.order_by("day"):
        changes[change.review_id].append(change)
    return changes


def _days(review: Review, changes: Sequence[RiskChange], first: date, last: date) -> Iterator[Row]:
    claimed: dict[str, State] = {}
    supported: dict[str, Risk] = {}
    position = 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        while position < len(changes) and changes[position].day <= day:
            change = changes[position]
            risk = Risk(change.risk)
            claimed[change.question] = (risk, footing(risk, complete=change.complete, accepted=change.accepted))
            supported[change.question] = Risk(change.supported)
            position += 1
        yield Row(review, Day(day, Counter(claimed.values())), Counter(supported.values()))
