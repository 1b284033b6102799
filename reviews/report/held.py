"""A review's results, assessed: what the pure functions say of its answers, beside the texts of its lens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pillars import reading
from reviews.acceptances import AcceptanceFact, FindingKey
from reviews.answering import answers_by_question
from reviews.assessment import Assessment, Context, ReviewedQuestion, assess
from reviews.maturity import HoldBack, holding_back
from reviews.planning import ImprovementFact, improvements
from reviews.report.background import LensTold
from reviews.results_document import FindingPart, PracticePart, QuestionPart, ReviewPart, WorkloadResults
from reviews.states import FindingKind, ItemKind, QuestionAnswers, Severity


@dataclass(slots=True)
class _Row:
    """An item as the answers read it."""

    question: str
    item: str
    kind: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """A review with its assessment. ``planned`` goes from (question id, practice id) to what the plan says of it."""

    part: ReviewPart
    told: LensTold
    answers: Mapping[str, QuestionAnswers] = field(repr=False)
    assessment: Assessment = field(repr=False)
    planned: Mapping[tuple[str, str], ImprovementFact] = field(repr=False)

    @property
    def texts(self) -> reading.Lens:
        """The texts of the lens."""
        return self.told.texts

    @property
    def questions(self) -> Iterator[tuple[QuestionPart, ReviewedQuestion, reading.Question]]:
        """Each question as it was answered, as it was assessed, and its texts."""
        for part, reviewed in zip(self.part.questions, self.assessment.questions, strict=True):
            yield part, reviewed, self.texts.questions[part.id]

    @property
    def holds_back(self) -> tuple[HoldBack, ...]:
        """What keeps the maturity from its next level."""
        return holding_back(self.told.lens, self.answers)

    @property
    def open_findings(self) -> list[FindingPart]:
        """The findings that hold and have a severity, worst first."""
        found = [finding for finding in self.part.findings if finding.resolved_at is None and finding.severity]
        return sorted(found, key=lambda finding: Severity(finding.severity).rank)

    def practice(self, question: str, practice: str) -> reading.Practice:
        """Return a practice's texts."""
        return self.texts.practices[question, practice]

    def short(self, question: str, practice: str) -> str:
        """Return what names a practice in a sentence, or the question where there is no practice."""
        if not practice:
            found = self.texts.questions[question]
            return found.short or found.title
        return self.practice(question, practice).short_label


def hold(results: WorkloadResults, review: ReviewPart, told: LensTold, *, at: datetime) -> Held:
    """Assess a review's results as of a moment."""
    answers = answers_by_question(list(_rows(review)))
    context = Context(
        now=at,
        interval_days=results.interval_days,
        tier=results.tier,
        target=results.target,
        acceptances=_running(review),
    )
    assessment = assess(told.lens, answers, context)
    plan = improvements(told.lens, answers, assessment, tier=results.tier)
    return Held(review, told, answers, assessment, {(fact.question, fact.practice): fact for fact in plan})


def _rows(review: ReviewPart) -> Iterator[_Row]:
    for question in review.questions:
        yield _Row(question.id, "", ItemKind.QUESTION, question.state, question.at)
        for practice in question.practices:
            yield _Row(question.id, practice.id, ItemKind.PRACTICE, practice.state, practice.at)
            for step in practice.steps:
                yield _Row(question.id, step.id, ItemKind.STEP, step.state, step.at)


def _running(review: ReviewPart) -> dict[FindingKey, AcceptanceFact]:
    return {
        FindingKey(FindingKind(finding.kind), finding.question, finding.practice): AcceptanceFact(
            Severity(acceptance.severity), acceptance.ends_at
        )
        for finding in review.findings
        for acceptance in finding.acceptances
        if acceptance.ended_at is None
    }


def worst_first(question: QuestionPart, reviewed: ReviewedQuestion) -> list[PracticePart]:
    """Return a question's practices: those with a finding first, by severity, then in the lens's order."""
    severities = {result.practice: result.severity.rank for result in reviewed.result.practices}
    return sorted(question.practices, key=lambda practice: severities[practice.id])
