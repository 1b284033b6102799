"""Workloads: changed by those who saw what they change, copied, archived, deleted."""

import json
from typing import Any

import pytest

from accounts.models import Event
from reviews.actions import workloads
from reviews.models import Review, Workload
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Cast, by

LIST = f"{ROOT}workloads/"


def test_a_write_is_checked_in_this_order(cast: Cast, workload: Workload) -> None:
    address, bad, good = f"{LIST}{workload.public_id}/", {"teir": 1}, {"tier": 3}
    old = client_of(cast.lead).get(address)["ETag"]

    def status(who: str, body: object, tag: str | None = None) -> int:
        headers = {"If-Match": tag} if tag else {}
        return client_of(getattr(cast, who)).patch(address, body, headers=headers).status_code

    assert status("outsider", bad) == 404
    assert status("viewer", bad) == 403
    assert status("contributor", bad) == 422
    assert status("contributor", good) == 428
    assert status("contributor", good, '"other"') == 412
    assert status("contributor", good, old) == 200
    assert status("contributor", {"tier": 1}, old) == 412
    assert Workload.objects.get().tier == 3


def test_a_stale_write_gets_the_present_workload_and_can_go_on_from_it(cast: Cast, workload: Workload) -> None:
    client, address = client_of(cast.contributor), f"{LIST}{workload.public_id}/"
    mine = client.get(address)["ETag"]
    theirs = client.patch(address, {"tags": ["eu"]}, headers={"If-Match": mine})
    assert theirs["ETag"] == client.get(address)["ETag"] != mine
    refused = client.patch(address, {"tier": 1}, headers={"If-Match": mine})
    assert (refused.status_code, refused.json()["present"]) == (412, theirs.json())
    assert client.patch(address, {"tier": 1}, headers={"If-Match": refused["ETag"]}).json()["tags"] == ["eu"]


def test_archiving_goes_with_the_other_facts_or_not_at_all(cast: Cast, review: Review) -> None:
    client, address = client_of(cast.contributor), f"{LIST}{review.workload.public_id}/"
    known = {"If-Match": "*"}
    refused = client.patch(address, {"archived": True, "go_live": "2200-01-01"}, headers=known)
    assert (refused.status_code, Workload.objects.get().archived_at) == (422, None)
    away = client.patch(address, {"archived": True, "tier": 1}, headers=known)
    assert (away.json()["archived"], away.json()["tier"]) == (True, 1)
    assert client.get(f"{ROOT}risks/").json()["results"] == []
    assert client.patch(address, {"archived": False}, headers=known).json()["archived"] is False
    assert len(client.get(f"{ROOT}risks/").json()["results"]) == 1
    verbs = Event.objects.filter(object_id=review.workload.public_id).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["registered", "edited", "archived", "brought back"]


def test_a_lead_deletes_what_they_saw(cast: Cast, review: Review) -> None:
    client, address = client_of(cast.lead), f"{LIST}{review.workload.public_id}/"
    old = client.get(address)["ETag"]
    assert client.delete(address).status_code == 428
    client.patch(address, {"tier": 1}, headers={"If-Match": old})
    assert client.delete(address, headers={"If-Match": old}).status_code == 412
    gone = client.delete(address, headers={"If-Match": client.get(address)["ETag"]})
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.get(address).status_code == 404
    assert not Review.objects.exists()
    assert Event.objects.get(verb="deleted").via == "token"


def test_a_copy_has_the_facts_and_no_review(cast: Cast, review: Review) -> None:
    original = review.workload
    workloads.edit(
        workload=original, facts=workloads.Facts(name="Ledger", tier=1, tags=("eu",)), by=by(cast.contributor)
    )
    client, address = client_of(cast.contributor), f"{LIST}{original.public_id}/copies/"
    headers = {"Idempotency-Key": "copy"}
    made = client.post(address, {"name": "Ledger 2"}, headers=headers)
    again = client.post(address, {"name": "Ledger 2"}, headers=headers)
    assert (made.status_code, again.json()) == (201, made.json())
    assert (made.json()["name"], made.json()["tier"], made.json()["tags"]) == ("Ledger 2", 1, ["eu"])
    assert client.get(made["Location"])["ETag"] == made["ETag"]
    assert client.get(f"{made['Location']}reviews/").json()["results"] == []
    refused = client.post(address, {"name": "LEDGER"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/name")
    assert Workload.objects.count() == 2


@pytest.mark.parametrize("who", ["viewer", "outsider", "portfolio_viewer"])
@pytest.mark.parametrize("body", [{}, {"name": ""}, {"nam": 1}, []])
def test_whoever_may_write_nowhere_is_told_that_before_anything_else(cast: Cast, who: str, body: object) -> None:
    assert client_of(getattr(cast, who)).post(LIST, body).status_code == 403


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": "a\tb"}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"name": "a\x1bb"}, "/name"),
        ({"name": "a\x00b"}, "/name"),
        ({"name": "a\u2028b"}, "/name"),
        ({"name": "\ud800"}, "/name"),
        ({"regions": "eu\nus"}, "/regions"),
        ({"industry": "a\x07"}, "/industry"),
        ({"description": "a\x07"}, "/description"),
        ({"tags": ["a\tb"]}, "/tags"),
        ({"links": [{"title": "a\tb", "url": "https://a.example.org"}]}, "/links/0/title"),
        ({"links": [{"title": "a", "url": "https://a.example.org/\x00"}]}, "/links/0/url"),
        ({"links": [{"title": "a", "url": "https://a.example.org"}] * 21}, "/links"),
        ({"tags": [str(number) for number in range(21)]}, "/tags"),
        ({"go_live": "1969-12-31"}, "/go_live"),
        ({"go_live": "2200-01-01"}, "/go_live"),
        ({"go_live": "0001-01-01"}, "/go_live"),
        ({"go_live": "9999-12-31"}, "/go_live"),
        ({"tier": 10**30}, "/tier"),
        ({"target": -(10**30)}, "/target"),
        ({"interval_days": 10**30}, "/interval_days"),
        ({"owner": "\x00"}, "/owner"),
        ({"archived": None}, "/archived"),
    ],
)
def test_what_no_database_or_reader_could_hold_is_refused(
    cast: Cast, workload: Workload, change: dict[str, Any], pointer: str
) -> None:
    address = f"{LIST}{workload.public_id}/"
    refused = client_of(cast.lead).patch(
        address, json.dumps(change), content_type="application/json", headers={"If-Match": "*"}
    )
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, [pointer])
    assert Workload.objects.get().name == "Ledger"


def test_a_description_may_have_lines_and_a_day_may_be_the_first_or_the_last(cast: Cast, workload: Workload) -> None:
    address = f"{LIST}{workload.public_id}/"
    for day in ("1970-01-01", "2199-12-31"):
        change = {"description": "One.\n\tTwo.", "go_live": day}
        changed = client_of(cast.lead).patch(address, change, headers={"If-Match": "*"}).json()
        assert (changed["description"], changed["go_live"]) == ("One.\n\tTwo.", day)
