"""What must hold of a review that was assessed, with BP01 and BP02 in place and BP03 not."""

from collections.abc import Iterable

from reviews.models import Finding, Improvement, QuestionRecord, Review
from tests.reviews.codes import PRACTICES

#: Answers whose result is one gap, MEDIUM, at BP03.
GAP = {"BP01": "in_place", "BP02": "in_place", "BP03": "not_in_place"}


def is_due(review: Review) -> bool:
    """Whether its present answers were not assessed yet, as it is stored now."""
    return Review.objects.get(pk=review.pk).is_due


def none_due(reviews: Iterable[Review]) -> bool:
    """Whether all were assessed."""
    return not any(is_due(review) for review in reviews)


def has_one_gap(review: Review) -> None:
    """Assert that the review was assessed whole, once, and holds one gap with its improvement."""
    stored = Review.objects.get(pk=review.pk)
    assert stored.assessed_revision == stored.revision
    assert (stored.attempts, stored.failure) == (0, "")
    assert list(Finding.objects.filter(review=review).values_list("kind", "practice", "severity", "reopened")) == [
        ("gap", PRACTICES["BP03"], "MEDIUM", 0)
    ]
    assert Finding.objects.open().filter(review=review).count() == 1
    assert list(Improvement.objects.filter(review=review).values_list("practice_label", "needed", "closed_at")) == [
        ("REL03-BP03", True, None)
    ]
    record = QuestionRecord.objects.get(review=review)
    assert (record.risk, record.supported, record.complete) == ("MEDIUM", "MEDIUM", True)
    assert stored.complete
