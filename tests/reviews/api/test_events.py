"""The timeline of a workload: all that happened to it, newest first, complete page by page."""

from datetime import timedelta

import pytest

from accounts.models import Event
from reviews.actions import workloads
from reviews.models import Review
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.conftest import START, Answer, Cast, by


def address(review: Review) -> str:
    """Return where the events of a review's workload are."""
    return f"{ROOT}workloads/{review.workload.public_id}/events/"


def test_an_event_tells_who_did_what_to_what_through_what(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place")
    client = client_of(cast.lead)
    client.patch(f"{ROOT}workloads/{review.workload.public_id}/", {"tier": 1}, headers={"If-Match": "*"})
    edited, answered, *_ = client_of(cast.viewer).get(address(review)).json()["results"]
    assert (edited["verb"], edited["via"], edited["actor"], edited["actor_name"]) == (
        "edited",
        "token",
        cast.lead.public_id,
        "Lead",
    )
    assert (edited["object_kind"], edited["object_id"], edited["object_name"]) == (
        "workload",
        review.workload.public_id,
        "Ledger",
    )
    assert edited["changes"] == {"tier": [2, 1]}
    assert (answered["verb"], answered["via"], answered["object_kind"]) == ("answered", "page", "review")
    assert answered["at"] == "2026-03-02T09:01:00Z"


def test_whoever_is_gone_is_named_still(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place")
    cast.contributor.delete()
    (latest, *_) = client_of(cast.viewer).get(address(review)).json()["results"]
    assert (latest["actor"], latest["actor_name"]) == (None, "Contributor")


def test_pages_hold_every_event_once_though_more_come(cast: Cast, review: Review) -> None:
    for number in range(7):
        # One moment for all: the order in which they came decides.
        workloads.edit(workload=review.workload, facts=workloads.Facts(name=f"Name {number}"), by=by(cast.lead, START))
    client = client_of(cast.viewer)
    everything = [row["id"] for row in client.get(address(review)).json()["results"]]
    known = Event.objects.filter(workload=review.workload.public_id).order_by("-at", "-id")
    assert everything == list(known.values_list("public_id", flat=True))
    page = client.get(address(review), {"limit": 2}).json()
    found = [row["id"] for row in page["results"]]
    later = by(cast.lead, START + timedelta(hours=1))
    workloads.edit(workload=review.workload, facts=workloads.Facts(name="Late"), by=later)
    while page["next"]:
        page = client.get(page["next"]).json()
        found += [row["id"] for row in page["results"]]
    assert found == everything


def test_another_workloads_events_are_absent(cast: Cast, review: Review) -> None:
    other = workloads.create(team=cast.team, facts=workloads.Facts(name="Other"), by=by(cast.lead))
    rows = client_of(cast.viewer).get(f"{ROOT}workloads/{other.public_id}/events/").json()["results"]
    assert [row["verb"] for row in rows] == ["registered"]


def test_a_long_timeline_costs_what_a_short_one_does(cast: Cast, review: Review, answer: Answer) -> None:
    client = client_of(cast.viewer)
    client.get(address(review))
    with statements() as few:
        client.get(address(review))
    for number, state in enumerate(["in_place", "not_in_place"] * 6):
        answer(BP01=state, at=START + timedelta(minutes=number), assess=False)
    with statements() as lots:
        client.get(address(review))
    # The token with its person, the workload, its events with who did it.
    assert len(few) == len(lots) == 3


@pytest.mark.parametrize(
    "query",
    [
        "verb=edited",
        "cursor=x",
        "cursor=WyIyMDI2LTAzLTAyVDA5OjAwOjAwIiwgIjEiXQ==",
        "cursor=WyIyMDI2LTAzLTAyVDA5OjAwOjAwKzAwOjAwIiwgImEiXQ==",
        "limit=0",
    ],
)
def test_what_cannot_be_asked_is_refused(cast: Cast, review: Review, query: str) -> None:
    assert client_of(cast.viewer).get(f"{address(review)}?{query}").status_code == 400
