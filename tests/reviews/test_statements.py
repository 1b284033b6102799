"""How many statements the actions cost, transaction control aside: held, so that nothing grows unseen."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pillars.compiling import compiled
from pillars.loading import load_lens
from pillars.models import LensVersion
from reviews.actions import answers, assessing, reviews, workloads
from reviews.changes import Change
from reviews.models import Finding, Improvement, Review
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import START, Cast, by

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def statements(work: Callable[[], object]) -> int:
    """Run the work and return how many statements it sent, leaving out those that only begin and end transactions."""
    with CaptureQueriesContext(connection) as caught:
        work()
    return sum(not query["sql"].startswith(CONTROL) for query in caught.captured_queries)


def save(review: Review, cast: Cast, **states: str) -> None:
    changes = [Change(question=QUESTION, item=ITEMS[code], version=0, state=state) for code, state in states.items()]
    answers.save(review=review, changes=changes, by=by(cast.contributor))


def large_lens(questions: int) -> LensVersion:
    """Publish a lens of so many questions with one practice each, in the public format alone."""
    pillars: list[dict[str, Any]] = [
        {
            "id": f"pillar_{start}",
            "name": f"Pillar {start}",
            "questions": [
                {
                    "id": f"question_{number}",
                    "title": f"Question {number}",
                    "choices": [{"id": f"choice_{number}", "title": f"Choice {number}"}],
                    "riskRules": [
                        {"condition": f"choice_{number}", "risk": "NO_RISK"},
                        {"condition": "default", "risk": "HIGH_RISK"},
                    ],
                }
                for number in range(start, min(start + 20, questions))
            ],
        }
        for start in range(0, questions, 20)
    ]
    document = {"schemaVersion": "2021-11-01", "name": f"{questions} questions", "pillars": pillars}
    return load_lens(json.dumps(document).encode(), at=START).version


def test_a_save_costs_the_same_for_one_item_and_for_twenty(review: Review, cast: Cast) -> None:
    steps = dict.fromkeys(list(ITEMS)[-20:], "done")
    # The role, the review's revision, the question's items, the items stored, running acceptances, the question's
    # record, the day's row of the trend, the event, the feed.
    assert statements(lambda: save(review, cast, BP01="not_in_place")) == 9
    # Steps that are done move no risk: no record, no row of the trend.
    assert statements(lambda: save(review, cast, **steps)) == 7


def test_a_lens_version_that_is_not_loaded_yet_adds_at_most_ten(review: Review, cast: Cast) -> None:
    compiled.cache_clear()
    # The nine of a save; the version, its questions, practices, steps, services, suggestions, rules, "None of these".
    assert statements(lambda: save(review, cast, BP01="not_in_place")) == 9 + 8


def under_review(cast: Cast, version: LensVersion, count: int) -> list[int]:
    """Begin so many reviews in which one gap is certain, and return their ids."""
    ids = []
    for number in range(count):
        facts = workloads.Facts(name=f"Number {count}-{number}")
        workload = workloads.create(team=cast.team, facts=facts, by=by(cast.lead))
        review = reviews.start(workload=workload, version=version, by=by(cast.lead))
        save(review, cast, BP01="in_place", BP02="in_place", BP03="not_in_place", A3_5="not_done")
        ids.append(review.pk)
    return ids


@pytest.mark.parametrize("count", [2, 20])
def test_assessing_costs_the_same_for_two_reviews_and_for_twenty(cast: Cast, rel03: LensVersion, count: int) -> None:
    ids = under_review(cast, rel03, count)
    # The reviews, their items, findings, running acceptances, improvements and records; the reviews' locks; findings,
    # improvements, reviews and the feed stored. What a save has stored of the questions' risk stands already.
    assert statements(lambda: assessing.assess(ids, at=START)) == 11
    assert Finding.objects.count() == Improvement.objects.count() == count


@pytest.mark.parametrize("count", [2, 20])
def test_assessing_what_time_has_overtaken_costs_the_same_for_two_and_for_twenty(
    cast: Cast, rel03: LensVersion, count: int
) -> None:
    ids = under_review(cast, rel03, count)
    assessing.assess(ids, at=START)
    late = START.replace(year=START.year + 1)
    # As above, but for the improvements, of which none moved.
    assert statements(lambda: assessing.assess(ids, at=late)) == 10
    assert Finding.objects.filter(kind="stale").count() == count


def test_a_sweep_that_finds_nothing_due_asks_once(review: Review) -> None:
    assessing.assess([review.pk], at=START)
    assert statements(lambda: assessing.sweep(at=START)) == 1


@pytest.mark.parametrize("questions", [1, 200])
def test_beginning_a_review_costs_at_most_fifteen_whatever_the_size_of_the_lens(cast: Cast, questions: int) -> None:
    version = large_lens(questions)
    assert len(compiled(version.pk).questions) == questions
    workload = workloads.create(team=cast.team, facts=workloads.Facts(name="Large"), by=by(cast.lead))
    # The role, the review, the questions' records, their first rows of the trend, the round, the event, the feed.
    assert statements(lambda: reviews.start(workload=workload, version=version, by=by(cast.lead))) == 7
    assert Review.objects.get().question_records.count() == questions
