"""The pages of milestones: keeping a moment, and what moved since."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reviews.models import Milestone, MilestoneReview, Review
from tests.reviews.codes import ITEMS
from tests.reviews.conftest import START, Answer, Cast

DAY = timedelta(days=1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make(client: Client, review: Review, name: str) -> int:
    return client.post(reverse("milestones", args=[review.workload.public_id]), {"name": name}).status_code


def test_a_milestone_assesses_first_and_keeps_everything(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", A1_1="done", assess=False)
    assert make(signed_in(cast.contributor), review, "First round") == 302
    kept = MilestoneReview.objects.get().snapshot
    assert [finding["severity"] for finding in kept["findings"] if finding["kind"] == "gap"] == ["MEDIUM"]
    assert {item["item"]: item["state"] for item in kept["items"]}[ITEMS["A1_1"]] == "done"
    assert kept["questions"][0]["risk"] == "MEDIUM"


def test_a_milestone_never_changes(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    make(signed_in(cast.contributor), review, "First round")
    before = MilestoneReview.objects.get().snapshot
    answer(BP03="in_place", at=START + DAY)
    assert MilestoneReview.objects.get().snapshot == before


@pytest.mark.parametrize(("name", "said"), [("", "This field is required."), ("FIRST ROUND", "has a milestone")])
def test_a_bad_name_is_refused(cast: Cast, review: Review, answer: Answer, name: str, said: str) -> None:
    client = signed_in(cast.contributor)
    make(client, review, "First round")
    refused = client.post(reverse("milestones", args=[review.workload.public_id]), {"name": name})
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert Milestone.objects.count() == 1


def test_a_comparison_says_what_rose_fell_and_closed(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", A1_1="done", A3_1="not_done", A3_2="partly")
    client = signed_in(cast.contributor)
    make(client, review, "First round")
    answer(BP03="in_place", A1_1="partly", A3_1="done", A3_2="done", at=START + DAY)
    address = reverse("milestones_compare", args=[review.workload.public_id])
    page = client.get(address).content.decode()
    assert "2 steps rose, 1 fell" in page
    assert "REL03-BP03 was absent" in page
    assert "What changed between First round and now" in page
    first = Milestone.objects.get().public_id
    assert "0 steps rose, none fell" in client.get(f"{address}?from={first}&to={first}").content.decode()


def test_a_milestone_of_another_workload_is_not_found(cast: Cast, review: Review, answer: Answer) -> None:
    client = signed_in(cast.contributor)
    make(client, review, "First round")
    address = reverse("milestones_compare", args=[review.workload.public_id])
    assert client.get(f"{address}?from={'0' * 32}&to=now").status_code == 404
