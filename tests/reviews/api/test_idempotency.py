"""Sending again what makes something: it is made once, whatever happened to the first answer."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Event, IdempotencyKey
from reviews.actions import milestones
from reviews.models import Milestone, Workload
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Cast


def register(cast: Cast, key: str, name: str = "Checkout", **more: object) -> Any:  # noqa: ANN401 - the test client's answer
    """Register a workload as the contributor, under a key."""
    body = {"name": name, "team": cast.team.public_id, **more}
    return client_of(cast.contributor).post(f"{ROOT}workloads/", body, headers={"Idempotency-Key": key})


def test_the_second_time_gives_the_first_answer_and_makes_nothing(cast: Cast) -> None:
    first = register(cast, "k-1")
    again = register(cast, "k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Workload.objects.count() == 1
    assert Event.objects.filter(verb="registered").count() == 1


def test_another_body_under_the_same_key_is_refused(cast: Cast) -> None:
    register(cast, "k-1")
    refused = register(cast, "k-1", name="Payments")
    assert refused.status_code == 422
    assert "Idempotency-Key" in refused.json()["detail"]
    assert Workload.objects.count() == 1


def test_the_same_key_at_another_address_is_refused(cast: Cast, workload: Workload) -> None:
    register(cast, "k-1", name="Checkout")
    client = client_of(cast.contributor)
    url = f"{ROOT}workloads/{workload.public_id}/milestones/"
    assert client.post(url, {"name": "Checkout"}, headers={"Idempotency-Key": "k-1"}).status_code == 422


def test_each_person_has_keys_of_their_own(cast: Cast) -> None:
    register(cast, "k-1")
    body = {"name": "Payments", "team": cast.team.public_id}
    other = client_of(cast.lead).post(f"{ROOT}workloads/", body, headers={"Idempotency-Key": "k-1"})
    assert other.status_code == 201
    assert "Idempotency-Replayed" not in other


def test_what_was_refused_can_be_asked_again_in_other_words(cast: Cast) -> None:
    assert register(cast, "k-1", tier=9).status_code == 422
    assert not IdempotencyKey.objects.exists()
    assert register(cast, "k-1", tier=1).status_code == 201


def test_a_key_is_forgotten_after_a_day(cast: Cast) -> None:
    register(cast, "k-1")
    IdempotencyKey.objects.update(created_at=IdempotencyKey.objects.get().created_at - timedelta(hours=24, seconds=1))
    again = register(cast, "k-1", name="Payments")
    assert again.status_code == 201
    assert Workload.objects.count() == 2


@pytest.mark.parametrize("key", ["", "a" * 256, "with blank", "ümlaut"])
def test_a_key_that_cannot_be_one_is_refused(cast: Cast, key: str) -> None:
    refused = register(cast, key)
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    assert not Workload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_that_died_half_way_left_neither_key_nor_thing(
    cast: Cast, review: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The snapshot is taken when the milestone's row is written already.
    url = f"{ROOT}workloads/{Workload.objects.get().public_id}/milestones/"
    client = client_of(cast.contributor)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.delattr(milestones, "snapshot")
        died = client.post(url, {"name": "Now"}, headers={"Idempotency-Key": "k-1"})
    assert (died.status_code, died["Content-Type"]) == (500, "application/problem+json")
    assert died.json()["instance"] == f"urn:lintel:request:{died['X-Request-ID']}"
    assert not IdempotencyKey.objects.exists()
    assert not Milestone.objects.exists()
    again = client.post(url, {"name": "Now"}, headers={"Idempotency-Key": "k-1"})
    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one(cast: Cast) -> None:
    answers: list[Any] = []
    start = threading.Barrier(4)

    def send() -> None:
        start.wait()
        try:
            answers.append(register(cast, "k-1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer for answer in answers) == 3
    assert Workload.objects.count() == 1
