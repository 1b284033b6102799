"""Changing many answers at once from the page, and taking that back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, User
from reviews.models import Item, Review
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import Answer, Cast


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(review: Review, name: str) -> str:
    return reverse(name, args=[review.workload.public_id, review.lens.alias])


def states(*codes: str) -> list[str]:
    found = dict(Item.objects.values_list("item", "state"))
    return [found.get(ITEMS[code], "unanswered") for code in codes]


def test_none_of_these_asks_first_where_a_practice_is_in_place(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", BP03="not_applicable")
    client = signed_in(cast.contributor)
    asked = client.post(url(review, "review_none"), {"question": QUESTION})
    assert "Choose how to segment your workload" in asked.content.decode()
    assert states(*PRACTICES) == ["in_place", "unanswered", "not_applicable"]
    client.post(url(review, "review_none"), {"question": QUESTION, "sure": "1"})
    assert states(*PRACTICES) == ["not_in_place", "not_in_place", "not_applicable"]


def test_the_rest_reaches_only_what_nobody_answered(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place")
    signed_in(cast.contributor).post(url(review, "review_rest"), {"question": QUESTION})
    assert states(*PRACTICES) == ["in_place", "not_in_place", "not_in_place"]


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ({"state": "not_done"}, ["done", "not_done", "unanswered", "unanswered"]),
        ({"state": "not_applicable", "reason": "No calls."}, ["done", "not_applicable", "unanswered", "unanswered"]),
        ({"state": "not_applicable"}, ["done", "unanswered", "unanswered", "unanswered"]),
    ],
)
def test_the_rest_of_an_area_spares_answers_essential_steps_and_other_practices(
    review: Review, answer: Answer, cast: Cast, posted: dict[str, str], expected: list[str]
) -> None:
    answer(A2_3="done")
    data = {"question": QUESTION, "practice": PRACTICES["BP01"], "area": "A2", **posted}
    assert signed_in(cast.contributor).post(url(review, "review_rest"), data).status_code == 302
    assert states("A2_3", "A2_4", "A2_5", "A2_1") == expected


def test_a_bulk_change_offers_undo_for_ten_seconds_and_is_taken_back(
    review: Review, answer: Answer, cast: Cast
) -> None:
    answer(BP01="in_place")
    client = signed_in(cast.contributor)
    led = client.post(url(review, "review_none"), {"question": QUESTION, "sure": "1"})["Location"]
    page = client.get(led).content.decode()
    assert "3 answers changed at once." in page
    event = Event.objects.filter(verb="answered").first()
    assert event is not None
    client.post(url(review, "review_undo"), {"question": QUESTION, "event": event.public_id})
    assert states(*PRACTICES) == ["in_place", "unanswered", "unanswered"]
    Event.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(seconds=11))
    assert "changed at once" not in client.get(led).content.decode()


def test_undo_leaves_what_somebody_changed_since(review: Review, answer: Answer, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    client.post(url(review, "review_rest"), {"question": QUESTION})
    event = Event.objects.filter(verb="answered").first()
    assert event is not None
    answer(BP02="in_place")
    client.post(url(review, "review_undo"), {"question": QUESTION, "event": event.public_id})
    assert states(*PRACTICES) == ["unanswered", "in_place", "unanswered"]


def test_nobody_takes_back_what_another_did(review: Review, cast: Cast) -> None:
    signed_in(cast.contributor).post(url(review, "review_rest"), {"question": QUESTION})
    event = Event.objects.filter(verb="answered").first()
    assert event is not None
    data = {"question": QUESTION, "event": event.public_id}
    assert signed_in(cast.lead).post(url(review, "review_undo"), data).status_code == 404
    assert states(*PRACTICES) == ["not_in_place"] * 3


@pytest.mark.parametrize("name", ["review_none", "review_rest"])
def test_who_may_only_read_is_refused(review: Review, cast: Cast, name: str) -> None:
    assert signed_in(cast.viewer).post(url(review, name), {"question": QUESTION, "sure": "1"}).status_code == 403
    assert signed_in(cast.contributor).post(url(review, name), {"question": "other"}).status_code == 404
