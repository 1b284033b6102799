"""Rounds of a review: begun by contributors, listed in their order."""

from datetime import timedelta

import pytest

from reviews.actions import reviews
from reviews.models import Review, Round
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.conftest import START, Answer, Cast, by


def address(review: Review, what: str = "rounds/") -> str:
    """Return where the rounds of a review are, or something else of it."""
    return f"{ROOT}workloads/{review.workload.public_id}/reviews/rel03/{what}"


def test_a_round_begins_and_the_answers_stay(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place")
    client = client_of(cast.contributor)
    begun = client.post(address(review), {})
    assert (begun.status_code, begun.json()["number"]) == (201, 2)
    assert (begun.json()["started_by"], begun.json()["started_by_name"]) == (
        cast.contributor.public_id,
        "Contributor",
    )
    rows = client.get(address(review)).json()["results"]
    assert [(row["number"], row["started_by_name"]) for row in rows] == [(1, "Lead"), (2, "Contributor")]
    assert rows[1] == begun.json()
    assert client.get(address(review, "")).json()["revision"] == 3
    now = client.get(address(review, "assessment/")).json()["round"]
    assert (now["number"], now["confirmed"], now["answered"]) == (2, 0, 1)


def test_a_request_without_a_body_will_do(cast: Cast, review: Review) -> None:
    assert client_of(cast.contributor).post(address(review)).status_code == 201


def test_the_same_request_twice_begins_one_round(cast: Cast, review: Review) -> None:
    client, key = client_of(cast.contributor), {"Idempotency-Key": "spring"}
    first, again = (client.post(address(review), {}, headers=key) for _ in range(2))
    assert (first.json()["number"], again.json()["number"], Round.objects.count()) == (2, 2, 2)
    other = client.post(address(review), {}, headers={"Idempotency-Key": "summer"})
    assert other.json()["number"] == 3


@pytest.mark.parametrize(("body", "pointer"), [({"number": 7}, "/number"), ([], ""), ("text", "")])
def test_nothing_can_be_said_of_a_round(cast: Cast, review: Review, body: object, pointer: str) -> None:
    refused = client_of(cast.contributor).post(address(review), body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert Round.objects.count() == 1


def test_many_rounds_cost_what_one_does_and_all_are_told(cast: Cast, review: Review) -> None:
    client = client_of(cast.viewer)
    client.get(address(review))
    with statements() as few:
        client.get(address(review))
    for number in range(5):
        reviews.start_round(review=review, by=by(cast.lead, START + timedelta(days=number)))
    with statements() as lots:
        client.get(address(review))
    # The token with its person, the review, its rounds with who began them.
    assert len(few) == len(lots) == 3
    page = client.get(address(review), {"limit": 4}).json()
    rest = client.get(page["next"]).json()
    assert [row["number"] for part in (page, rest) for row in part["results"]] == [1, 2, 3, 4, 5, 6]
