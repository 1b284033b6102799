"""The change feed on PostgreSQL: ``python -m bench.feed``.

What telling the feed adds to a save, to the same save that tells nothing; 100,000 changes that get their positions; a
night's pages of 500 changes.
"""

# isort: off
from bench import own_database
# isort: on

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from time import perf_counter

from django.apps import apps
from django.db import connection
from rest_framework.test import APIClient

from accounts.by import By
from accounts.models import ApiToken, User, Via
from bench import half_answered
from reviews import feed
from reviews.actions import answers
from reviews.actions import feed as telling
from reviews.changes import Change
from reviews.models import FeedEntry, FeedHead, Item, Review

REVIEWS, ROUNDS, SAVES, CHANGES = 1000, 10, 40, 100_000
AT = half_answered.BEGAN + timedelta(days=1)


def main() -> None:
    """Measure in turn, in a database of 1,000 reviews, and print medians."""
    with own_database.template():
        user = half_answered.contributor()
        half_answered.reviews_of(half_answered.rel03(), REVIEWS, by=user)
        _saving(user)
        _placing()
        _reading(user)


def _saving(user: User) -> None:
    rounds = []
    for number in range(ROUNDS):
        told = median(_save(user, number * SAVES * 2 + save) for save in range(SAVES))
        with _telling_nothing():
            untold = median(_save(user, number * SAVES * 2 + SAVES + save) for save in range(SAVES))
        rounds.append((told, untold))
    with_feed, without = (median(side) for side in zip(*rounds, strict=True))
    ratio = median(told / untold for told, untold in rounds)
    print(f"a save: {with_feed:.1f} ms; that tells the feed nothing: {without:.1f} ms; ratio {ratio:.2f}")


@contextmanager
def _telling_nothing() -> Iterator[None]:
    touch: Callable[..., None] = telling.touch
    telling.touch = lambda things, *, at, deleted=False: None
    try:
        yield
    finally:
        telling.touch = touch


def _save(user: User, number: int) -> float:
    review = Review.objects.select_related("workload__team", "lens").order_by("pk")[number % 100]
    item = Item.objects.filter(review=review, kind="step").order_by("item")[number % 40]
    state = "partly" if item.state == "done" else "done"
    change = Change(question=item.question, item=item.item, version=item.version, state=state)
    by = By(user=user, via=Via.PAGE, at=AT + timedelta(minutes=number))
    begun = perf_counter()
    answers.save(review=review, changes=[change], by=by)
    return (perf_counter() - begun) * 1000


def _placing() -> None:
    FeedEntry.objects.bulk_create(
        (
            FeedEntry(kind=FeedEntry.Kind.ANSWER, key=f"{n:032x}/question/item", at=AT + timedelta(seconds=n))
            for n in range(CHANGES)
        ),
        batch_size=5000,
    )
    seconds = []
    more = True
    while more:
        begun = perf_counter()
        more = feed.place(at=AT)
        seconds.append(perf_counter() - begun)
    print(f"{CHANGES} changes placed in {sum(seconds):.1f} s, {len(seconds)} readers; the longest {max(seconds):.2f} s")
    FeedEntry.objects.all().delete()


def _reading(user: User) -> None:
    fill = importlib.import_module("reviews.migrations.0003_fill_the_feed").fill
    with connection.schema_editor() as editor:
        FeedHead.objects.all().delete()
        fill(apps, editor)
    while feed.place(at=AT):
        continue
    client = APIClient()
    secret = ApiToken.issue(user=user, name="bench", at=AT)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    query: dict[str, str] = {"limit": "500"}
    seconds, rows, more = [], 0, True
    while more:
        begun = perf_counter()
        body = client.get("/api/v1/changes/", query, headers={"Host": "localhost"}).json()
        seconds.append(perf_counter() - begun)
        rows += len(body["results"])
        query["after"], more = body["after"], body["more"]
    print(f"{rows} changes read in {sum(seconds):.1f} s: {rows / sum(seconds):.0f}/s; a page {median(seconds):.3f} s")


if __name__ == "__main__":
    main()
