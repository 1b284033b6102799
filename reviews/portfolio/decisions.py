"""What was decided on findings that are open: which are accepted, and which came back when that ended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from reviews.models import Acceptance, Review
from reviews.portfolio.deadlines import day_in

Place = tuple[int, str, str]
"""Where a finding is: review id, question id, practice id."""


@dataclass(frozen=True, slots=True)
class Back:
    """A finding whose acceptance ended by its date and stayed so; ``on`` is that day in the team's zone."""

    review_id: int
    practice: str
    on: date
    accepted_by: str
    workload: str
    workload_id: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """``accepted`` tells the kind of each accepted finding by its place; ``back`` is what came back, newest first."""

    accepted: dict[Place, str]
    back: tuple[Back, ...]

    def back_in(self, review_id: int) -> date | None:
        """Return the last day on which something of a review came back, None where nothing did."""
        return next((back.on for back in self.back if back.review_id == review_id), None)


class _Decided(NamedTuple):
    """The last acceptance of an open finding, and where that is."""

    finding_id: int
    review_id: int
    question: str
    practice: str
    kind: str
    ended_at: datetime | None
    ended: str
    by_name: str
    workload: str
    workload_id: str
    zone: str


def decisions(reviews: QuerySet[Review]) -> Decisions:
    """Return the latest decision on each open finding of these reviews. One statement."""
    found = Acceptance.objects.filter(finding__review__in=reviews, finding__resolved_at=None).order_by("at", "pk")
    columns = ["finding_id", *(f"finding__{name}" for name in ("review_id", "question", "practice", "kind"))]
    columns += ["ended_at", "ended", "by_name"]
    columns += [f"finding__review__workload__{name}" for name in ("name", "public_id", "team__time_zone")]
    latest = {row[0]: _Decided(*row) for row in found.values_list(*columns)}.values()
    ended = [(row.ended_at, row) for row in latest if row.ended_at and row.ended == Acceptance.Ended.DATE]
    ended.sort(key=lambda pair: pair[0], reverse=True)
    return Decisions(
        {(row.review_id, row.question, row.practice): row.kind for row in latest if row.ended_at is None},
        tuple(
            Back(row.review_id, row.practice, day_in(row.zone, at), row.by_name, row.workload, row.workload_id)
            for at, row in ended
        ),
    )
