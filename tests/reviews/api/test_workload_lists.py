"""The list of workloads: narrowed and searched, and complete page by page in any order."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Team
from pillars.models import LensVersion
from reviews.actions import answers, assessing, reviews, workloads
from reviews.changes import Change
from reviews.models import Review, Workload
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.codes import PRACTICES, QUESTION
from tests.reviews.conftest import START, Cast, by

LIST = f"{ROOT}workloads/"


def registered(cast: Cast, name: str, minutes: int = 0, **facts: Any) -> Workload:  # noqa: ANN401 - any fact
    """Register a workload some minutes after the start."""
    at = START + timedelta(minutes=minutes)
    return workloads.create(team=cast.team, facts=workloads.Facts(name=name, **facts), by=by(cast.lead, at))


def under_review(cast: Cast, version: LensVersion, name: str, state: str) -> Review:
    """Register a workload and give all three practices one state."""
    review = reviews.start(workload=registered(cast, name), version=version, by=by(cast.lead))
    claims = [Change(QUESTION, practice, 0, state) for practice in PRACTICES.values()]
    answers.save(review=review, changes=claims, by=by(cast.contributor))
    assessing.assess([review.pk], at=START)
    return review


def names(client: APIClient, **query: str | int) -> list[str]:
    """Return the names of all pages, one row a page."""
    page = client.get(LIST, {"limit": 1, **query}).json()
    found = [row["name"] for row in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        found += [row["name"] for row in page["results"]]
    return found


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ({}, ["Cart", "Atlas", "Billing", "Cart 2"]),
        ({"sort": "created"}, ["Cart", "Atlas", "Billing", "Cart 2"]),
        ({"sort": "name"}, ["Atlas", "Billing", "Cart", "Cart 2"]),
        ({"sort": "-name"}, ["Cart 2", "Cart", "Billing", "Atlas"]),
    ],
)
def test_pages_follow_the_order_that_was_asked_for(cast: Cast, sort: dict[str, str], expected: list[str]) -> None:
    for minutes, name in enumerate(["Cart", "Atlas", "Billing", "Cart 2"]):
        registered(cast, name, minutes)
    assert names(client_of(cast.viewer), **sort) == expected


def test_the_worst_come_first_as_in_the_portfolio(cast: Cast, rel03: LensVersion) -> None:
    under_review(cast, rel03, "Fine", "in_place")
    under_review(cast, rel03, "Bad", "not_in_place")
    registered(cast, "Unknown")
    under_review(cast, rel03, "As bad", "not_in_place")
    client = client_of(cast.viewer)
    expected = ["As bad", "Bad", "Unknown", "Fine"]
    assert names(client, sort="worst") == names(client, sort="worst", lens="rel03") == expected


@pytest.mark.parametrize("sort", ["created", "name", "-name", "worst"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_hold_every_row_once_where_rows_are_alike(cast: Cast, rel03: LensVersion, sort: str, limit: int) -> None:
    red = Team.objects.create(name="Red")
    for name in ("Cart", "Billing"):
        registered(cast, name)
        workloads.create(team=red, facts=workloads.Facts(name=name), by=by(cast.administrator))
    client = client_of(cast.portfolio_viewer)
    everything = [row["id"] for row in client.get(LIST, {"sort": sort}).json()["results"]]
    page = client.get(f"{LIST}?sort={sort}&limit={limit}").json()
    found = [row["id"] for row in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        found += [row["id"] for row in page["results"]]
    assert found == everything
    assert sorted(found) == sorted(Workload.objects.values_list("public_id", flat=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "CART"}, ["Cart", "Web"]),
        ({"q": "buys"}, ["Cart"]),
        ({"q": "100%"}, []),
        ({"q": "_"}, []),
        ({"owner": "mine"}, ["Web"]),
        ({"q": "cart", "tag": "Cart"}, ["Web"]),
        ({"tier": "1"}, ["Cart"]),
    ],
)
def test_lists_are_narrowed(cast: Cast, query: dict[str, str], expected: list[str]) -> None:
    registered(cast, "Cart", description="Where one buys.", tier=1)
    registered(cast, "Web", 1, owner=cast.lead, tags=("cart", "eu"))
    if "owner" in query:
        query = {"owner": cast.lead.public_id}
    assert names(client_of(cast.viewer), **query) == expected


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("sort=best", "/sort"),
        ("sort=", "/sort"),
        ("lens=rel03", "/lens"),
        ("sort=worst&lens=unheard", "/lens"),
        ("sort=worst&lens=%00", "/lens"),
        ("q=%00", "/q"),
        ("q=" + "x" * 121, "/q"),
        ("order=name", "/order"),
        ("sort=name&cursor=WyIyMDI2LTAzLTAyVDA5OjAwOjAwKzAwOjAwIiwgIngiXQ==", "/cursor"),
        ("sort=worst&cursor=WyJ3b3JzdCIsICJtYW55IiwgImEiLCAiYiJd", "/cursor"),
    ],
)
def test_what_cannot_be_asked_is_named(cast: Cast, rel03: LensVersion, query: str, pointer: str) -> None:
    refused = client_of(cast.viewer).get(f"{LIST}?{query}")
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (400, [pointer])


# The token with its person, the rows, their tags and links; the worst need the lens.
@pytest.mark.parametrize(("query", "count"), [({"sort": "name", "q": "n"}, 4), ({"sort": "worst"}, 5)])
def test_an_order_costs_the_same_for_a_few_and_for_many(
    cast: Cast, rel03: LensVersion, query: dict[str, str], count: int
) -> None:
    client = client_of(cast.viewer)
    registered(cast, "First n", tags=("a",))
    client.get(LIST, query)
    with statements() as few:
        client.get(LIST, query)
    for number in range(9):
        reviews.start(workload=registered(cast, f"Number {number}"), version=rel03, by=by(cast.lead))
    with statements() as lots:
        client.get(LIST, query)
    assert len(few) == len(lots) == count
