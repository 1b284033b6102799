"""Workers that are away, die in mid-task, race, or return to a pile: nothing is lost, and nothing is done twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event
from reviews.actions import assessing, findings
from reviews.models import Acceptance, Finding, Item, Review
from tests.faults.conftest import Begin
from tests.faults.installation import Installation, held, stand_in_task, until
from tests.faults.standing import GAP, has_one_gap, is_due, none_due
from tests.reviews.conftest import Cast, by

pytestmark = pytest.mark.processes


def test_what_is_saved_while_no_worker_runs_is_assessed_when_it_starts(
    installation: Installation, begin: Begin
) -> None:
    reviews = begin(3)
    desk = installation.desk()
    for review in reviews:
        desk.save(review.pk, **GAP)
    assert Item.objects.filter(state__in=["in_place", "not_in_place"]).count() == 9
    assert all(is_due(review) for review in reviews)
    assert not Finding.objects.exists()

    installation.worker()

    until(lambda: none_due(reviews))
    for review in reviews:
        has_one_gap(review)


def test_a_worker_killed_in_mid_task_leaves_nothing_half_and_nothing_undone(
    installation: Installation, begin: Begin
) -> None:
    [review] = begin(1)
    installation.desk().save(review.pk, **GAP)
    installation.beat()
    worker = installation.worker()
    # Findings are stored before improvements: the worker stands with half of its rows written.
    with held("reviews_improvement"):
        until(lambda: stand_in_task(worker), what="The worker did not begin.")
        worker.kill()
        assert not Finding.objects.exists()

    installation.worker()

    until(lambda: none_due([review]))
    has_one_gap(review)


def test_two_workers_store_one_result_a_review(installation: Installation, begin: Begin, cast: Cast) -> None:
    """50 reviews, each asked for by both workers at once, with an acceptance whose date came two days ago."""
    reviews = begin(50)
    desk = installation.desk()
    for review in reviews:
        desk.save(review.pk, **GAP)
    then = timezone.now() - timedelta(days=3)
    assessing.assess([review.pk for review in reviews], at=then)
    for finding in Finding.objects.select_related("review__workload__team", "review__lens"):
        until_day = (then + timedelta(days=1)).date()
        findings.accept(finding=finding, reason="Known.", until=until_day, by=by(cast.reviewer, then))
    assert all(is_due(review) for review in reviews)
    installation.broker.wipe()
    for _ in range(4):
        installation.publish("reviews.assess", *(review.pk for review in reviews))
    for review in [reviews[0]] * 10 + reviews:
        installation.publish("reviews.assess", review.pk)

    workers = [installation.worker(), installation.worker()]
    # Both have read and computed when the first of them may store.
    with held("reviews_review"):
        until(lambda: stand_in_task(*workers, tasks=2), what="They did not begin.")

    until(lambda: none_due(reviews) and installation.broker.count() == 0)
    until(lambda: not any(worker.told("received") > worker.told("succeeded") for worker in workers))
    for review in reviews:
        has_one_gap(review)
    assert Acceptance.objects.filter(ended="date").count() == 50
    assert Event.objects.filter(verb="acceptance ended").count() == 50
    assert Review.objects.filter(failure="").count() == 50


def test_a_pile_of_old_sweeps_makes_no_storm(installation: Installation, begin: Begin) -> None:
    reviews = begin(30)
    desk = installation.desk()
    for review in reviews:
        desk.save(review.pk, **GAP)
    desk.leave()
    installation.broker.wipe()
    for _ in range(120):
        installation.publish("reviews.sweep", expires=timezone.now() - timedelta(seconds=15))
    installation.publish("reviews.sweep", expires=timezone.now() + timedelta(minutes=5))
    counts = [installation.broker.count()]
    assert counts == [121]

    worker = installation.worker()

    def drained() -> bool:
        counts.append(installation.broker.count())
        return counts[-1] == 0

    until(drained)
    until(lambda: worker.told(r"Task reviews\.sweep\[\S+\] succeeded"))
    assert counts == sorted(counts, reverse=True)
    assert installation.broker.count() == 0
    assert worker.told(r"Task reviews\.sweep\[\S+\] succeeded") == 1
    assert worker.told(r"Task reviews\.assess") == 0
    for review in reviews:
        has_one_gap(review)
