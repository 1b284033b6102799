"""Writers at once, some of whom change their minds, and readers of the change feed who must miss none of it."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from accounts.problems import InputProblems
from reviews.actions import answers, assessing, findings, workloads
from reviews.changes import Change
from reviews.models import FeedEntry, Finding, Item, Review
from tests.faults.conftest import Begin
from tests.reviews.api.clients import client_of
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import Cast, by
from tests.reviews.copies import Copy, agree, truth

TURNS = 25


class ChangedMyMind(Exception):
    """What rolls a writer's transaction back."""


class Worker:
    """Takes turns on a database connection of its own. ``problems`` holds what ended it early."""

    def __init__(self, turn: Callable[[], object], goes_on: Callable[[int], bool]) -> None:
        self.problems: list[BaseException] = []
        self._turn, self._goes_on = turn, goes_on
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    @property
    def works(self) -> bool:
        return self._thread.is_alive()

    def end(self) -> None:
        """Wait for the last turn, and assert that none went wrong."""
        self._thread.join()
        assert self.problems == []

    def _run(self) -> None:
        turns = 0
        try:
            while self._goes_on(turns):
                self._turn()
                turns += 1
        except Exception as error:  # noqa: BLE001 - the test's thread tells of it
            self.problems.append(error)
        finally:
            connection.close()


class Writer:
    """Does random things to random reviews, each in a transaction that is rolled back now and then."""

    def __init__(self, seed: int, reviews: list[int], cast: Cast) -> None:
        self._chance = random.Random(seed)
        self._reviews = reviews
        self._cast = cast

    def turn(self) -> None:
        review = self._review()
        if review is None:
            return
        action = self._chance.choices([self._answer, self._note, self._decide, self._assess, self._delete], WEIGHTS)[0]
        try:
            with transaction.atomic():
                action(review)
                # Whoever holds a transaction open lets others in between.
                if self._chance.random() < 0.3:
                    self._chance_to_others()
                if self._chance.random() < 0.2:
                    raise ChangedMyMind
        # Somebody else may have deleted it, or taken the decision.
        except (ChangedMyMind, InputProblems, Http404):
            return

    def _review(self) -> Review | None:
        found = Review.objects.select_related("workload__team", "lens", "version")
        return found.filter(pk=self._chance.choice(self._reviews)).first()

    def _chance_to_others(self) -> None:
        threading.Event().wait(self._chance.random() * 0.03)

    def _answer(self, review: Review) -> None:
        codes = self._chance.sample(["BP01", "BP02", "BP03"], 2)
        self._save(review, **{code: self._chance.choice(["in_place", "not_in_place"]) for code in codes})

    def _save(self, review: Review, **states: str) -> None:
        versions = dict(Item.objects.filter(review=review).values_list("item", "version"))
        changes = [Change(QUESTION, ITEMS[code], versions.get(ITEMS[code], 0), state=s) for code, s in states.items()]
        answers.save(review=review, changes=changes, by=by(self._cast.contributor, timezone.now()))

    def _note(self, review: Review) -> None:
        present = Item.objects.filter(review=review, item="").first()
        note = Change(QUESTION, "", present.version if present else 0, note=f"Note {self._chance.random()}")
        answers.save(review=review, changes=[note], by=by(self._cast.contributor, timezone.now()))

    def _decide(self, review: Review) -> None:
        with_review = Finding.objects.open().exclude(severity="").select_related("review__workload__team")
        finding = with_review.filter(review=review).first()
        if finding:
            until = (timezone.now() + timedelta(days=30)).date()
            findings.accept(finding=finding, reason="For now.", until=until, by=by(self._cast.reviewer, timezone.now()))

    def _assess(self, review: Review) -> None:
        assessing.assess([review.pk], at=timezone.now())

    def _delete(self, review: Review) -> None:
        name = review.workload.name
        workloads.delete(workload=review.workload, name=name, by=by(self._cast.lead, timezone.now()))


WEIGHTS = [8, 4, 4, 6, 1]


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 40))])
def test_two_readers_miss_nothing_while_two_write(seed: int, begin: Begin, cast: Cast) -> None:
    reviews = [review.pk for review in begin(4)]
    client = client_of(cast.portfolio_viewer)
    copies = [Copy(client, limit=1 + seed % 5), Copy(client_of(cast.portfolio_viewer), limit=7)]
    writers = [
        Worker(Writer(seed * 100 + number, reviews, cast).turn, lambda turns: turns < TURNS) for number in range(2)
    ]
    readers = [Worker(copy.page, lambda _: any(writer.works for writer in writers)) for copy in copies]
    for worker in [*writers, *readers]:
        worker.end()
    assessing.sweep(at=timezone.now())

    for copy in copies:
        copy.follow()
        agree(copy.things, truth(client))
        assert copy.follow() == []
        changes = [(change["kind"], change["id"], change["at"]) for change in copy.changes]
        assert len(changes) == len(set(changes))
    assert FeedEntry.objects.filter(deleted=True).exists() == (Review.objects.count() < len(reviews))


@contextmanager
def in_another_thread(work: Callable[[], object]) -> Iterator[None]:
    """Do something on another connection, and hold its transaction open until the block ends."""
    done, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                work()
                done.set()
                go_on.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert done.wait(15)
    try:
        yield
    finally:
        go_on.set()
        thread.join()


def test_what_is_committed_late_is_not_passed_over(begin: Begin, cast: Cast) -> None:
    slow, quick, early = begin(3)
    client = client_of(cast.portfolio_viewer)
    copy = Copy(client)
    copy.follow()

    def answer(review: Review) -> None:
        change = Change(QUESTION, ITEMS["BP01"], 0, state="in_place")
        answers.save(review=review, changes=[change], by=by(cast.contributor, timezone.now()))

    def workloads_of(changes: list[dict[str, Any]]) -> set[str]:
        return {change["workload"] for change in changes}

    answer(early)
    with in_another_thread(lambda: answer(slow)):
        if connection.vendor == "postgresql":
            answer(quick)
            assert workloads_of(copy.follow()) == {early.workload.public_id, quick.workload.public_id}
            assert copy.follow() == []
        else:
            # While one writes, nobody else does, and positions cannot be given: the reader is told to come again.
            assert copy.page() == []
            assert copy.more
    came = workloads_of(copy.follow())
    assert came == {slow.workload.public_id} | (
        set() if connection.vendor == "postgresql" else {early.workload.public_id}
    )
    agree(copy.things, truth(client), assessed=False)
