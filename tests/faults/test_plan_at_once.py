"""Writes to findings and improvements while others write: none is lost, and none waits for the other in a circle."""

import threading

from django.db import connection
from django.utils import timezone

from reviews.actions import assessing
from reviews.models import Finding, Improvement, Review
from tests.faults.conftest import Begin
from tests.faults.standing import GAP
from tests.faults.test_races import Before, save
from tests.faults.test_writes_at_once import at_once
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Cast


def assessed(review: Review, cast: Cast) -> Improvement:
    """Return the improvement of the review's one gap."""
    save(review, cast, GAP)
    assessing.assess([review.pk], at=timezone.now())
    return Improvement.objects.get()


def test_of_two_tickets_at_once_the_second_is_asked_what_it_replaces(begin: Begin, cast: Cast) -> None:
    [review] = begin(1)
    assessed(review, cast)
    address = f"{ROOT}findings/{Finding.objects.get().public_id}/external-ref/"
    one, two = client_of(cast.contributor), client_of(cast.lead)
    one.get(address), two.get(address)
    ticket = {"system": "jira", "key": "SHOP-7", "url": "https://jira.example.org/7"}
    statuses = at_once(
        lambda: one.put(address, ticket).status_code,
        lambda: two.put(address, ticket | {"key": "SHOP-8"}).status_code,
    )
    assert statuses == (201, 428)
    assert one.get(address).json()["key"] == "SHOP-7"


def test_a_line_is_edited_while_its_review_is_assessed(begin: Begin, cast: Cast) -> None:
    [review] = begin(1)
    line = assessed(review, cast)
    save(review, cast, {"A3_1": "done"})
    client, address = client_of(cast.contributor), f"{ROOT}improvements/"
    client.get(address)
    told: list[int] = []

    def edit() -> None:
        try:
            items = [{"id": line.public_id, "version": 1, "state": "in_progress"}]
            told.append(client.patch(address, {"items": items}).status_code)
        finally:
            connection.close()

    other = threading.Thread(target=edit)

    def let_the_edit_run() -> None:
        other.start()
        # It has to wait for the assessment, which holds the review's row.
        other.join(1)

    storing = Before(1, let_the_edit_run, match=lambda sql: sql.startswith('INSERT INTO "reviews_improvement"'))
    with connection.execute_wrapper(storing):
        assert assessing.assess([review.pk], at=timezone.now()) == 1
    other.join(25)
    assert (storing.done, told) == (True, [200])
    line.refresh_from_db()
    assert (line.state, line.version) == ("in_progress", 2)
