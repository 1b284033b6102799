"""Brokers that refuse, stay silent, lose what they held, or go away for a while: saving goes on, nothing is lost."""

from collections.abc import Iterator

import pytest

from reviews.models import Item
from tests.faults.conftest import Begin
from tests.faults.gate import Gate
from tests.faults.installation import Installation, until
from tests.faults.standing import GAP, has_one_gap, is_due, none_due

pytestmark = pytest.mark.processes

#: A save that takes longer than this hangs at the broker. What it takes is measured elsewhere.
A_HANG = 5

#: What a process says once where the broker did not take its message.
NOT_TAKEN = "The broker did not take reviews.assess"


@pytest.fixture
def silent_gate() -> Iterator[Gate]:
    """A socket that accepts and never answers."""
    gate = Gate()
    gate.silence()
    yield gate
    gate.shut()


def test_a_save_stands_while_the_broker_refuses_or_is_silent_and_the_sweep_follows(
    installation: Installation, begin: Begin, silent_gate: Gate
) -> None:
    reviews = begin(4)
    refused, refused_again, unanswered, unanswered_again = reviews
    silent = installation.desk(LINTEL_BROKER_URL=f"redis://127.0.0.1:{silent_gate.port}/0")
    assert silent.save(unanswered.pk, **GAP) < A_HANG
    until(lambda: silent.told(NOT_TAKEN), what="Nothing was published.")
    tried = silent_gate.accepted
    assert tried > 0
    assert silent.save(unanswered_again.pk, **GAP) < A_HANG
    assert silent_gate.accepted == tried
    silent_gate.shut()
    refusing = installation.desk(LINTEL_BROKER_URL=f"redis://127.0.0.1:{silent_gate.port}/0")
    for review in (refused, refused_again):
        assert refusing.save(review.pk, **GAP) < A_HANG
        until(lambda: refusing.told(NOT_TAKEN), what="Nothing was published.")
    assert Item.objects.filter(review__in=reviews, state__in=["in_place", "not_in_place"]).count() == 12
    assert all(is_due(review) for review in reviews)
    for desk in (silent, refusing):
        assert desk.told(NOT_TAKEN) == 1
        assert desk.told("Traceback") == 0
    assert installation.broker.count() == 0

    installation.worker()
    installation.beat()

    until(lambda: none_due(reviews))
    for review in reviews:
        has_one_gap(review)


def test_a_process_that_ends_has_sent_what_waited(installation: Installation, begin: Begin) -> None:
    [review] = begin(1)
    desk = installation.desk()
    desk.save(review.pk, **GAP)
    desk.leave()
    assert installation.broker.count() == 1


def test_what_a_broker_loses_is_found_by_the_sweep(installation: Installation, begin: Begin) -> None:
    before, under_way = begin(2)
    desk = installation.desk()
    desk.save(before.pk, **GAP)
    until(lambda: installation.broker.count() == 1)
    installation.broker.wipe()
    assert installation.broker.count() == 0

    worker, beat = installation.worker(), installation.beat()

    until(lambda: none_due([before]))
    has_one_gap(before)

    installation.broker.wipe()
    desk.save(under_way.pk, **GAP)

    until(lambda: none_due([under_way]))
    has_one_gap(under_way)
    assert worker.runs
    assert beat.runs


def test_a_broker_that_goes_away_under_a_running_worker_and_returns(installation: Installation, begin: Begin) -> None:
    before, during, after = begin(3)
    desk, worker, beat = installation.desk(), installation.worker(), installation.beat()
    desk.save(before.pk, **GAP)
    until(lambda: none_due([before]))

    installation.broker.go_away()
    assert desk.save(during.pk, **GAP) < A_HANG
    assert is_due(during)
    until(lambda: desk.told(NOT_TAKEN) == 1)
    installation.broker.come_back()
    desk.save(after.pk, **GAP)

    until(lambda: none_due([during, after]))
    for review in (before, during, after):
        has_one_gap(review)
    assert worker.runs
    assert beat.runs
