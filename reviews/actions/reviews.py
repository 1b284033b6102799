"""Beginning a review, and its rounds."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.by import By, record
from accounts.permissions import require
from accounts.problems import refuse
from accounts.roles import Action
from pillars.compiling import compiled
from pillars.models import LensVersion
from pillars.rules import Risk
from reviews import queue
from reviews.actions import feed
from reviews.actions.bulk_sql import raise_revision
from reviews.actions.results import Standing, write_records, write_trend
from reviews.models import Review, Round, Workload


def start(*, workload: Workload, version: LensVersion, by: By) -> Review:
    """Store and return the review of a workload against a lens version, everything unanswered.

    Raises InputProblems where the workload has a review against this lens already.
    """
    require(by, Action.ANSWER, workload.team)
    lens = compiled(version.pk)
    try:
        with transaction.atomic():
            review = Review.objects.create(workload=workload, lens=version.lens, version=version, created_at=by.at)
            questions = [question.id for question in lens.questions]
            _nothing_answered(review, questions, by)
            Round.objects.create(review=review, number=1, started_at=by.at, started_by=by.user)
            record("began review", review.subject, by=by)
            _tell(review, questions, by)
            queue.after_commit("reviews.assess", review.pk)
    except IntegrityError as error:
        raise refuse("lens", f"{workload} has a review against {version.lens} already.") from error
    return review


def start_round(*, review: Review, by: By) -> Round:
    """Begin the next pass over a review and return it. The answers stay, with when and by whom they were given."""
    require(by, Action.START_ROUND, review.workload.team)
    with transaction.atomic():
        raise_revision(review.pk)
        latest = Round.objects.filter(review=review).aggregate(latest=Max("number"))["latest"] or 0
        started = Round.objects.create(review=review, number=latest + 1, started_at=by.at, started_by=by.user)
        record("started round", review.subject, by=by, changes={"number": started.number})
        _tell(review, [], by)
        queue.after_commit("reviews.assess", review.pk)
    return started


def _tell(review: Review, questions: Sequence[str], by: By) -> None:
    risks = [(feed.Kind.RISK, feed.risk_key(review.public_id, question)) for question in questions]
    feed.touch(feed.of(review.workload, (feed.Kind.REVIEW, review.public_id), *risks), at=by.at)


def _nothing_answered(review: Review, questions: Sequence[str], by: By) -> None:
    start = Standing(Risk.UNANSWERED.value, Risk.UNANSWERED.value, complete=False, accepted_until=None)
    write_records((review, question, start) for question in questions)
    write_trend((review, question, start, by.at.date()) for question in questions)
