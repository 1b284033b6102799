"""Reading what an assessment needs of many reviews, in a number of statements that does not grow with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pillars.compiled import Lens
from pillars.compiling import compiled
from reviews.acceptances import AcceptanceFact, FindingKey
from reviews.actions.results import Standing
from reviews.assessment import Assessment
from reviews.models import Acceptance, Finding, Improvement, Item, QuestionRecord, Review
from reviews.planning import ImprovementFact
from reviews.states import FindingKind, Severity


@dataclass(slots=True)
class Answer:
    """What of an item counts for the assessment. There are dozens a review, and an instance of the model costs more."""

    question: str
    item: str
    kind: str
    state: str
    at: datetime | None


@dataclass(slots=True)
class Loaded:
    """One review as it was read. ``revision`` was read before the answers, so that a later save is never missed."""

    review: Review
    lens: Lens
    items: list[Answer] = field(default_factory=list)
    findings: dict[FindingKey, Finding] = field(default_factory=dict)
    acceptances: dict[FindingKey, AcceptanceFact] = field(default_factory=dict)
    improvements: dict[tuple[str, str], Improvement] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assessed:
    """A review with what was computed from the answers that were read."""

    loaded: Loaded
    assessment: Assessment
    plan: tuple[ImprovementFact, ...]


def key_of(finding: Finding) -> FindingKey:
    """Return what makes the stored finding the same one as a computed one."""
    return FindingKey(FindingKind(finding.kind), finding.question, finding.practice)


def load(review_ids: Sequence[int], *, at: datetime) -> list[Loaded]:
    """Return those of the reviews that are due at this moment, with all that an assessment reads. Six statements."""
    # The revision first and the answers after it: a save in between makes the review due again.
    reviews = Review.objects.due(at).filter(pk__in=review_ids).select_related("workload__team", "lens").order_by("pk")
    loaded = {review.pk: Loaded(review, compiled(review.version_id)) for review in reviews}
    if not loaded:
        return []
    for review_id, answer in _answers(list(loaded)):
        loaded[review_id].items.append(answer)
    findings: dict[int, Finding] = {}
    for finding in Finding.objects.filter(review__in=loaded):
        findings[finding.pk] = finding
        loaded[finding.review_id].findings[key_of(finding)] = finding
    for acceptance in Acceptance.objects.filter(finding__review__in=loaded, ended_at=None):
        finding = findings[acceptance.finding_id]
        fact = AcceptanceFact(Severity(acceptance.severity), acceptance.ends_at)
        loaded[finding.review_id].acceptances[key_of(finding)] = fact
    for improvement in Improvement.objects.filter(review__in=loaded):
        loaded[improvement.review_id].improvements[improvement.question, improvement.practice] = improvement
    records = QuestionRecord.objects.filter(review__in=loaded).order_by()
    standing = ("risk", "supported", "complete", "accepted_until")
    for review_id, question, risk, supported, complete, until in records.values_list(
        "review_id", "question", *standing
    ):
        loaded[review_id].standings[question] = Standing(risk, supported, complete, until)
    return list(loaded.values())


def _answers(review_ids: Sequence[int]) -> Iterator[tuple[int, Answer]]:
    rows = Item.objects.filter(review__in=review_ids).order_by()
    columns = ("review_id", "question", "item", "kind", "state", "at")
    for review_id, question, item, kind, state, at in rows.values_list(*columns):
        yield review_id, Answer(question, item, kind, state, at)
