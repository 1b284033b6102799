"""Which lines of the plan somebody looks at: filters that live in the URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from reviews.models import Acceptance, Improvement, Workload
from reviews.models.improvements import ImprovementQuerySet
from reviews.portfolio import filters as portfolio
from reviews.portfolio.deadlines import day_in, overdue

SOON = timedelta(days=30)

STATES: Mapping[str, Q] = {
    "": Q(closed_at=None),
    "to_do": Q(closed_at=None, state=Improvement.State.TO_DO),
    "in_progress": Q(closed_at=None, state=Improvement.State.IN_PROGRESS),
    "done": Q(state=Improvement.State.DONE) | Q(closed_at__isnull=False),
}
SEVERITIES = {"high": "HIGH", "medium": "MEDIUM", "none": ""}
DUE = ("attention", "overdue", "soon", "after_acceptance", "none")


@dataclass(frozen=True, slots=True)
class Filters:
    """What was chosen; '' is "all", and of the states those that are on the plan.

    ``owner`` is a public id, or "nobody". Those from ``environment`` on are the portfolio's: who comes from one of its
    figures sees the lines behind it; ``review`` is its state.
    """

    team: str = ""
    owner: str = ""
    severity: str = ""
    due: str = ""
    state: str = ""
    practice: str = ""
    environment: str = ""
    tier: str = ""
    tag: str = ""
    lens: str = ""
    risk: str = ""
    review: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filters":
        """Read the filters from a query string; a value that cannot be is as good as none."""
        known: Mapping[str, Sequence[str]] = {
            "severity": list(SEVERITIES),
            "due": DUE,
            "state": list(STATES),
            "environment": Workload.Environment.values,
            "tier": [str(tier) for tier in Workload.Tier.values],
            "risk": list(portfolio.RISKS),
            "review": portfolio.STATES,
        }
        given = {field.name: query.get(field.name, "").strip()[:128] for field in fields(cls)}
        return cls(**{name: value for name, value in given.items() if value in known.get(name, [value])})

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(bool(getattr(self, field.name)) for field in fields(self))

    @property
    def carried(self) -> dict[str, str]:
        """The filters that are set and have no control of their own on the page."""
        names = ("practice", "environment", "tier", "tag", "lens", "risk", "review")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def improvements(
    user: User, filters: Filters, *, zones: Sequence[str], at: datetime, workload: Workload | None = None
) -> ImprovementQuerySet:
    """Return the lines that were asked for, of one workload or of all that count, in the plan's order.

    Each carries ``outlasts``: due after its acceptance ends. ``zones`` are the time zones of the teams concerned.
    """
    found = Improvement.objects.visible_to(user)
    if workload is not None:
        found = found.filter(review__workload=workload)
    else:
        found = found.filter(review__workload__archived_at=None)
    found = found.annotate(outlasts=Exists(_ends_before_due()))
    found = found.filter(STATES[filters.state])
    if filters.team:
        found = found.filter(review__workload__team__public_id=filters.team)
    if filters.owner:
        owner = Q(owner=None) if filters.owner == "nobody" else Q(owner__public_id=filters.owner)
        found = found.filter(owner)
    if filters.severity:
        found = found.filter(severity=SEVERITIES[filters.severity])
    if filters.practice:
        found = found.filter(practice_label=filters.practice)
    if filters.due:
        found = found.filter(_due(filters.due, zones, at))
    return _of_portfolio(found, user, filters).in_order()


def late(zones: Sequence[str], at: datetime) -> Q:
    """What is overdue: its day is over in its team's zone, and nobody has called it done."""
    return overdue(zones, at) & _LEFT


_LEFT = Q(closed_at=None) & ~Q(state=Improvement.State.DONE)
UNOWNED = Q(owner=None) & _LEFT


def _ends_before_due() -> QuerySet[Acceptance]:
    """The running acceptance of a line's finding, where it ends on or before the day on which the line is due."""
    return Acceptance.objects.filter(
        ended_at=None,
        finding__review=OuterRef("review"),
        finding__question=OuterRef("question"),
        finding__practice=OuterRef("practice"),
        until__lte=OuterRef("due"),
    )


def _due(name: str, zones: Sequence[str], at: datetime) -> Q:
    today = day_in("UTC", at)
    return {
        "attention": late(zones, at) | UNOWNED,
        "overdue": late(zones, at),
        "soon": Q(due__range=(today, today + SOON)) & _LEFT,
        "after_acceptance": Q(outlasts=True),
        "none": Q(due=None) & _LEFT,
    }[name]


def _of_portfolio(found: ImprovementQuerySet, user: User, filters: Filters) -> ImprovementQuerySet:
    """Keep the lines of the workloads that the portfolio's filters let through."""
    if filters.lens:
        found = found.filter(review__lens__alias=filters.lens)
    if not any((filters.environment, filters.tier, filters.tag, filters.risk, filters.review)):
        return found
    asked = portfolio.Filters(
        environment=filters.environment,
        tier=filters.tier,
        tag=filters.tag,
        risk=filters.risk,
        state=filters.review,
    )
    version = portfolio.chosen_lens(portfolio.lenses(), filters.lens)
    if version is None:
        return found.none()
    workloads = portfolio.workloads(user, asked, version.lens_id).order_by()
    return found.filter(review__workload__in=workloads.values("pk"))
