"""Tickets elsewhere: named and forgotten, never overwritten unseen, and never by an assessment."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event
from reviews.models import FeedEntry, Finding, Improvement, Review
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import START, Answer, Cast

TICKET = {"system": "jira", "key": "SHOP-7", "url": "https://jira.example.org/browse/SHOP-7", "state": "To do"}

NOUNS = pytest.mark.parametrize("noun", ["findings", "improvements"])


@pytest.fixture
def things(review: Review, answer: Answer) -> dict[str, str]:
    """Return the public ids of the one gap and of its improvement."""
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    return {"findings": Finding.objects.get().public_id, "improvements": Improvement.objects.get().public_id}


@NOUNS
def test_where_no_ticket_follows_none_is_lost_and_no_precondition_needed(
    cast: Cast, things: dict[str, str], noun: str
) -> None:
    client, url = client_of(cast.contributor), f"{ROOT}{noun}/{things[noun]}/external-ref/"
    assert client.get(url).status_code == 404
    revision = Review.objects.get().revision
    made = client.put(url, TICKET)
    assert (made.status_code, made.json()) == (201, TICKET)
    read = client.get(url)
    assert (read.json(), read["ETag"]) == (TICKET, made["ETag"])
    assert Review.objects.get().revision == revision
    event = Event.objects.get(verb="linked ticket")
    assert (event.object_id, event.via, event.changes["key"]) == (things[noun], "token", [None, "SHOP-7"])
    assert FeedEntry.objects.get(key=things[noun]).at == event.at
    assert client.get(f"{ROOT}{noun}/{things[noun]}/").json()["external_ref"] == TICKET


@NOUNS
def test_a_ticket_is_replaced_only_by_who_saw_it(cast: Cast, things: dict[str, str], noun: str) -> None:
    client, url = client_of(cast.contributor), f"{ROOT}{noun}/{things[noun]}/external-ref/"
    tag = client.put(url, TICKET)["ETag"]
    done = TICKET | {"state": "Done"}
    assert client.put(url, done).status_code == 428
    replaced = client.put(url, done, headers={"If-Match": tag})
    assert (replaced.status_code, replaced.json()["state"]) == (200, "Done")
    late = client.put(url, TICKET | {"key": "SHOP-8"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["present"], late["ETag"]) == (412, done, replaced["ETag"])
    assert client.get(url).json() == done
    assert client.put(url, done, headers={"If-Match": replaced["ETag"]}).status_code == 200
    assert Event.objects.filter(verb="linked ticket").count() == 2


@NOUNS
def test_a_ticket_is_taken_away_only_by_who_saw_it(cast: Cast, things: dict[str, str], noun: str) -> None:
    client, url = client_of(cast.contributor), f"{ROOT}{noun}/{things[noun]}/external-ref/"
    assert client.delete(url).status_code == 404
    tag = client.put(url, TICKET)["ETag"]
    assert client.delete(url).status_code == 428
    assert client.delete(url, headers={"If-Match": '"another"'}).status_code == 412
    assert client.delete(url, headers={"If-Match": tag}).status_code == 204
    assert client.get(url).status_code == 404
    assert client.get(f"{ROOT}{noun}/{things[noun]}/").json()["external_ref"] is None
    gone = client.put(url, TICKET, headers={"If-Match": tag})
    assert (gone.status_code, gone.json()["present"]) == (412, None)


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"system": ""}, ["/system"]),
        ({"system": "x" * 81}, ["/system"]),
        ({"key": "SHOP\t7"}, ["/key"]),
        ({"key": "a\x00b"}, ["/key"]),
        ({"url": "javascript:alert(1)"}, ["/url"]),
        ({"url": "https://example.org/" + "x" * 500}, ["/url"]),
        ({"state": "x" * 41}, ["/state"]),
        ({"status": "open"}, ["/status"]),
        ({"key": None, "url": None}, ["/key", "/url"]),
    ],
)
def test_each_bad_field_is_named(
    cast: Cast, things: dict[str, str], change: dict[str, Any], pointers: list[str]
) -> None:
    client, url = client_of(cast.contributor), f"{ROOT}findings/{things['findings']}/external-ref/"
    refused = client.put(url, TICKET | change)
    assert refused.status_code == 422
    assert sorted({error["pointer"] for error in refused.json()["errors"]}) == pointers
    assert Finding.objects.get().external_ref is None


@NOUNS
def test_lists_can_be_narrowed_to_a_ticket(cast: Cast, things: dict[str, str], noun: str) -> None:
    client = client_of(cast.contributor)
    client.put(f"{ROOT}{noun}/{things[noun]}/external-ref/", TICKET)

    def count(**query: str) -> int:
        return len(client.get(f"{ROOT}{noun}/", query).json()["results"])

    assert (count(external_system="jira"), count(external_system="servicenow")) == (1, 0)
    assert (count(external_key="SHOP-7"), count(external_key="SHOP-8"), count(q="shop-7")) == (1, 0, 1)


def test_a_finding_that_comes_back_keeps_id_and_ticket_and_counts(
    cast: Cast, things: dict[str, str], answer: Answer
) -> None:
    client = client_of(cast.contributor)
    for noun, public_id in things.items():
        client.put(f"{ROOT}{noun}/{public_id}/external-ref/", TICKET)
    answer(BP03="in_place", at=START + timedelta(hours=1))
    closed = client.get(f"{ROOT}findings/{things['findings']}/").json()
    assert (closed["resolved_at"] is None, closed["external_ref"], closed["reopened"]) == (False, TICKET, 0)
    answer(BP03="not_in_place", at=START + timedelta(hours=2))
    back = client.get(f"{ROOT}findings/{things['findings']}/").json()
    assert (back["resolved_at"], back["external_ref"], back["reopened"]) == (None, TICKET, 1)
    line = client.get(f"{ROOT}improvements/{things['improvements']}/").json()
    assert (line["closed_at"], line["external_ref"]) == (None, TICKET)


def test_pages_show_the_ticket_as_text_and_link(
    cast: Cast, things: dict[str, str], review: Review, client: Client
) -> None:
    ticket = TICKET | {"key": "<b>7</b>", "url": 'https://jira.example.org/?q="><script>'}
    for noun, public_id in things.items():
        client_of(cast.contributor).put(f"{ROOT}{noun}/{public_id}/external-ref/", ticket)
    client.force_login(cast.reviewer)
    link = '<a class="ticket" href="https://jira.example.org/?q=&quot;&gt;&lt;script&gt;" rel="noopener noreferrer">'
    shown = f"{link}jira &lt;b&gt;7&lt;/b&gt;</a>"
    for address in (
        reverse("findings"),
        reverse("finding_accept", args=[things["findings"]]),
        reverse("plan"),
        reverse("workload_plan", args=[review.workload.public_id]),
    ):
        assert shown in client.get(address).content.decode(), address
    workload = client.get(reverse("workload", args=[review.workload.public_id])).content.decode()
    assert "followed by &lt;b&gt;7&lt;/b&gt;, linked by Contributor" in workload
