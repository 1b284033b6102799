"""What goes wrong is told as problem details that name the place; nothing half-done is left behind."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import ApiToken
from reviews.models import Review, Workload
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import START, Cast


def test_nobody_is_asked_for_a_token(db: None) -> None:
    refused = APIClient().get(f"{ROOT}workloads/")
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Bearer"
    assert refused["Content-Type"] == "application/problem+json"
    assert (refused.json()["title"], refused.json()["status"]) == ("Unauthorized", 401)


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer", "Bearer two words"])
def test_a_token_that_is_none_lets_nobody_in(db: None, header: str) -> None:
    assert APIClient().get(f"{ROOT}me/", headers={"authorization": header}).status_code == 401


def test_a_revoked_token_lets_nobody_in(cast: Cast) -> None:
    client = client_of(cast.lead)
    assert client.get(f"{ROOT}me/").status_code == 200
    ApiToken.objects.update(revoked_at=START)
    assert client.get(f"{ROOT}me/").status_code == 401


def test_a_session_serves_as_well_and_its_writes_need_the_csrf_token(cast: Cast, workload: Workload) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.login(username="contributor@example.org", password="a-long-password")
    url = f"{ROOT}workloads/{workload.public_id}/"
    assert client.get(url).json()["name"] == "Ledger"
    known = {"if-match": "*"}
    assert client.patch(url, {"tier": 1}, headers=known).status_code == 403
    client.get("/")
    token = client.cookies["csrftoken"].value
    assert client.patch(url, {"tier": 1}, headers=known | {"x-csrftoken": token}).json()["tier"] == 1


def test_times_are_utc_wherever_the_reader_of_a_session_is(cast: Cast, workload: Workload) -> None:
    cast.viewer.time_zone = "Asia/Tokyo"
    cast.viewer.save()
    client = APIClient()
    client.force_login(cast.viewer)
    assert client.get(f"{ROOT}workloads/{workload.public_id}/").json()["created_at"] == "2026-03-02T09:00:00Z"


def test_me_names_the_teams_and_roles(cast: Cast) -> None:
    body = client_of(cast.reviewer).get(f"{ROOT}me/").json()
    assert (body["email"], body["installation_role"]) == ("reviewer@example.org", "")
    assert body["teams"] == [{"id": cast.team.public_id, "name": "Blue", "role": "reviewer"}]


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"name": ""}, ["/name"]),
        ({"name": "x" * 121, "tier": 4}, ["/name", "/tier"]),
        ({"tier": "first"}, ["/tier"]),
        ({"target": 5, "interval_days": 0}, ["/interval_days", "/target"]),
        ({"environment": "attic"}, ["/environment"]),
        ({"go_live": "soon"}, ["/go_live"]),
        ({"owner": "f" * 32}, ["/owner"]),
        ({"links": [{"title": "Map", "url": "ftp://map"}, {"title": "Map"}]}, ["/links/1/url"]),
        ({"links": [{"title": "", "url": "https://a.example.org"}]}, ["/links/0/title"]),
        ({"tags": "shop"}, ["/tags"]),
        ({"team": "f" * 32}, ["/team"]),
        ({"teir": 1, "tier": 1}, ["/teir"]),
    ],
)
def test_each_bad_field_of_a_workload_is_named(
    cast: Cast, workload: Workload, change: dict[str, Any], pointers: list[str]
) -> None:
    refused = client_of(cast.lead).patch(f"{ROOT}workloads/{workload.public_id}/", change, headers={"If-Match": "*"})
    assert refused.status_code == 422
    assert sorted(error["pointer"] for error in refused.json()["errors"]) == pointers
    assert client_of(cast.lead).get(f"{ROOT}workloads/{workload.public_id}/").json()["tier"] == 2


@pytest.mark.parametrize(("team", "pointer"), [("", "/team"), ("f" * 32, "/team")])
def test_a_workload_needs_a_team_that_one_may_see(cast: Cast, team: str, pointer: str) -> None:
    refused = client_of(cast.lead).post(f"{ROOT}workloads/", {"name": "New", "team": team})
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_a_name_that_is_taken_is_refused(cast: Cast, workload: Workload) -> None:
    refused = client_of(cast.lead).post(f"{ROOT}workloads/", {"name": "ledger", "team": cast.team.public_id})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/name")
    assert Workload.objects.count() == 1


def test_a_second_review_against_a_lens_and_an_unknown_lens_are_refused(cast: Cast, review: Review) -> None:
    url = f"{ROOT}workloads/{review.workload.public_id}/reviews/"
    for alias in ("rel03", "unheard"):
        refused = client_of(cast.lead).post(url, {"lens": alias})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/lens")


@pytest.mark.parametrize("body", ["{", "[1, 2", "nothing"])
def test_what_is_no_json_is_told_as_such(cast: Cast, workload: Workload, body: str) -> None:
    url = f"{ROOT}workloads/{workload.public_id}/"
    refused = client_of(cast.lead).patch(url, body, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("body", ["[]", '"text"', "7", "null"])
def test_what_is_no_object_is_refused(cast: Cast, workload: Workload, body: str) -> None:
    url = f"{ROOT}workloads/{workload.public_id}/"
    refused = client_of(cast.lead).patch(url, body, content_type="application/json")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == ""


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("severity=LOW", "/severity"),
        ("sverity=HIGH", "/sverity"),
        ("state=gone", "/state"),
        ("limit=0", "/limit"),
        ("limit=201", "/limit"),
        ("limit=many", "/limit"),
        ("cursor=x", "/cursor"),
        ("cursor=WzFd", "/cursor"),
        ("cursor=WyJ5ZXN0ZXJkYXkiLCAiYSJd", "/cursor"),
    ],
)
def test_a_query_that_cannot_be_is_refused(cast: Cast, query: str, pointer: str) -> None:
    refused = client_of(cast.lead).get(f"{ROOT}findings/?{query}")
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


@pytest.mark.parametrize("query", ["complete=perhaps", "accepted=1"])
def test_yes_and_no_are_true_and_false(cast: Cast, query: str) -> None:
    assert client_of(cast.lead).get(f"{ROOT}risks/?{query}").status_code == 400


@pytest.mark.parametrize(("method", "path", "status"), [("get", "nothing/here/", 404), ("delete", "me/", 405)])
def test_wrong_addresses_and_methods_are_problems_too(cast: Cast, method: str, path: str, status: int) -> None:
    refused = client_of(cast.lead).generic(method.upper(), ROOT + path)
    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json")


# PostgreSQL takes no NUL character in a text, not even to find nothing.
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("workloads/%00/", 404),
        ("workloads/%00/reviews/rel03/", 404),
        ("workloads/?team=%00", 400),
        ("findings/?workload=%00", 400),
        ("portfolio/export.csv?team=%00", 400),
        ("workloads/?cursor=WyJcdTAwMDAiLCAiYSJd", 400),
        ("risks/?cursor=WyIyMDI2LTAzLTAyVDA5OjAwOjAwKzAwOjAwIiwgIlx1MDAwMCIsICIiXQ==", 400),
    ],
)
def test_what_the_database_cannot_hold_is_refused_before(cast: Cast, path: str, status: int) -> None:
    assert client_of(cast.lead).get(ROOT + path).status_code == status
