"""One answer through the API: read and written by itself, and the list of all narrowed to some."""

from typing import Any

import pytest

from reviews.models import Item, Review
from tests.reviews.api.clients import ROOT, client_of, item
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import Answer, Cast


@pytest.fixture
def url(review: Review) -> str:
    return f"{ROOT}workloads/{review.workload.public_id}/reviews/rel03/answers/"


def one(url: str, code: str) -> str:
    return f"{url}{QUESTION}/{ITEMS[code]}/"


def test_an_item_reads_as_in_the_list_of_all(cast: Cast, answer: Answer, url: str) -> None:
    answer(BP01="in_place", A1_1="done", assess=False)
    client = client_of(cast.viewer)
    listed = {row["item"]: row for row in client.get(url).json()["items"]}
    assert client.get(one(url, "A1_1")).json() == listed[ITEMS["A1_1"]]
    assert client.get(one(url, "A1_3")).json() == listed[ITEMS["A1_3"]]
    assert client.get(f"{url}{QUESTION}/").json() == listed[""]


def test_a_version_in_the_body_is_enough(cast: Cast, url: str) -> None:
    client = client_of(cast.contributor)
    saved = client.patch(one(url, "BP01"), {"state": "in_place", "version": 0})
    assert (saved.status_code, saved.json()["state"], saved.json()["version"]) == (200, "in_place", 1)
    assert saved["ETag"] == client.get(one(url, "BP01"))["ETag"]
    late = client_of(cast.lead).patch(one(url, "BP01"), {"state": "not_in_place", "version": 0})
    assert (late.status_code, late.json()["present"], late["ETag"]) == (412, saved.json(), saved["ETag"])
    assert Item.objects.get().state == "in_place"


def test_so_is_if_match(cast: Cast, url: str) -> None:
    client = client_of(cast.contributor)
    tag = client.get(one(url, "BP01"))["ETag"]
    assert client.patch(one(url, "BP01"), {"state": "in_place"}).status_code == 428
    saved = client.patch(one(url, "BP01"), {"state": "in_place"}, headers={"If-Match": tag})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    late = client.patch(one(url, "BP01"), {"state": "not_in_place"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["present"]) == (412, saved.json())
    both = client.patch(one(url, "BP01"), {"note": "x", "version": 0}, headers={"If-Match": saved["ETag"]})
    assert both.status_code == 412
    assert Item.objects.get().note == ""


def test_what_was_read_can_be_sent_back_with_a_change(cast: Cast, url: str) -> None:
    client = client_of(cast.contributor)
    read = client.get(f"{url}{QUESTION}/").json()
    saved = client.patch(f"{url}{QUESTION}/", read | {"note": "The shop alone."})
    assert (saved.status_code, saved.json()["note"]) == (200, "The shop alone.")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"state": "finished"}, ["/state"]),
        ({"state": "not_applicable"}, ["/reason"]),
        ({"note": "x" * 2085, "reason": "y" * 501}, ["/note", "/reason"]),
        ({"stat": "done"}, ["/stat"]),
        ({"evidence": [{"title": "Map", "url": "file:///map"}]}, ["/evidence"]),
    ],
)
def test_each_bad_field_is_named_as_it_stands(cast: Cast, url: str, body: dict[str, Any], pointers: list[str]) -> None:
    refused = client_of(cast.contributor).patch(one(url, "BP01"), body | {"version": 0})
    assert refused.status_code == 422
    assert sorted(error["pointer"] for error in refused.json()["errors"]) == pointers
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "path", ["nowhere/", f"{QUESTION}/nowhere/", "a%00b/", f"{QUESTION}/a%00b/", f"x/{ITEMS['BP01']}/"]
)
def test_what_the_lens_does_not_ask_is_not_there(cast: Cast, url: str, path: str) -> None:
    client = client_of(cast.contributor)
    assert client.get(url + path).status_code == 404
    assert client.patch(url + path, {"version": 0, "note": "x"}).status_code == 404


def test_a_reader_is_told_just_that_whatever_is_missing(cast: Cast, url: str) -> None:
    client = client_of(cast.viewer)
    assert client.patch(one(url, "BP01"), {"state": "?"}).status_code == 403
    assert client.patch(one(url, "BP01"), {"state": "in_place"}).status_code == 403
    assert client.patch(url, {"items": [item("BP01", "in_place", version=None)]}).status_code == 403
    assert client.patch(url, {"items": []}).status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 94),
        ({"kind": "practice"}, 3),
        ({"kind": "step", "practice": "REL03-BP02"}, None),
        ({"practice": PRACTICES["BP02"], "kind": "practice"}, 1),
        ({"state": "done"}, 1),
        ({"state": "unanswered", "kind": "practice"}, 2),
        ({"question": QUESTION}, 94),
        ({"question": "another"}, 0),
    ],
)
def test_the_answers_can_be_narrowed(
    cast: Cast, answer: Answer, url: str, query: dict[str, str], count: int | None
) -> None:
    answer(BP01="in_place", A1_1="done", assess=False)
    items = client_of(cast.viewer).get(url, query).json()["items"]
    if count is None:
        assert items
        assert {row["practice"] for row in items} == {PRACTICES["BP02"]}
    else:
        assert len(items) == count


@pytest.mark.parametrize("query", [{"kind": "area"}, {"state": "maybe"}, {"stat": "done"}])
def test_a_filter_that_is_not_known_is_refused(cast: Cast, url: str, query: dict[str, str]) -> None:
    refused = client_of(cast.viewer).get(url, query)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (
        400,
        [f"/{name}" for name in query],
    )
