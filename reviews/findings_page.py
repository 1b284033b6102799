"""The findings that somebody may see, with what was decided about them."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.http import QueryDict

from accounts.models import Team, User
from accounts.permissions import Rights
from accounts.roles import Action
from pillars import reading
from reviews.models import Acceptance, Finding, Review
from reviews.models.findings import FindingQuerySet

PAGE_SIZE = 50

#: What ``state`` in the address may be: '' is open, accepted or not.
STATES = ("open", "accepted", "resolved", "all")

_IS_ACCEPTED = Exists(Acceptance.objects.filter(finding=OuterRef("pk"), ended_at=None))

_DECIDE = Action.DECIDE_FINDING


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to, from the address; '' narrows nothing."""

    state: str = ""
    team: str = ""
    severity: str = ""
    kind: str = ""
    workload: str = ""

    @classmethod
    def parse(cls, query: QueryDict) -> "Filters":
        """Read the filters; a value that isn't known narrows nothing."""
        known = {"state": STATES, "severity": ("HIGH", "MEDIUM"), "kind": tuple(Finding.Kind.values)}
        chosen = {name: query.get(name, "") for name in ("state", "team", "severity", "kind", "workload")}
        return cls(**{name: value if value in known.get(name, (value,)) else "" for name, value in chosen.items()})

    def apply(self, findings: FindingQuerySet) -> FindingQuerySet:
        """Return the findings that are left."""
        if self.team:
            findings = findings.filter(review__workload__team__public_id=self.team)
        if self.workload:
            findings = findings.filter(review__workload__public_id=self.workload)
        if self.severity:
            findings = findings.filter(severity=self.severity)
        if self.kind:
            findings = findings.filter(kind=self.kind)
        if self.state == "all":
            return findings
        if self.state == "resolved":
            return findings.exclude(resolved_at=None)
        findings = findings.open()
        return findings.accepted(accepted=self.state == "accepted") if self.state else findings


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as the list shows it. ``acceptance`` is the running one, ``ended`` the latest that ended."""

    finding: Finding
    practice: reading.Practice | None
    question: reading.Question | None
    acceptance: Acceptance | None
    ended: Acceptance | None
    may_decide: bool
    days_old: int

    @property
    def review(self) -> Review:
        """The review that it was found in."""
        return self.finding.review

    @property
    def is_claim(self) -> bool:
        """Whether the practice is claimed, and only its steps say that something is wrong."""
        return self.finding.kind == Finding.Kind.UNSUPPORTED

    @property
    def is_accepted(self) -> bool:
        """Whether an acceptance runs."""
        return self.acceptance is not None

    @property
    def came_back(self) -> bool:
        """Whether an acceptance ended although the finding still holds."""
        return self.acceptance is None and self.finding.resolved_at is None and self.ended is not None


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """A page of the list, and the counts of findings that hold, whatever state and severity the list shows."""

    rows: tuple[Row, ...]
    page: Page[Finding]
    filters: Filters
    teams: tuple[Team, ...]
    open_high: int
    open_medium: int
    accepted: int
    assessing: bool


def read(user: User, filters: Filters, *, number: str | None, at: datetime) -> FindingsPage:
    """Return one page of the findings, worst first. The number of statements does not grow with the list."""
    visible = Finding.objects.visible_to(user).filter(review__workload__archived_at=None)
    page = Paginator(_with_all(filters.apply(visible)), PAGE_SIZE).get_page(number)
    holding = replace(filters, state="", severity="").apply(visible)
    counts = Counter(holding.annotate(is_accepted=_IS_ACCEPTED).values_list("severity", "is_accepted"))
    due = Review.objects.visible_to(user).current().due(at)
    if filters.workload:
        due = due.filter(workload__public_id=filters.workload)
    return FindingsPage(
        rows=tuple(_rows(page, user, at)),
        page=page,
        filters=filters,
        teams=tuple(Team.objects.visible_to(user).distinct()),
        open_high=counts["HIGH", False],
        open_medium=counts["MEDIUM", False],
        accepted=counts["HIGH", True] + counts["MEDIUM", True],
        assessing=due.exists(),
    )


def _with_all(findings: FindingQuerySet) -> FindingQuerySet:
    """Bring what the list shows beside a finding's own columns, in its order."""
    return (
        findings.in_order()
        .select_related("review__workload__team", "review__workload__owner", "review__lens")
        .prefetch_related(Prefetch("acceptances", Acceptance.objects.order_by("-at", "-id")))
    )


def _rows(page: Page[Finding], user: User, at: datetime) -> list[Row]:
    rights = Rights.of(user)
    return [_row(finding, at, decides=rights.may(_DECIDE, finding.review.workload.team_id)) for finding in page]


def _row(finding: Finding, at: datetime, *, decides: bool) -> Row:
    lens = reading.lens(finding.review.version_id)
    decided = list(finding.acceptances.all())
    return Row(
        finding=finding,
        practice=lens.practices.get((finding.question, finding.practice)),
        question=lens.questions.get(finding.question),
        acceptance=next((acceptance for acceptance in decided if acceptance.ended_at is None), None),
        ended=next((acceptance for acceptance in decided if acceptance.ended_at is not None), None),
        may_decide=decides and finding.resolved_at is None and finding.severity != "",
        days_old=finding.review.days_old(at) or 0,
    )
