"""From a workload's rows to its results, in a number of statements that does not grow with them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from pillars import compiled as plain
from pillars.compiling import compiled
from reviews.answering import answers_by_question
from reviews.models import Acceptance, Finding, Improvement, Item, QuestionRecord, Review, Workload
from reviews.question_results import PracticeResult, assess_question
from reviews.results_document import (
    AcceptancePart,
    FindingPart,
    ImprovementPart,
    PracticePart,
    QuestionPart,
    ReviewPart,
    StepPart,
    WorkloadResults,
)
from reviews.states import Claim, QuestionAnswers, QuestionState, StepState


def with_rows(workloads: QuerySet[Workload], *, lens: str = "") -> QuerySet[Workload]:
    """Return the workloads with all that their results are made of: ten statements, however many they are.

    ``lens`` is the alias of the lens to keep to, '' for all.
    """
    reviews = Review.objects.select_related("lens", "version").order_by("lens__alias")
    return workloads.select_related("team", "owner").prefetch_related(
        "tags",
        "links",
        Prefetch("reviews", reviews.filter(lens__alias=lens) if lens else reviews),
        Prefetch("reviews__items", Item.objects.select_related("by")),
        "reviews__question_records",
        "reviews__findings",
        "reviews__findings__acceptances",
        Prefetch("reviews__improvements", Improvement.objects.in_order().select_related("owner")),
    )


def results(workload: Workload, *, at: datetime) -> WorkloadResults:
    """Return the results of a workload that came from ``with_rows``, as they stand at a moment."""
    return WorkloadResults(
        id=workload.public_id,
        name=workload.name,
        team=workload.team.name,
        team_id=workload.team.public_id,
        description=workload.description,
        environment=workload.environment,
        tier=workload.tier,
        target=workload.target,
        go_live=workload.go_live,
        industry=workload.industry,
        regions=workload.regions,
        owner=_name(workload.owner),
        interval_days=workload.interval_days,
        tags=tuple(tag.name for tag in workload.tags.all()),
        links=tuple({"title": link.title, "url": link.url} for link in workload.links.all()),
        archived_at=workload.archived_at,
        reviews=tuple(_review(review, at) for review in workload.reviews.all()),
    )


def _name(person: object) -> str:
    return str(person) if person else ""


def _review(review: Review, at: datetime) -> ReviewPart:
    items = list(review.items.all())
    rows = {(item.question, item.item): item for item in items}
    answers = answers_by_question(items)
    records = {record.question: record for record in review.question_records.all()}
    return ReviewPart(
        id=review.public_id,
        lens=review.lens.alias,
        lens_name=review.version.name,
        lens_version=review.version.number,
        created_at=review.created_at,
        revision=review.revision,
        assessed_revision=review.assessed_revision,
        assessed_at=review.assessed_at,
        due=review.is_due_at(at),
        stale=review.stale,
        maturity_state=review.maturity_state,
        maturity=review.maturity,
        below_target=review.below_target,
        questions=tuple(
            _question(question, rows, answers.get(question.id, QuestionAnswers()), records.get(question.id))
            for question in compiled(review.version_id).questions
        ),
        findings=tuple(_finding(finding) for finding in review.findings.all()),
        improvements=tuple(_improvement(line) for line in review.improvements.all()),
    )


Rows = Mapping[tuple[str, str], Item]


def _question(
    question: plain.Question, rows: Rows, answers: QuestionAnswers, record: QuestionRecord | None
) -> QuestionPart:
    found = assess_question(question, answers)
    return QuestionPart(
        *_answered(question.id, question.title, rows.get((question.id, "")), QuestionState.APPLICABLE.value),
        risk=found.risk.value,
        supported=found.supported.value,
        complete=found.complete,
        answered=found.answered,
        total=found.total,
        accepted_until=record.accepted_until if record else None,
        practices=tuple(
            _practice(question, practice, rows, result)
            for practice, result in zip(question.practices, found.practices, strict=True)
        ),
    )


def _practice(question: plain.Question, practice: plain.Practice, rows: Rows, found: PracticeResult) -> PracticePart:
    row = rows.get((question.id, practice.id))
    return PracticePart(
        *_answered(practice.id, practice.title, row, Claim.UNANSWERED.value),
        code=practice.code,
        evidence=list(row.evidence) if row else [],
        support=found.support.value if found.support else None,
        level=found.maturity.level,
        essential_done=found.essential_done,
        essential_total=found.essential_total,
        steps=tuple(
            StepPart(
                *_answered(step.id, step.title, rows.get((question.id, step.id)), StepState.UNANSWERED.value),
                level=step.level,
                essential=step.essential,
            )
            for step in practice.steps
        ),
    )


def _answered(
    key: str, title: str, row: Item | None, start: str
) -> tuple[str, str, str, str, str, str, datetime | None, int]:
    if row is None:
        return key, title, start, "", "", "", None, 0
    return key, title, row.state, row.reason, row.note, _name(row.by), row.at, row.version


def _finding(finding: Finding) -> FindingPart:
    return FindingPart(
        id=finding.public_id,
        kind=finding.kind,
        question=finding.question,
        practice=finding.practice,
        severity=finding.severity,
        first_opened_at=finding.first_opened_at,
        opened_at=finding.opened_at,
        resolved_at=finding.resolved_at,
        reopened=finding.reopened,
        acceptances=_acceptances(finding.acceptances.all()),
    )


def _acceptances(rows: Iterable[Acceptance]) -> tuple[AcceptancePart, ...]:
    return tuple(
        AcceptancePart(
            severity=row.severity,
            reason=row.reason,
            by=row.by_name,
            at=row.at,
            until=row.until,
            ends_at=row.ends_at,
            ended_at=row.ended_at,
            ended=row.ended,
        )
        for row in rows
    )


def _improvement(line: Improvement) -> ImprovementPart:
    return ImprovementPart(
        id=line.public_id,
        question=line.question,
        practice=line.practice,
        severity=line.severity,
        accepted=line.accepted,
        state=line.state,
        owner=_name(line.owner),
        due=line.due,
        done_at=line.done_at,
        effort=line.effort,
        estimate=line.estimate,
        steps=tuple(dict.fromkeys([*line.plan.get("steps", ()), *line.plan.get("added", ())])),
        created_at=line.created_at,
        closed_at=line.closed_at,
    )
