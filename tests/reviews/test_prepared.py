"""Queries that are made once: they give what the queryset gives, for every value, on every run."""

import pytest

from reviews import to_answer
from reviews.models import Item, Review
from reviews.prepared import Prepared
from tests.reviews.api.clients import statements
from tests.reviews.conftest import Answer, Cast

COLUMNS = ("item", "state", "at", "evidence")

ITEMS = Prepared(
    lambda review, state: (
        Item.objects.filter(review_id=review, state=state).exclude(item="").order_by("item").values_list(*COLUMNS)
    ),
    review=0,
    state="",
)


@pytest.mark.parametrize("state", ["in_place", "not_in_place", "done", "nothing", "%s", "'", "stand-in state"])
def test_it_gives_what_the_queryset_gives(review: Review, answer: Answer, state: str) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", A2_5="done")
    plain = Item.objects.filter(review=review, state=state).order_by("item").values_list(*COLUMNS)
    assert list(ITEMS.rows(review=review.pk, state=state)) == list(plain)
    assert list(ITEMS.rows(review=-1, state=state)) == []
    assert list(ITEMS.rows(review=review.pk, state=state)) == list(plain)


def test_a_place_that_the_query_does_not_have_is_refused(db: None) -> None:
    astray = Prepared(lambda review: Item.objects.filter(state="done").values_list("item"), review=0)
    with pytest.raises(ValueError, match="review does not stand in the query"):
        list(astray.rows(review=1))


def test_a_member_gets_the_review_with_their_role_and_others_nothing(review: Review, cast: Cast) -> None:
    workload = review.workload.public_id
    with statements() as asked:
        found = to_answer.seen_by_member(cast.reviewer, workload, "rel03")
        assert found is not None
        of, role = found
        assert role == "reviewer"
        assert (of, of.workload, of.workload.team, of.lens) == (
            review,
            review.workload,
            review.workload.team,
            review.lens,
        )
        # Whatever an event or an assessment asks of it is there.
        assert of.subject == review.subject
        assert (of.revision, of.version_id, of.workload.interval_days) == (review.revision, review.version_id, 180)
    assert len(asked) == 1
    assert to_answer.seen_by_member(cast.outsider, workload, "rel03") is None
    assert to_answer.seen_by_member(cast.reviewer, workload, "other") is None
    assert to_answer.seen_by_member(cast.reviewer, "0" * 32, "rel03") is None
