"""Assessing reviews that are due: read, compute with the pure functions, store the computed columns."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.by import By
from reviews.actions import outcomes
from reviews.actions.bulk_sql import upsert
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
    results = [computed(loaded, at) for loaded in load(review_ids, at=at)]
    if not results:
        return 0
    with transaction.atomic():
        unmoved = _still_as_read(results)
        outcomes.store(unmoved, by=By.job(at=at))
        _mark(unmoved, at)
    return len(unmoved)


def sweep(*, at: datetime, seconds: float = 25.0) -> int:
    """Assess all that is due, in batches, for about so many seconds; return how many results were stored."""
    end = monotonic() + seconds
    done = last = 0
    while monotonic() < end:
        # By id, so that one which stays due (it failed, or somebody was at it) is tried once a sweep.
        due = Review.objects.due(at).not_waiting(at).filter(pk__gt=last).order_by("pk")
        batch = list(due.values_list("pk", flat=True)[:BATCH])
        if not batch:
            break
        last = batch[-1]
        done += attempt(batch, at=at)
    return done


def attempt(review_ids: Sequence[int], *, at: datetime) -> int:
    """Assess reviews, and where that fails find out which of them fail: the others must not wait for those."""
    try:
        return assess(review_ids, at=at)
    # The one broad catch: whatever the data of a review does, the others go on.
    except Exception as error:
        if len(review_ids) > 1:
            return sum(attempt([review_id], at=at) for review_id in review_ids)
        logger.exception("Assessing review %s failed", review_ids[0])
        _postpone(review_ids[0], error, at)
        return 0


def computed(loaded: Loaded, at: datetime) -> Assessed:
    """Compute one review's results from what was read of it; no statement, no clock."""
    answers = answers_by_question(loaded.items)
    assessment = compute(loaded.lens, answers, context_of(loaded.review, loaded.acceptances, at))
    added = {key: line.added_steps for key, line in loaded.improvements.items() if line.added_steps}
    plan = improvements(loaded.lens, answers, assessment, tier=loaded.review.workload.tier, added=added)
    return Assessed(loaded, assessment, plan)


def _still_as_read(results: Sequence[Assessed]) -> list[Assessed]:
    """Lock the reviews and return those that nobody changed or assessed since they were read."""
    ids = [each.loaded.review.pk for each in results]
    locked = Review.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    now = {row[0]: row[1:] for row in locked.values_list("pk", "revision", "assessed_revision", "assessed_at")}
    return [
        each
        for each in results
        if now.get(each.loaded.review.pk)
        == (each.loaded.review.revision, each.loaded.review.assessed_revision, each.loaded.review.assessed_at)
    ]


_FIXED = ("id", "public_id", "workload_id", "lens_id", "version_id", "created_at", "revision")


def _mark(assessed: Sequence[Assessed], at: datetime) -> None:
    rows = [_fixed(each.loaded.review) | _computed_columns(each, at) for each in assessed]
    if rows:
        # Each row is there and its lock is held, so none is ever inserted.
        upsert(Review, rows, unique=("id",), update=[name for name in rows[0] if name not in _FIXED])


def _fixed(review: Review) -> dict[str, Any]:
    return {name: getattr(review, name) for name in _FIXED}


def _computed_columns(each: Assessed, at: datetime) -> dict[str, Any]:
    assessment = each.assessment
    return {
        "assessed_revision": each.loaded.review.revision,
        "assessed_at": at,
        "engine": settings.ASSESSMENT_ENGINE,
        "next_change_at": assessment.next_change_at,
        "attempts": 0,
        "retry_at": None,
        "failure": "",
        "complete": all(question.result.complete for question in assessment.questions),
        "unsupported": outcomes.unsupported_count(assessment),
        "maturity": assessment.maturity.level,
        "maturity_state": assessment.maturity.state.value,
        "below_target": assessment.below_target,
        "stale": assessment.stale,
        "oldest_confirmed": assessment.oldest_confirmed,
        "rank": assessment.rank.number(first=assessment.stale),
        "cells": outcomes.cells(assessment),
        "levels": outcomes.levels(assessment),
    }


def _postpone(review_id: int, error: Exception, at: datetime) -> None:
    review = Review.objects.get(pk=review_id)
    attempts = review.attempts + 1
    wait = min(timedelta(seconds=15) * 2 ** min(attempts, 12), LONGEST_WAIT)
    failure = f"{type(error).__name__}: {error}"[:300]
    Review.objects.filter(pk=review_id).update(attempts=attempts, retry_at=at + wait, failure=failure)
