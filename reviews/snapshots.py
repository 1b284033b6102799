"""A review as a document of plain JSON values: what a milestone keeps, and what "now" is compared as."""

from datetime import datetime
from typing import Any, TypedDict

from reviews.models import Finding, Improvement, Item, QuestionRecord, Review


class ItemFacts(TypedDict):
    """One answer."""

    question: str
    item: str
    kind: str
    state: str
    reason: str
    note: str
    evidence: list[dict[str, Any]]
    by: str
    at: str | None


class QuestionFacts(TypedDict):
    """One question's risk."""

    question: str
    risk: str
    supported: str
    complete: bool
    accepted_until: str | None


class FindingFacts(TypedDict):
    """One finding that is open."""

    kind: str
    question: str
    practice: str
    severity: str
    opened_at: str


class ImprovementFacts(TypedDict):
    """One line of the plan, open or closed."""

    question: str
    practice: str
    severity: str
    state: str
    owner: str
    due: str | None
    effort: float
    closed_at: str | None


class Snapshot(TypedDict):
    """One review as it stands."""

    lens: str
    items: list[ItemFacts]
    questions: list[QuestionFacts]
    findings: list[FindingFacts]
    improvements: list[ImprovementFacts]
    maturity: int | None
    maturity_state: str
    levels: dict[str, int | None]
    cells: list[dict[str, Any]]
    stale: bool


def snapshot(review: Review) -> Snapshot:
    """Return a review as it stands. Four statements; the review must come with its lens."""
    return Snapshot(
        lens=review.lens.alias,
        items=[_item(item) for item in Item.objects.filter(review=review).select_related("by")],
        questions=[_question(record) for record in QuestionRecord.objects.filter(review=review)],
        findings=[_finding(finding) for finding in Finding.objects.open().filter(review=review)],
        improvements=[_improvement(x) for x in Improvement.objects.filter(review=review).select_related("owner")],
        maturity=review.maturity,
        maturity_state=review.maturity_state,
        levels=review.levels,
        cells=review.cells,
        stale=review.stale,
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _item(item: Item) -> ItemFacts:
    return ItemFacts(
        question=item.question,
        item=item.item,
        kind=item.kind,
        state=item.state,
        reason=item.reason,
        note=item.note,
        evidence=item.evidence,
        by=item.by.name if item.by else "",
        at=_iso(item.at),
    )


def _question(record: QuestionRecord) -> QuestionFacts:
    return QuestionFacts(
        question=record.question,
        risk=record.risk,
        supported=record.supported,
        complete=record.complete,
        accepted_until=_iso(record.accepted_until),
    )


def _finding(finding: Finding) -> FindingFacts:
    return FindingFacts(
        kind=finding.kind,
        question=finding.question,
        practice=finding.practice,
        severity=finding.severity,
        opened_at=finding.opened_at.isoformat(),
    )


def _improvement(line: Improvement) -> ImprovementFacts:
    return ImprovementFacts(
        question=line.question,
        practice=line.practice,
        severity=line.severity,
        state=line.state,
        owner=line.owner.name if line.owner else "",
        due=line.due.isoformat() if line.due else None,
        effort=line.effort,
        closed_at=_iso(line.closed_at),
    )
