"""Saves and assessments of one review at once: the newest answers win, and nobody's are lost."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from reviews.actions import answers, assessing
from reviews.changes import Change
from reviews.models import Finding, Item, QuestionRecord, Review
from tests.faults.conftest import Begin
from tests.faults.installation import Installation, stand_in_task, until
from tests.faults.standing import GAP, has_one_gap, is_due
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import Cast, by


def save(review: Review, cast: Cast, states: dict[str, str], *, version: int = 0) -> answers.Saved:
    """Answer items by their short codes, each based on this version."""
    changes = [Change(QUESTION, ITEMS[code], version=version, state=state) for code, state in states.items()]
    return answers.save(review=review, changes=changes, by=by(cast.contributor, timezone.now()))


class InAnotherThread:
    """Something done on a database connection of its own, while the test's thread does something else."""

    def __init__(self, action: Callable[[], answers.Saved]) -> None:
        self.result: answers.Saved | None = None
        self._action = action
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.result = self._action()
        finally:
            connection.close()

    def ended(self, seconds: float) -> bool:
        """Wait for its end for at most so many seconds; return whether it came."""
        self._thread.join(seconds)
        return not self._thread.is_alive()


class Before:
    """Does something once, before a certain one of this connection's statements that match."""

    def __init__(self, number: int, action: Callable[[], None], *, match: Callable[[str], bool]) -> None:
        self.done = False
        self._left = number
        self._action = action
        self._match = match

    def __call__(self, execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if not self.done and self._match(sql):
            self._left -= 1
            if self._left == 0:
                self.done = True
                self._action()
        return execute(sql, params, many, context)


#: An assessment reads reviews, items, findings, acceptances, improvements and question records.
@pytest.mark.parametrize("statement", range(1, 7))
def test_a_save_between_reading_and_storing_is_never_overtaken(statement: int, begin: Begin, cast: Cast) -> None:
    [review] = begin(1)
    save(review, cast, GAP)

    def save_now() -> None:
        assert InAnotherThread(lambda: save(review, cast, {"BP03": "in_place"}, version=1)).ended(15)

    interrupt = Before(
        statement, save_now, match=lambda sql: not connection.in_atomic_block and sql != "BEGIN IMMEDIATE"
    )
    with connection.execute_wrapper(interrupt):
        assessing.assess([review.pk], at=timezone.now())

    assert interrupt.done
    assert not Finding.objects.exists()
    assessing.sweep(at=timezone.now())
    assert not is_due(review)
    assert not Finding.objects.exists()
    assert Review.objects.get(pk=review.pk).complete


@pytest.mark.processes
def test_a_worker_in_mid_task_stores_nothing_that_a_save_has_overtaken(
    installation: Installation, begin: Begin, cast: Cast
) -> None:
    [review] = begin(1)
    installation.desk().save(review.pk, BP01="in_place", BP02="not_in_place", BP03="in_place")
    with transaction.atomic():
        Review.objects.select_for_update().get(pk=review.pk)
        worker = installation.worker()
        until(lambda: stand_in_task(worker), what="The worker did not begin.")
        save(review, cast, {"BP02": "in_place", "BP03": "not_in_place"}, version=1)
        # The message of this save is lost: what the worker does now, it does on the first one's.
        connection.run_on_commit.clear()
    until(lambda: worker.told("Task .* succeeded"))
    assert is_due(review)
    assert not Finding.objects.exists()

    installation.publish("reviews.sweep")

    until(lambda: not is_due(review))
    has_one_gap(review)


def both_at_once(first: Callable[[], answers.Saved], second: Callable[[], answers.Saved]) -> list[answers.Saved]:
    """Run two saves so that the second begins after the first has read the items, and has all the time it needs
    before the first stores anything; return what they did.
    """
    running: list[InAnotherThread] = []

    def let_the_second_run() -> None:
        running.append(InAnotherThread(second))
        # The one that has to wait for the other's lock is not going to end here.
        running[0].ended(1.5)

    with connection.execute_wrapper(Before(1, let_the_second_run, match=lambda sql: "INSERT" in sql)):
        one = first()
    assert running[0].ended(25)
    assert running[0].result
    return [one, running[0].result]


TWO_ITEMS = [
    pytest.param({"BP02": "in_place"}, {"BP03": "in_place"}, ("NONE", "NONE"), {"BP01": "in_place"}, id="practices"),
    pytest.param({"A2_5": "done"}, {"A3_5": "not_done"}, ("NONE", "MEDIUM"), {**GAP, "BP03": "in_place"}, id="steps"),
]


@pytest.mark.parametrize(("mine", "theirs", "risk", "start"), TWO_ITEMS)
def test_two_people_on_two_items_of_one_review_at_once(
    mine: dict[str, str],
    theirs: dict[str, str],
    risk: tuple[str, str],
    start: dict[str, str],
    begin: Begin,
    cast: Cast,
) -> None:
    [review] = begin(1)
    save(review, cast, start)
    revision = Review.objects.get(pk=review.pk).revision

    saved = both_at_once(lambda: save(review, cast, mine), lambda: save(review, cast, theirs))

    assert [len(each.conflicts) for each in saved] == [0, 0]
    stored = dict(Item.objects.filter(review=review).values_list("item", "state"))
    assert {**start, **mine, **theirs} == {code: stored[ITEMS[code]] for code in {**start, **mine, **theirs}}
    assert Review.objects.get(pk=review.pk).revision == revision + 2
    record = QuestionRecord.objects.get(review=review)
    assert (record.risk, record.supported, record.complete) == (*risk, True)


def test_two_people_on_the_same_step_at_once(begin: Begin, cast: Cast) -> None:
    [review] = begin(1)
    save(review, cast, {"A2_5": "partly"})

    first, second = both_at_once(
        lambda: save(review, cast, {"A2_5": "done"}, version=1),
        lambda: save(review, cast, {"A2_5": "not_done"}, version=1),
    )

    assert not first.conflicts
    assert [(conflict.change.state, conflict.present_version) for conflict in second.conflicts] == [("not_done", 2)]
    item = Item.objects.get(review=review, item=ITEMS["A2_5"])
    assert (item.state, item.version) == ("done", 2)
