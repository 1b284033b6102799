"""Lists: complete and without doubles in pages, narrowed by what is asked, as cheap for many rows as for few."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Team
from pillars.models import LensVersion
from reviews.actions import answers, assessing, findings, reviews, workloads
from reviews.changes import Change
from reviews.models import Finding, Review, Workload
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.codes import PRACTICES, QUESTION
from tests.reviews.conftest import START, Cast, by

Many = Callable[[int], list[Review]]


@pytest.fixture
def many(cast: Cast, rel03: LensVersion) -> Many:
    """Make reviews, all at one moment, of which each has a gap on every practice."""

    def make(count: int) -> list[Review]:
        made = []
        start = Workload.objects.count()
        for number in range(start, start + count):
            facts = workloads.Facts(name=f"Workload {number}", tags=("a", "b"), owner=cast.lead)
            workload = workloads.create(team=cast.team, facts=facts, by=by(cast.lead))
            review = reviews.start(workload=workload, version=rel03, by=by(cast.lead))
            claims = [Change(QUESTION, practice, 0, "not_in_place") for practice in PRACTICES.values()]
            answers.save(review=review, changes=claims, by=by(cast.contributor))
            made.append(review)
        assessing.assess([review.pk for review in made], at=START)
        return made

    return make


def pages(client: APIClient, path: str, **query: str | int) -> list[list[dict[str, Any]]]:
    """Follow ``next`` to the end and return each page's rows."""
    found = []
    page = client.get(ROOT + path, query).json()
    found.append(page["results"])
    while page["next"]:
        page = client.get(page["next"]).json()
        found.append(page["results"])
    return found


@pytest.mark.parametrize(
    ("path", "rows", "key"),
    [
        ("workloads/", 7, ("id",)),
        ("findings/", 21, ("id",)),
        ("improvements/", 21, ("id",)),
        ("risks/", 7, ("workload", "question")),
    ],
)
def test_pages_hold_every_row_once_though_all_are_of_one_moment(
    cast: Cast, many: Many, path: str, rows: int, key: tuple[str, ...]
) -> None:
    many(7)
    found = pages(client_of(cast.viewer), path, limit=2)
    names = [tuple(row[name] for name in key) for page in found for row in page]
    assert len(names) == len(set(names)) == rows
    assert all(len(page) == 2 for page in found[:-1])
    assert names == [tuple(row[name] for name in key) for page in pages(client_of(cast.viewer), path) for row in page]


def test_rows_that_come_and_go_between_pages_move_nothing(cast: Cast, many: Many) -> None:
    many(6)
    client = client_of(cast.viewer)
    everything = [row["id"] for row in client.get(f"{ROOT}workloads/").json()["results"]]
    first = client.get(f"{ROOT}workloads/", {"limit": 3}).json()
    Workload.objects.get(public_id=everything[0]).delete()
    late = workloads.create(
        team=cast.team, facts=workloads.Facts(name="Late"), by=by(cast.lead, START + timedelta(seconds=1))
    )
    rest = client.get(first["next"]).json()
    assert [row["id"] for row in rest["results"]] == everything[3:6]
    last = client.get(rest["next"]).json()
    assert ([row["id"] for row in last["results"]], last["next"]) == ([late.public_id], None)


def test_filters_stay_with_the_next_page(cast: Cast, many: Many) -> None:
    many(3)
    found = pages(client_of(cast.viewer), "findings/", severity="HIGH", limit=2)
    assert [len(page) for page in found] == [2, 2, 2]
    assert {row["severity"] for page in found for row in page} == {"HIGH"}


def test_findings_are_open_accepted_or_resolved(cast: Cast, many: Many) -> None:
    (review,) = many(1)
    client = client_of(cast.viewer)
    finding = Finding.objects.select_related("review__workload__team", "review__lens").get(practice=PRACTICES["BP03"])
    until = (START + timedelta(days=20)).date()
    findings.accept(finding=finding, reason="Known.", until=until, by=by(cast.reviewer))
    claim = Change(QUESTION, PRACTICES["BP01"], 1, "in_place")
    answers.save(review=Review.objects.get(), changes=[claim], by=by(cast.contributor))
    assessing.assess([review.pk], at=START + timedelta(hours=1))

    def codes(**query: str) -> list[str]:
        rows = client.get(f"{ROOT}findings/", query).json()["results"]
        return sorted(row["practice_code"].removeprefix("REL03-") for row in rows)

    assert codes(state="open") == ["BP02"]
    assert codes(state="accepted") == ["BP03"]
    assert codes(state="resolved") == ["BP01"]
    assert codes() == ["BP01", "BP02", "BP03"]
    (accepted,) = client.get(f"{ROOT}findings/", {"state": "accepted"}).json()["results"]
    told = accepted["acceptance"]
    assert (told["reason"], told["by_name"], told["until"], told["ends_at"]) == (
        "Known.",
        "Reviewer",
        "2026-03-22",
        "2026-03-22T00:00:00Z",
    )
    open_lines = client.get(f"{ROOT}improvements/", {"open": "true"}).json()["results"]
    closed = client.get(f"{ROOT}improvements/", {"open": "false"}).json()["results"]
    assert (len(open_lines), [row["practice_code"] for row in closed]) == (2, ["REL03-BP01"])


