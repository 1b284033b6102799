"""What the portfolio's report is made of, read for somebody who may see a part of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.models import Team, User
from pillars import reading
from pillars.models import LensVersion
from reviews import trend
from reviews.models import Acceptance, Review, Workload
from reviews.portfolio import filters as choosing
from reviews.portfolio import heat, missing
from reviews.portfolio import work as working
from reviews.portfolio.decisions import Decisions, decisions
from reviews.portfolio.figures import Figures, lines
from reviews.portfolio.filters import Filters
from reviews.portfolio.page import Better, better
from reviews.portfolio.work import Acting, Clearing, OpenWork

#: How many workloads the heat map shows, and how many decisions are listed; the report says of how many.
MOST_ROWS = 200
MOST_DECISIONS = 100


class Accepted(NamedTuple):
    """A running acceptance and the finding that it is of."""

    workload: str
    workload_id: str
    question: str
    practice: str
    kind: str
    severity: str
    reason: str
    by: str
    until: date
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PortfolioTold:
    """All that the report tells of one lens. ``rows`` are the worst of ``total`` workloads, worst first; ``accepted``
    the first of ``accepted_total`` acceptances to end; ``narrowed`` says the filters in words.
    """

    version: LensVersion
    lens: reading.Lens
    columns: tuple[heat.Column, ...]
    rows: list[heat.Row]
    total: int
    figures: Figures
    better: Better
    missing: tuple[missing.Missing, ...]
    decided: Decisions
    work: list[OpenWork]
    acting: Acting
    clearing: Clearing
    accepted: tuple[Accepted, ...]
    accepted_total: int
    narrowed: tuple[str, ...]


def read(user: User, filters: Filters, *, at: datetime) -> PortfolioTold | None:
    """Read what a person may see, as the filters leave it; None where no lens is loaded. Eleven statements at most."""
    version = choosing.chosen_lens(choosing.lenses(), filters.lens)
    if version is None:
        return None
    found = choosing.workloads(user, filters, version.lens_id)
    reviewed = choosing.reviews(found, version.lens_id)
    lens, made, counted = reading.lens(version.pk), decisions(reviewed), lines(found, at)
    today = at.astimezone(UTC).date()
    open_work = working.open_work(reviewed)
    running, number = _accepted(reviewed)
    return PortfolioTold(
        version=version,
        lens=lens,
        columns=heat.columns(lens),
        rows=heat.rows(counted[:MOST_ROWS], lens, made, at),
        total=len(counted),
        figures=Figures.of(counted),
        better=better(trend.moves(reviewed, until=today), today),
        missing=missing.missing_most(reviewed, lens),
        decided=made,
        work=open_work,
        acting=working.acting(open_work, made, at),
        clearing=Clearing.of(open_work),
        accepted=running,
        accepted_total=number,
        narrowed=tuple(_narrowed(user, filters)),
    )


def _accepted(reviewed: QuerySet[Review]) -> tuple[tuple[Accepted, ...], int]:
    running = Acceptance.objects.filter(finding__review__in=reviewed, ended_at=None, finding__resolved_at=None)
    columns = [f"finding__review__workload__{name}" for name in ("name", "public_id")]
    columns += [f"finding__{name}" for name in ("question", "practice", "kind")]
    columns += ["severity", "reason", "by_name", "until", "ends_at"]
    rows = running.order_by("ends_at", "finding__review__workload__name", "pk").values_list(*columns)
    return tuple(Accepted(*row) for row in rows[:MOST_DECISIONS]), running.count()


_RISKS = {
    "high": "a high risk open",
    "high_so_far": "a high risk so far",
    "medium": "a medium risk open",
    "medium_so_far": "a medium risk so far",
    "accepted": "an accepted risk",
    "none": "no risk",
    "unanswered": "an unanswered question",
    "not_applicable": "a question that does not apply",
}
_STATES = {
    "to_review": "not reviewed or stale",
    "not_reviewed": "not reviewed",
    "stale": "stale",
    "unsupported": "with claims that are not supported",
    "below_target": "below their target",
}


def _narrowed(user: User, filters: Filters) -> Sequence[str]:
    told = []
    if filters.team:
        names = Team.objects.visible_to(user).filter(public_id=filters.team).values_list("name", flat=True)
        told.append(f"of the team {next(iter(names), filters.team)}")
    if filters.environment:
        told.append(f"in {Workload.Environment(filters.environment).label.lower()}")
    if filters.tier:
        told.append(f"of tier {filters.tier}")
    if filters.tag:
        told.append(f"with the tag {filters.tag}")
    if filters.risk:
        told.append(f"with {_RISKS[filters.risk]}")
    if filters.state:
        told.append(_STATES[filters.state])
    return told
