"""Teams and their members: read by whoever is in them, changed by leads, never left without one."""

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Membership, Team, User
from reviews.actions import workloads
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.conftest import Cast, by
from tests.reviews.pages import signed_in


def members_of(team: Team) -> str:
    """Return the address of a team's members."""
    return f"{ROOT}teams/{team.public_id}/members/"


def pages(client: APIClient, address: str) -> list[str]:
    """Follow ``next`` to the end, two rows at a time, and return the ids."""
    page = client.get(address, {"limit": 2}).json()
    found = [row["id"] for row in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        found += [row["id"] for row in page["results"]]
    return found


def test_a_team_tells_ones_role_and_how_much_is_in_it(cast: Cast) -> None:
    for name in ("Ledger", "Old"):
        made = workloads.create(team=cast.team, facts=workloads.Facts(name=name), by=by(cast.lead))
    workloads.archive(workload=made, by=by(cast.lead))
    (row,) = client_of(cast.reviewer).get(f"{ROOT}teams/").json()["results"]
    assert row == {
        "id": cast.team.public_id,
        "name": "Blue",
        "time_zone": "UTC",
        "role": "reviewer",
        "members": 4,
        "workloads": 1,
    }
    assert client_of(cast.reviewer).get(f"{ROOT}teams/{cast.team.public_id}/").json() == row
    assert client_of(cast.portfolio_viewer).get(f"{ROOT}teams/").json()["results"] == [row | {"role": None}]
    assert client_of(cast.outsider).get(f"{ROOT}teams/").json()["results"] == []


def test_lists_hold_every_row_once(cast: Cast) -> None:
    made = [cast.team, *(Team.objects.create(name=name) for name in ("Red", "Azure", "Green", "Black"))]
    client = client_of(cast.administrator)
    assert pages(client, f"{ROOT}teams/") == [team.public_id for team in made]
    people = [cast.viewer, cast.contributor, cast.reviewer, cast.lead]
    assert pages(client, members_of(cast.team)) == [person.public_id for person in people]


# The token with its person, the teams; or the token, the team, its members.
@pytest.mark.parametrize(("what", "count"), [("teams", 2), ("members", 3)])
def test_a_list_costs_the_same_for_a_few_and_for_many(cast: Cast, what: str, count: int) -> None:
    client = client_of(cast.administrator)
    address = f"{ROOT}teams/" if what == "teams" else members_of(cast.team)
    client.get(address)
    with statements() as few:
        client.get(address)
    for number in range(10):
        other = Team.objects.create(name=f"Team {number}")
        person = User.objects.create_user(f"{number}@example.org", name=f"Person {number}")
        Membership.objects.create(team=other, user=cast.lead, role="viewer")
        Membership.objects.create(team=cast.team, user=person, role="viewer")
        workloads.create(team=other, facts=workloads.Facts(name="Ledger"), by=by(cast.administrator))
    with statements() as lots:
        client.get(address)
    assert len(few) == len(lots) == count


def test_a_lead_takes_somebody_in_gives_them_another_role_and_takes_them_out(cast: Cast) -> None:
    client = client_of(cast.lead)
    added = client.post(members_of(cast.team), {"email": " Outsider@Example.org ", "role": "viewer"})
    assert added.status_code == 201
    person = added["Location"]
    read = client.get(person)
    assert read.json() == added.json()
    assert (read.json()["name"], read.json()["email"], read.json()["role"]) == (
        "Outsider",
        "outsider@example.org",
        "viewer",
    )
    assert read["ETag"] == added["ETag"]
    changed = client.patch(person, {"role": "reviewer"}, headers={"If-Match": read["ETag"]})
    assert (changed.status_code, changed.json()["role"]) == (200, "reviewer")
    late = client.delete(person, headers={"If-Match": read["ETag"]})
    assert (late.status_code, late.json()["present"]["role"]) == (412, "reviewer")
    assert client.delete(person, headers={"If-Match": changed["ETag"]}).status_code == 204
    assert client.get(person).status_code == 404
    assert not Membership.objects.filter(user=cast.outsider).exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"email": "nobody@example.org", "role": "viewer"}, "/email"),
        ({"email": "VIEWER@example.org", "role": "lead"}, "/email"),
        ({"email": "outsider@example.org", "role": "king"}, "/role"),
        ({"email": "outsider@example.org"}, "/role"),
        ({"email": "a\x00b", "role": "viewer"}, "/email"),
        ({"email": "x" * 300, "role": "viewer"}, "/email"),
        ({"email": 10**40, "role": "viewer"}, "/email"),
        ({"email": "outsider@example.org", "role": "viewer", "rle": 1}, "/rle"),
        ([], ""),
    ],
)
def test_nobody_is_taken_in_who_cannot_be(cast: Cast, body: object, pointer: str) -> None:
    refused = client_of(cast.lead).post(members_of(cast.team), body)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, [pointer])
    assert Membership.objects.filter(team=cast.team).count() == 4
    assert Membership.objects.get(user=cast.viewer).role == "viewer"


def test_the_same_request_twice_takes_in_once(cast: Cast) -> None:
    client = client_of(cast.lead)
    body, key = {"email": "outsider@example.org", "role": "viewer"}, {"Idempotency-Key": "one"}
    first = client.post(members_of(cast.team), body, headers=key)
    again = client.post(members_of(cast.team), body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), again["Idempotency-Replayed"]) == (again.json(), "true")


def test_a_change_that_is_based_on_nothing_is_refused(cast: Cast) -> None:
    client, person = client_of(cast.lead), f"{members_of(cast.team)}{cast.viewer.public_id}/"
    assert client.patch(person, {"role": "king"}).status_code == 422
    assert client.patch(person, {"role": "lead"}).status_code == 428
    assert client.delete(person).status_code == 428
    assert Membership.objects.get(user=cast.viewer).role == "viewer"


def take_away(client: APIClient, address: str, how: str) -> int:
    """Take somebody's role away, one way or the other, and return the status."""
    if how == "delete":
        return client.delete(address, headers={"If-Match": "*"}).status_code
    return client.patch(address, {"role": "reviewer"}, headers={"If-Match": "*"}).status_code


@pytest.mark.parametrize("how", ["delete", "patch"])
def test_the_last_lead_stays_until_there_is_another_or_an_administrator_decides(cast: Cast, how: str) -> None:
    mine = f"{members_of(cast.team)}{cast.lead.public_id}/"
    lead = client_of(cast.lead)
    assert take_away(lead, mine, how) == 422
    assert Membership.objects.get(user=cast.lead).role == "lead"
    gone = User.objects.create_user("gone@example.org", name="Gone", is_active=False)
    Membership.objects.create(team=cast.team, user=gone, role="lead")
    assert take_away(lead, mine, how) == 422
    Membership.objects.filter(user=cast.viewer).update(role="lead")
    assert take_away(lead, mine, how) in (200, 204)
    last = f"{members_of(cast.team)}{cast.viewer.public_id}/"
    assert take_away(client_of(cast.administrator), last, how) in (200, 204)


@pytest.mark.parametrize("role", ["viewer", "remove"])
def test_the_page_keeps_the_last_lead_too(cast: Cast, role: str) -> None:
    client: Client = signed_in(cast.lead)
    page = client.post(reverse("team", args=[cast.team.public_id]), {"user": "lead@example.org", "role": role})
    assert page.status_code == 422
    assert "Lead is the last lead of Blue: make somebody else a lead first." in page.content.decode()
    assert Membership.objects.get(user=cast.lead).role == "lead"
