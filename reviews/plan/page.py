"""The plan, across workloads or of one: its lines in order, page by page, and what they come to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.roles import Action
from reviews.models import Improvement, Workload
from reviews.plan import filters as choosing
from reviews.plan import rows as lines_of
from reviews.plan.filters import Filters
from reviews.plan.quick_wins import QuickWins
from reviews.plan.rows import Row
from reviews.portfolio.filters import TeamChoice, may_in, teams_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Totals:
    """What all the lines come to, on whatever page they stand. ``outlasting``: due after their acceptance ends."""

    lines: int
    workloads: int
    high: int
    medium: int
    by_hand: int
    overdue: int
    unowned: int
    outlasting: int


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one severity on this page ('' for those added by hand), and how many there are on all pages."""

    severity: str
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the page shows. ``owners`` are those who own a line anywhere, as (public id, name)."""

    totals: Totals
    page: Page[Improvement]
    groups: tuple[Group, ...]
    wins: QuickWins
    teams: tuple[TeamChoice, ...]
    owners: tuple[tuple[str, str], ...]
    editable: frozenset[int]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lines of this page."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def editable_rows(self) -> bool:
        """Whether the reader may edit a line of this page."""
        return any(row.editable for row in self.rows)

    @property
    def candidates(self) -> tuple[tuple[str, str], ...]:
        """Who may own a line of this page that the reader may edit, by name."""
        people = {person for row in self.rows if row.editable for person in row.owners}
        return tuple(sorted(people, key=lambda person: person[1]))


def plan(user: User, filters: Filters, *, page: str, at: datetime, workload: Workload | None = None) -> Plan:
    """Return the plan that a person may see. Eight statements, one more where a portfolio's filters are set."""
    teams = teams_of(user)
    zones = [team.zone for team in teams]
    found = choosing.improvements(user, filters, zones=zones, at=at, workload=workload)
    totals = _totals(found, zones, at)
    paginator = Paginator(with_all(found), PAGE)
    paginator.count = totals.lines  # counted already: a cached property, filled before it asks
    paged = paginator.get_page(page)
    lines = list(paged.object_list)
    editable = may_in(user, Action.EDIT_IMPROVEMENT, teams)
    rows = lines_of.rows(lines, first=paged.start_index(), editable=editable, at=at)
    return Plan(
        totals=totals,
        page=paged,
        groups=tuple(_groups(rows, totals)),
        wins=QuickWins.of(rows),
        teams=teams,
        owners=_owners(user),
        editable=editable,
    )


def with_all(found: QuerySet[Improvement]) -> QuerySet[Improvement]:
    """Bring what a line shows beside its own columns."""
    return found.select_related("owner", "review__lens", "review__workload__team")


def _totals(found: QuerySet[Improvement], zones: Sequence[str], at: datetime) -> Totals:
    counted = found.order_by().aggregate(
        lines=Count("pk"),
        workloads=Count("review__workload", distinct=True),
        high=Count("pk", filter=Q(severity="HIGH")),
        medium=Count("pk", filter=Q(severity="MEDIUM")),
        by_hand=Count("pk", filter=Q(severity="")),
        overdue=Count("pk", filter=choosing.late(zones, at)),
        unowned=Count("pk", filter=choosing.UNOWNED),
        outlasting=Count("pk", filter=Q(outlasts=True)),
    )
    return Totals(**counted)


def _groups(rows: Sequence[Row], totals: Totals) -> Iterator[Group]:
    counts = {"HIGH": totals.high, "MEDIUM": totals.medium, "": totals.by_hand}
    for severity, inside in groupby(rows, key=lambda row: row.improvement.severity):
        yield Group(severity, counts[severity], tuple(inside))


def _owners(user: User) -> tuple[tuple[str, str], ...]:
    owned = Improvement.objects.visible_to(user).filter(owner__isnull=False)
    people = User.objects.filter(pk__in=owned.values("owner")).order_by("name")
    return tuple(people.values_list("public_id", "name"))
