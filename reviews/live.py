"""A review assessed from its answers as they stand this moment, for pages: nothing is stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pillars import reading
from pillars.compiled import Lens
from pillars.compiling import compiled
from reviews.acceptances import AcceptanceFact, FindingKey
from reviews.actions.results import context_of
from reviews.answering import answers_by_question
from reviews.assessment import Assessment, assess
from reviews.maturity import HoldBack, holding_back
from reviews.models import Acceptance, Item, Review
from reviews.states import FindingKind, QuestionAnswers, Severity


@dataclass(frozen=True, slots=True)
class LiveReview:
    """A review with its answers by question, its notes by (question, item), what follows, and the lens's texts."""

    review: Review
    lens: Lens
    texts: reading.Lens
    answers: Mapping[str, QuestionAnswers]
    notes: Mapping[tuple[str, str], str]
    assessment: Assessment

    @property
    def holds_back(self) -> tuple[HoldBack, ...]:
        """What keeps the maturity from its next level, one entry a practice."""
        return holding_back(self.lens, self.answers)


def acceptances_of(reviews: Iterable[Review]) -> Mapping[int, Mapping[FindingKey, AcceptanceFact]]:
    """Return the running acceptances of each review that has some, by the review's primary key. One statement."""
    found: dict[int, dict[FindingKey, AcceptanceFact]] = defaultdict(dict)
    rows = Acceptance.objects.filter(finding__review__in=reviews, ended_at=None).select_related("finding")
    for row in rows:
        finding = row.finding
        key = FindingKey(FindingKind(finding.kind), finding.question, finding.practice)
        found[finding.review_id][key] = AcceptanceFact(Severity(row.severity), row.ends_at)
    return found


def live(
    review: Review, items: Iterable[Item], acceptances: Mapping[FindingKey, AcceptanceFact], *, at: datetime
) -> LiveReview:
    """Assess a review from items that were read; it must come with its workload. No statement of its own."""
    lens = compiled(review.version_id)
    items = list(items)
    answers = answers_by_question(items)
    notes = {(item.question, item.item): item.note for item in items if item.note}
    context = context_of(review, acceptances, at)
    texts = reading.lens(review.version_id)
    return LiveReview(review, lens, texts, answers, notes, assess(lens, answers, context))
