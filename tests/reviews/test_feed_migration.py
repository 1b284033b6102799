"""An installation from before the feed: everything that it has is in the feed once it is brought up to date."""

import importlib

from django.apps import apps
from django.db import connection

from reviews import feed
from reviews.actions import milestones
from reviews.models import FeedEntry, FeedHead, Workload
from tests.reviews.conftest import START, Answer, Cast, by

fill = importlib.import_module("reviews.migrations.0003_fill_the_feed").fill


class Editor:
    """What the migration needs of the editor of tables."""

    connection = connection


def entries() -> set[tuple[int, str, str, str]]:
    return set(FeedEntry.objects.values_list("kind", "key", "workload", "team"))


def test_what_was_there_before_the_feed_is_in_it(cast: Cast, workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place", A2_5="not_done")
    milestones.make(workload=workload, name="Then", by=by(cast.lead))
    feed.place(at=START)
    written = entries()
    FeedEntry.objects.all().delete()
    FeedHead.objects.all().delete()

    fill(apps, Editor)
    assert set(FeedEntry.objects.values_list("position", flat=True)) == {None}
    feed.place(at=START)

    assert entries() == written
