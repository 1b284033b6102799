"""Entity tags: reads that say what they gave, and ask for nothing twice."""

from typing import Any

import pytest

from reviews.models import Review, Workload
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Answer, Cast


@pytest.fixture
def addresses(review: Review) -> list[str]:
    """A single thing, a list, and what is computed."""
    workload = f"workloads/{review.workload.public_id}/"
    return [workload, "workloads/", f"{workload}reviews/rel03/", f"{workload}reviews/rel03/answers/", "me/"]


def test_what_did_not_change_is_not_sent_again(cast: Cast, addresses: list[str]) -> None:
    client = client_of(cast.viewer)
    for address in addresses:
        first = client.get(ROOT + address)
        assert first["Cache-Control"] == "private, no-cache"
        again = client.get(ROOT + address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        other = client.get(ROOT + address, headers={"If-None-Match": '"other", W/"another"'})
        assert other.status_code == 200


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_a_tag_is_found_in_every_form_that_a_cache_sends(cast: Cast, workload: Workload, form: str) -> None:
    client, url = client_of(cast.viewer), f"{ROOT}workloads/{workload.public_id}/"
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": form.format(tag)}).status_code == 304


def test_an_answer_gives_the_review_another_tag(cast: Cast, review: Review, answer: Answer) -> None:
    client, url = client_of(cast.viewer), f"{ROOT}workloads/{review.workload.public_id}/reviews/rel03/"
    before = client.get(url)["ETag"]
    answer(BP01="in_place")
    assert client.get(url, headers={"If-None-Match": before}).status_code == 200


def edit(cast: Cast, workload: Workload, tag: str | None, tier: int) -> Any:  # noqa: ANN401 - the test client's answer
    """Change a workload's tier as the contributor, based on a tag."""
    headers = {"If-Match": tag} if tag else {}
    url = f"{ROOT}workloads/{workload.public_id}/"
    return client_of(cast.contributor).patch(url, {"tier": tier}, headers=headers)


def test_a_write_names_what_it_is_based_on(cast: Cast, workload: Workload) -> None:
    url = f"{ROOT}workloads/{workload.public_id}/"
    tag = client_of(cast.viewer).get(url)["ETag"]
    assert edit(cast, workload, None, 1).status_code == 428
    written = edit(cast, workload, tag, 1)
    assert written.status_code == 200
    assert written["ETag"] == client_of(cast.viewer).get(url)["ETag"] != tag

    late = edit(cast, workload, tag, 3)
    assert late.status_code == 412
    assert late["ETag"] == written["ETag"]
    assert late.json()["present"]["tier"] == 1
    workload.refresh_from_db()
    assert workload.tier == 1

    assert edit(cast, workload, late["ETag"], 3).status_code == 200
    assert edit(cast, workload, "*", 2).status_code == 200


def test_a_person_who_reads_indented_json_may_write_with_its_tag(cast: Cast, workload: Workload) -> None:
    url = f"{ROOT}workloads/{workload.public_id}/"
    tag = client_of(cast.viewer).get(url, headers={"Accept": "application/json; indent=2"})["ETag"]
    assert edit(cast, workload, tag, 1).status_code == 200
