"""Writing answers through the API: all or nothing, never over somebody else's."""

import pytest

from accounts.models import Event
from reviews.models import Item, QuestionRecord, Review
from tests.reviews.api.clients import ROOT, client_of, item, statements
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import Answer, Cast


@pytest.fixture
def url(review: Review) -> str:
    return f"{ROOT}workloads/{review.workload.public_id}/reviews/rel03/answers/"


def test_a_stale_write_changes_nothing_and_shows_what_is_there(
    review: Review, answer: Answer, cast: Cast, url: str
) -> None:
    answer(A1_1="done", assess=False)
    revision = Review.objects.get().revision
    refused = client_of(cast.lead).patch(url, {"items": [item("A1_3", "done"), item("A1_1", "not_done")]})
    assert refused.status_code == 412
    assert refused["Content-Type"] == "application/problem+json"
    body = refused.json()
    assert (body["type"], body["status"]) == ("urn:lintel:problem:stale-versions", 412)
    assert [error["pointer"] for error in body["errors"]] == ["/items/1/version"]
    (conflict,) = body["conflicts"]
    assert (conflict["item"], conflict["present_version"]) == (ITEMS["A1_1"], 1)
    present = conflict["present"]
    assert (present["state"], present["by_name"], present["version"]) == ("done", "Contributor", 1)
    assert not Item.objects.filter(item=ITEMS["A1_3"]).exists()
    assert Review.objects.get().revision == revision
    again = client_of(cast.lead).patch(url, {"items": [item("A1_1", "not_done", version=1)]})
    assert again.status_code == 200
    assert again.json()["items"][0]["version"] == 2


def test_an_item_that_nobody_answered_cannot_be_at_a_later_version(cast: Cast, url: str) -> None:
    refused = client_of(cast.contributor).patch(url, {"items": [item("A1_1", "done", version=3)]})
    assert refused.status_code == 412
    assert refused.json()["conflicts"] == [
        {"question": QUESTION, "item": ITEMS["A1_1"], "present_version": 0, "present": None}
    ]


def test_a_write_without_a_version_is_not_taken(cast: Cast, url: str) -> None:
    refused = client_of(cast.contributor).patch(
        url, {"items": [item("A1_1", "done"), item("A1_3", "done", version=None)]}
    )
    assert refused.status_code == 428
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/items/1"]
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("items", "pointers"),
    [
        ([], ["/items"]),
        ("none", ["/items"]),
        ([item("A1_1", "finished")], ["/items/0/state"]),
        ([item("A1_1", "done"), item("BP01", "not_applicable")], ["/items/1/reason"]),
        ([item("A1_1", "done"), item("A1_1", "partly")], ["/items/1/item"]),
        ([item("A1_1", note="x" * 2085)], ["/items/0/note"]),
        ([item("A1_1", stat="done")], ["/items/0/stat"]),
        ([item("A1_1", "done"), {"version": "one", "item": ""}], ["/items/1/question", "/items/1/version"]),
        ([item("BP01", evidence=[{"title": "Map"}])], ["/items/0/evidence/0/url"]),
        ([item("BP01", evidence=[{"title": "Map", "url": "file:///map"}])], ["/items/0/evidence"]),
        ([item("A1_1", evidence=[])], ["/items/0/evidence"]),
    ],
)
def test_each_bad_field_is_named_and_nothing_stored(cast: Cast, url: str, items: object, pointers: list[str]) -> None:
    refused = client_of(cast.contributor).patch(url, {"items": items})
    assert refused.status_code == 422
    assert sorted(error["pointer"] for error in refused.json()["errors"]) == pointers
    assert all(error["detail"] for error in refused.json()["errors"])
    assert not Item.objects.exists()


def test_what_was_read_can_be_sent_back_with_a_change(answer: Answer, cast: Cast, url: str) -> None:
    answer(BP01="in_place", A1_1="not_applicable", assess=False)
    client = client_of(cast.contributor)
    items = client.get(url).json()["items"]
    for one in items:
        if one["item"] == ITEMS["BP01"]:
            one["note"] = "Measured on 2 March."
            one["evidence"] = [{"title": "Map", "url": "https://wiki.example.org/map", "as_of": "2026-03-01"}]
    saved = client.patch(url, {"items": items})
    assert saved.status_code == 200
    by_item = {one["item"]: one for one in client.get(url).json()["items"]}
    written = by_item[ITEMS["BP01"]]
    assert (written["state"], written["note"], written["version"]) == ("in_place", "Measured on 2 March.", 2)
    assert written["evidence"][0]["as_of"] == "2026-03-01"
    assert by_item[ITEMS["A1_1"]]["reason"] == "It cannot apply."


def test_what_a_write_leaves_out_stays(cast: Cast, url: str) -> None:
    client = client_of(cast.contributor)
    client.patch(url, {"items": [item("BP01", "in_place", note="As measured.")]})
    client.patch(url, {"items": [item("BP01", "not_in_place", version=1)]})
    stored = Item.objects.get()
    assert (stored.state, stored.note, stored.version) == ("not_in_place", "As measured.", 2)


def test_saying_the_same_again_is_answered_with_what_stands(answer: Answer, cast: Cast, url: str) -> None:
    answer(A1_1="done", assess=False)
    again = client_of(cast.lead).patch(url, {"items": [item("A1_1", "done")]})
    assert again.status_code == 200
    assert [(one["version"], one["by_name"]) for one in again.json()["items"]] == [(1, "Contributor")]


def test_an_event_says_that_it_came_through_a_token(cast: Cast, url: str) -> None:
    client_of(cast.contributor).patch(url, {"items": [item("BP01", "in_place")]})
    event = Event.objects.get(verb="answered")
    assert (event.via, event.actor) == ("token", cast.contributor)


def test_the_question_itself_can_be_not_applicable(cast: Cast, url: str) -> None:
    outside = item("REL03", "not_applicable", reason="There are no components.")
    saved = client_of(cast.contributor).patch(url, {"items": [outside]})
    assert saved.json()["risks"][0]["risk"] == "NOT_APPLICABLE"
    assert QuestionRecord.objects.get().complete


def test_saving_one_answer_takes_ten_statements(cast: Cast, url: str) -> None:
    client = client_of(cast.contributor)
    client.patch(url, {"items": [item("A1_1", "done")]})
    # Token with its person, review with the role, the review's lock, items, item, acceptances, standing, trend, event,
    # feed.
    with statements() as seen:
        client.patch(url, {"items": [item("BP01", "in_place")]})
    assert len(seen) == 10