def test_risks_are_narrowed_by_what_they_are(cast: Cast, many: Many) -> None:
    first, _ = many(2)
    claims = [Change(QUESTION, practice, 1, "in_place") for practice in PRACTICES.values()]
    answers.save(review=first, changes=claims, by=by(cast.contributor))
    client = client_of(cast.viewer)

    def count(**query: str) -> int:
        return len(client.get(f"{ROOT}risks/", query).json()["results"])

    assert (count(risk="NONE"), count(risk="HIGH"), count(risk="MEDIUM")) == (1, 1, 0)
    assert (count(complete="true"), count(complete="false")) == (2, 0)
    assert (count(accepted="true"), count(accepted="false")) == (0, 2)
    assert (count(workload=first.workload.public_id), count(team="f" * 32), count(lens="rel03")) == (1, 0, 2)


def test_archived_workloads_leave_what_spans_workloads_and_can_be_read_still(cast: Cast, many: Many) -> None:
    first, _ = many(2)
    workloads.archive(workload=first.workload, by=by(cast.lead))
    client = client_of(cast.viewer)
    spans = [len(client.get(f"{ROOT}{path}/").json()["results"]) for path in ("findings", "improvements", "risks")]
    assert spans == [3, 3, 1]
    whole = f"{ROOT}workloads/{first.workload.public_id}/"
    assert client.get(whole).json()["archived"] is True
    assert len(client.get(f"{whole}reviews/rel03/findings/").json()["results"]) == 3
    rows = client.get(f"{ROOT}workloads/", {"archived": "false"}).json()["results"]
    assert [row["archived"] for row in rows] == [False]


def test_what_another_team_does_is_absent(cast: Cast, many: Many) -> None:
    many(1)
    Team.objects.create(name="Red").memberships.create(user=cast.outsider, role="lead")
    client = client_of(cast.outsider)
    for path in ("workloads/", "findings/", "improvements/", "risks/"):
        assert client.get(ROOT + path).json()["results"] == []
    assert len(client_of(cast.portfolio_viewer).get(f"{ROOT}workloads/").json()["results"]) == 1


# Each list: the token with its person, then one statement for the rows and one for each kind of thing that hangs on
# them: a workload's tags and links, a finding's running acceptance and its question's risk.
@pytest.mark.parametrize(("path", "count"), [("workloads/", 4), ("findings/", 4), ("improvements/", 2), ("risks/", 2)])
def test_a_list_costs_the_same_for_one_review_and_for_ten(cast: Cast, many: Many, path: str, count: int) -> None:
    client = client_of(cast.viewer)
    many(1)
    client.get(ROOT + path)
    with statements() as few:
        client.get(ROOT + path)
    many(9)
    with statements() as lots:
        client.get(ROOT + path)
    assert len(few) == len(lots) == count


# Token, review with workload, team, lens and version; then the answers, or the risks with their review.
@pytest.mark.parametrize(("path", "count"), [("", 4), ("answers/", 3)])
def test_a_review_costs_a_few_statements(cast: Cast, many: Many, path: str, count: int) -> None:
    (review,) = many(1)
    client = client_of(cast.viewer)
    url = f"{ROOT}workloads/{review.workload.public_id}/reviews/rel03/{path}"
    client.get(url)
    with statements() as seen:
        client.get(url)
    assert len(seen) <= count


def test_the_lenses_are_told_with_their_counts(cast: Cast, rel03: LensVersion) -> None:
    (lens,) = client_of(cast.viewer).get(f"{ROOT}lenses/").json()["results"]
    assert (lens["alias"], lens["version"]) == ("rel03", 1)
    assert (lens["questions"], lens["practices"], lens["steps"]) == (1, 3, 90)
