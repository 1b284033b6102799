"""One row a workload with what counts in it, and the figures that are their sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet

from pillars.rules import Risk
from reviews.models import Workload
from reviews.portfolio.filters import RISKS

SOON = timedelta(days=30)
"""An acceptance that ends within this time is told apart."""


class Line(NamedTuple):
    """A workload and its review against the lens (None, 0 or False where there is none); counts are of questions."""

    workload_id: int
    public_id: str
    name: str
    tier: int
    target: int | None
    team: str
    zone: str
    review_id: int | None
    stale: bool | None
    below_target: bool | None
    maturity: int | None
    unsupported: int | None
    high: int
    high_so_far: int
    high_accepted: int
    accepted: int
    ending_soon: int
    incomplete: int
    team_id: str

    @property
    def to_review(self) -> bool:
        """Whether it is not reviewed (complete or not applicable) or was, but too long ago."""
        return self.review_id is None or self.incomplete > 0 or bool(self.stale)


def lines(found: QuerySet[Workload], at: datetime) -> list[Line]:
    """Return a line for each workload (as ``filters.workloads`` gives them), in their order. One statement."""
    counted = found.annotate(
        high=_records(RISKS["high"]),
        high_so_far=_records(RISKS["high_so_far"]),
        high_accepted=_records(RISKS["accepted"] & Q(risk=Risk.HIGH)),
        accepted=_records(RISKS["accepted"]),
        ending_soon=_records(Q(accepted_until__lte=at + SOON)),
        incomplete=_records(Q(complete=False)),
        team_name=F("team__name"),
        zone=F("team__time_zone"),
    )
    columns = ["pk", "public_id", "name", "tier", "target", "team_name", "zone", "held__pk"]
    columns += [f"held__{name}" for name in ("stale", "below_target", "maturity", "unsupported")]
    columns += ["high", "high_so_far", "high_accepted", "accepted", "ending_soon", "incomplete", "team__public_id"]
    return [Line(*row) for row in counted.values_list(*columns)]


def _records(condition: Q) -> Count:
    """Count a review's questions whose record fits the condition, given in the record's own columns."""
    return Count("held__question_records", filter=_moved(condition))


def _moved(condition: Q) -> Q:
    """Return the condition, said of the records that hang on a workload's review."""
    moved = Q(_connector=condition.connector, _negated=condition.negated)
    for child in condition.children:
        if isinstance(child, Q):
            moved.children.append(_moved(child))
        elif isinstance(child, tuple):
            moved.children.append((f"held__question_records__{child[0]}", child[1]))
    return moved


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over workloads. Risks count questions as claimed, ``unsupported`` practices, the rest workloads."""

    workloads: int
    high: int
    high_so_far: int
    high_accepted: int
    accepted: int
    ending_soon: int
    to_review: int
    unsupported: int
    unsupported_in: tuple[str, ...]
    below_target: int
    assessed: int

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Figures":
        """Add up the lines."""
        return cls(
            workloads=len(lines),
            high=sum(line.high for line in lines),
            high_so_far=sum(line.high_so_far for line in lines),
            high_accepted=sum(line.high_accepted for line in lines),
            accepted=sum(line.accepted for line in lines),
            ending_soon=sum(line.ending_soon for line in lines),
            to_review=sum(line.to_review for line in lines),
            unsupported=sum(line.unsupported or 0 for line in lines),
            unsupported_in=tuple(line.name for line in lines if line.unsupported),
            below_target=sum(bool(line.below_target) for line in lines),
            assessed=sum(line.maturity is not None for line in lines),
        )
