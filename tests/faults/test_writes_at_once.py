"""Two writes to one thing at once through the API: whoever comes second is told, and nothing is overwritten unseen."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import Membership, Team
from reviews.models import Workload
from tests.faults.conftest import Begin
from tests.faults.test_races import Before
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Cast

Request = Callable[[], int]


def at_once(first: Request, second: Request) -> tuple[int, int]:
    """Send the second request when the first is about to write, and return both statuses."""
    told: list[int] = []

    def send() -> None:
        try:
            told.append(second())
        finally:
            connection.close()

    other = threading.Thread(target=send)

    def let_the_second_run() -> None:
        other.start()
        # The one that has to wait for the other's lock is not going to end here.
        other.join(1)

    with connection.execute_wrapper(Before(1, let_the_second_run, match=lambda sql: sql.startswith("UPDATE"))):
        one = first()
    other.join(25)
    return one, told[0]


def test_of_two_changes_that_are_based_on_the_same_one_is_refused(begin: Begin, cast: Cast) -> None:
    [review] = begin(1)
    address = f"{ROOT}workloads/{review.workload.public_id}/"
    one, two = client_of(cast.contributor), client_of(cast.lead)
    known = {"If-Match": one.get(address)["ETag"]}
    two.get(address)
    statuses = at_once(
        lambda: one.patch(address, {"tier": 1}, headers=known).status_code,
        lambda: two.patch(address, {"tier": 3}, headers=known).status_code,
    )
    assert statuses == (200, 412)
    assert Workload.objects.get().tier == 1


@pytest.mark.parametrize("how", ["patch", "delete"])
def test_two_leads_who_remove_each_other_leave_one(begin: Begin, cast: Cast, how: str) -> None:
    Membership.objects.filter(user=cast.reviewer).update(role="lead")
    one, two = client_of(cast.lead), client_of(cast.reviewer)
    members = f"{ROOT}teams/{Team.objects.get().public_id}/members/"
    one.get(members), two.get(members)

    def demote() -> int:
        address = f"{members}{cast.reviewer.public_id}/"
        return one.patch(address, {"role": "viewer"}, headers={"If-Match": "*"}).status_code

    def step_down() -> int:
        address = f"{members}{cast.lead.public_id}/"
        if how == "delete":
            return two.delete(address, headers={"If-Match": "*"}).status_code
        return two.patch(address, {"role": "viewer"}, headers={"If-Match": "*"}).status_code

    assert at_once(demote, step_down) == (200, 403)
    assert Membership.objects.get(role="lead").user == cast.lead


def test_two_leads_who_step_down_at_once_leave_one(begin: Begin, cast: Cast) -> None:
    Membership.objects.filter(user=cast.reviewer).update(role="lead")
    one, two = client_of(cast.lead), client_of(cast.reviewer)
    members = f"{ROOT}teams/{Team.objects.get().public_id}/members/"
    one.get(members), two.get(members)
    own = {"If-Match": "*"}
    statuses = at_once(
        lambda: one.patch(f"{members}{cast.lead.public_id}/", {"role": "viewer"}, headers=own).status_code,
        lambda: two.patch(f"{members}{cast.reviewer.public_id}/", {"role": "viewer"}, headers=own).status_code,
    )
    assert statuses == (200, 422)
    assert Membership.objects.get(role="lead").user == cast.reviewer
