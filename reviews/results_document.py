"""What was answered and found of a workload, as plain data: the one source of every export.

Times are aware and in UTC; ``by`` and ``owner`` are people's names, '' where there is nobody.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said of an item; ``state`` is where it starts and ``version`` 0 where nobody answered."""

    id: str
    title: str
    state: str
    reason: str
    note: str
    by: str
    at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class StepPart(Answered):
    """A step. ``level`` is 2 to 4."""

    level: int
    essential: bool


@dataclass(frozen=True, slots=True)
class PracticePart(Answered):
    """A practice. ``support`` and ``level`` are None where there is none; the counts are of essential steps."""

    code: str
    evidence: list[dict[str, Any]]
    support: str | None
    level: int | None
    essential_done: int
    essential_total: int
    steps: tuple[StepPart, ...]


@dataclass(frozen=True, slots=True)
class QuestionPart(Answered):
    """A question with its risk as claimed and as supported."""

    risk: str
    supported: str
    complete: bool
    answered: int
    total: int
    accepted_until: datetime | None
    practices: tuple[PracticePart, ...]


@dataclass(frozen=True, slots=True)
class AcceptancePart:
    """A decision to live with a finding. ``ended`` says why it is over, '' while it runs."""

    severity: str
    reason: str
    by: str
    at: datetime
    until: date
    ends_at: datetime
    ended_at: datetime | None
    ended: str


@dataclass(frozen=True, slots=True)
class FindingPart:
    """A finding, held or resolved, with all that was decided on it."""

    id: str
    kind: str
    question: str
    practice: str
    severity: str
    first_opened_at: datetime
    opened_at: datetime
    resolved_at: datetime | None
    reopened: int
    acceptances: tuple[AcceptancePart, ...]


@dataclass(frozen=True, slots=True)
class ImprovementPart:
    """A line of the plan, in the plan's order; ``effort`` in points (S 1, M 3, L 8), ``steps`` are ids of open ones."""

    id: str
    question: str
    practice: str
    severity: str
    accepted: bool
    state: str
    owner: str
    due: date | None
    done_at: datetime | None
    effort: float
    estimate: bool
    steps: tuple[str, ...]
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """A review. ``due``: its assessment is still to come, so that findings and maturity may be behind the answers."""

    id: str
    lens: str
    lens_name: str
    lens_version: int
    created_at: datetime
    revision: int
    assessed_revision: int
    assessed_at: datetime | None
    due: bool
    stale: bool
    maturity_state: str
    maturity: int | None
    below_target: bool
    questions: tuple[QuestionPart, ...]
    findings: tuple[FindingPart, ...]
    improvements: tuple[ImprovementPart, ...]


@dataclass(frozen=True, slots=True)
class WorkloadResults:
    """A workload with its reviews."""

    id: str
    name: str
    team: str
    team_id: str
    description: str
    environment: str
    tier: int
    target: int | None
    go_live: date | None
    industry: str
    regions: str
    owner: str
    interval_days: int
    tags: tuple[str, ...]
    links: tuple[dict[str, str], ...]
    archived_at: datetime | None
    reviews: tuple[ReviewPart, ...]
