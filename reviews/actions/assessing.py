"""Assessing reviews that are due: read, compute with the pure functions, store the computed columns."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction

from accounts.by import By
from reviews.actions import outcomes
from reviews.actions.loading import Assessed, Loaded, load
from reviews.actions.results import context_of
from reviews.answering import answers_by_question
from reviews.assessment import assess as compute
from reviews.models import Review
from reviews.planning import improvements

logger = logging.getLogger(__name__)

#: How many reviews one transaction assesses.
BATCH = 100

#: A review that fails waits 15 s, then twice as long each time, and at most this long.
LONGEST_WAIT = timedelta(hours=1)


def assess(review_ids: Sequence[int], *, at: datetime) -> int:
    """Assess those of the reviews that are due at this moment; return how many results were stored.

    Two workers on the same reviews do the work once: who comes later finds the rows moved on and stores nothing.
    """
    computed = [_computed(loaded, at) for loaded in load(review_ids, at=at)]
    if not computed:
        return 0
    with transaction.atomic():
        unmoved = _still_as_read(computed)
        outcomes.store(unmoved, by=By.job(at=at))
        _mark(unmoved, at)
    return len(unmoved)


def sweep(*, at: datetime, seconds: float = 25.0) -> int:
    """Assess all that is due, in batches, for about so many seconds; return how many results were stored."""
    end = monotonic() + seconds
    done = 0
    tried: set[int] = set()
    while monotonic() < end:
        due = Review.objects.due(at).not_waiting(at).exclude(pk__in=tried).order_by("pk")
        batch = list(due.values_list("pk", flat=True)[:BATCH])
        if not batch:
            break
        tried.update(batch)
        done += attempt(batch, at=at)
    return done


def attempt(review_ids: Sequence[int], *, at: datetime) -> int:
    """Assess reviews, and where that fails find out which of them fail: the others must not wait for those."""
    try:
        return assess(review_ids, at=at)
    except Exception as error:
        if len(review_ids) > 1:
            return sum(attempt([review_id], at=at) for review_id in review_ids)
        logger.exception("Assessing review %s failed", review_ids[0])
        _postpone(review_ids[0], error, at)
        return 0


def _computed(loaded: Loaded, at: datetime) -> Assessed:
    answers = answers_by_question(loaded.items)
    assessment = compute(loaded.lens, answers, context_of(loaded.review, loaded.acceptances, at))
    added = {key: line.added_steps for key, line in loaded.improvements.items() if line.added_steps}
    plan = improvements(loaded.lens, answers, assessment, tier=loaded.review.workload.tier, added=added)
    return Assessed(loaded, assessment, plan)


def _still_as_read(computed: Sequence[Assessed]) -> list[Assessed]:
    """Lock the reviews and return those that nobody changed or assessed since they were read."""
    ids = [each.loaded.review.pk for each in computed]
    locked = Review.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    now = {row[0]: row[1:] for row in locked.values_list("pk", "revision", "assessed_revision", "assessed_at")}
    return [
        each
        for each in computed
        if now.get(each.loaded.review.pk)
        == (each.loaded.review.revision, each.loaded.review.assessed_revision, each.loaded.review.assessed_at)
    ]


_COMPUTED_COLUMNS = [
    "assessed_revision",
    "assessed_at",
    "engine",
    "next_change_at",
    "attempts",
    "retry_at",
    "failure",
    "complete",
    "unsupported",
    "maturity",
    "maturity_state",
    "below_target",
    "stale",
    "oldest_confirmed",
    "rank",
    "cells",
    "levels",
]


def _mark(assessed: Sequence[Assessed], at: datetime) -> None:
    for each in assessed:
        review, assessment = each.loaded.review, each.assessment
        review.assessed_revision, review.assessed_at = review.revision, at
        review.engine, review.next_change_at = settings.ASSESSMENT_ENGINE, assessment.next_change_at
        review.attempts, review.retry_at, review.failure = 0, None, ""
        review.complete = all(question.result.complete for question in assessment.questions)
        review.unsupported = outcomes.unsupported_count(assessment)
        review.maturity, review.maturity_state = assessment.maturity.level, assessment.maturity.state.value
        review.below_target, review.stale = assessment.below_target, assessment.stale
        review.oldest_confirmed = assessment.oldest_confirmed
        review.rank = assessment.rank.number(first=assessment.stale)
        review.cells, review.levels = outcomes.cells(assessment), outcomes.levels(assessment)
    Review.objects.bulk_update([each.loaded.review for each in assessed], _COMPUTED_COLUMNS)


def _postpone(review_id: int, error: Exception, at: datetime) -> None:
    review = Review.objects.get(pk=review_id)
    attempts = review.attempts + 1
    wait = min(timedelta(seconds=15) * 2 ** min(attempts, 12), LONGEST_WAIT)
    failure = f"{type(error).__name__}: {error}"[:300]
    Review.objects.filter(pk=review_id).update(attempts=attempts, retry_at=at + wait, failure=failure)
