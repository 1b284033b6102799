"""The history of the risks: a row for each workload, lens and day, just as the trend is replayed."""

import base64
import json
import random
from datetime import date, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Team
from pillars.models import LensVersion
from pillars.rules import Risk
from reviews import trend
from reviews.actions import reviews, workloads
from reviews.models import Review, RiskChange
from reviews.trend import Footing
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.conftest import START, Answer, Cast, by
from tests.reviews.test_statements import large_lens

ADDRESS = f"{ROOT}portfolio/history/"
DAY = START.date()


def begin(cast: Cast, version: LensVersion, name: str, day: int, team: Team | None = None) -> Review:
    """Begin the review of a new workload so many days after the start."""
    who = by(cast.administrator, START + timedelta(days=day))
    workload = workloads.create(team=team or cast.team, facts=workloads.Facts(name=name), by=who)
    return reviews.start(workload=workload, version=version, by=who)


def let_move(review: Review, chance: random.Random) -> None:
    """Let the risks of a review's questions move on some of the days after it began."""
    began = review.created_at.date()
    RiskChange.objects.bulk_create(
        RiskChange(
            review=review,
            question=question,
            day=began + timedelta(days=day),
            risk=chance.choice(list(Risk)),
            supported=chance.choice(list(Risk)),
            complete=chance.random() < 0.6,
            accepted=chance.random() < 0.3,
        )
        for question in review.question_records.values_list("question", flat=True)
        for day in chance.sample(range(1, 25), 6)
    )


def read(client: APIClient, **query: str | int) -> list[dict[str, Any]]:
    """Read a list to its end."""
    found: list[dict[str, Any]] = []
    response = client.get(ADDRESS, query)
    while True:
        assert response.status_code == 200, response.content
        body = response.json()
        found += body["results"]
        if body["next"] is None:
            return found
        response = client.get(body["next"])


def replayed(review: Review, since: date, until: date) -> list[dict[str, Any]]:
    """Return what the trend says of one review by day, and what its stored changes say of the support."""
    told = []
    moves = trend.moves(Review.objects.filter(pk=review.pk), until=until)
    for day in trend.daily(moves, since=max(since, review.created_at.date()), until=until):
        stored = RiskChange.objects.filter(review=review, day__lte=day.day).order_by("day")
        latest = dict(stored.values_list("question", "supported"))
        row: dict[str, Any] = {"workload": review.workload.public_id, "day": day.day.isoformat()}
        for name, risk in (("high", Risk.HIGH), ("medium", Risk.MEDIUM)):
            row |= {f"{name}_{footing.value}": day.count(risk, footing) for footing in Footing}
            row[f"claimed_{name}"] = sum(day.count(risk, footing) for footing in Footing)
            row[f"supported_{name}"] = list(latest.values()).count(risk.value)
        for name, risk in (
            ("none", Risk.NONE),
            ("unanswered", Risk.UNANSWERED),
            ("not_applicable", Risk.NOT_APPLICABLE),
        ):
            row[name] = sum(day.count(risk, footing) for footing in Footing)
        told.append(row)
    return told


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_are_what_the_trend_replays(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    version = large_lens(4)
    # Two begin at the same moment.
    made = [begin(cast, version, f"Number {day} {n}", day) for n, day in enumerate([0, 3, 3, 9])]
    for review in made:
        let_move(review, chance)
    made.sort(key=lambda review: (review.created_at, review.public_id))
    client = client_of(cast.viewer)
    for first, last, limit in [(-5, 30, 200), (0, 0, 1), (2, 14, 7), (5, 26, 22), (24, 40, 3)]:
        since, until = DAY + timedelta(days=first), DAY + timedelta(days=last)
        rows = read(client, **{"from": since.isoformat(), "to": until.isoformat()}, limit=limit)
        expected = [row for review in made for row in replayed(review, since, until)]
        assert [{name: row[name] for name in expected[0]} for row in rows] == expected


def test_a_row_says_where_it_belongs(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", A2_5="not_done")
    [row] = read(client_of(cast.viewer), **{"from": DAY.isoformat(), "to": DAY.isoformat()})
    assert {name: value for name, value in row.items() if value} == {
        "workload": review.workload.public_id,
        "workload_name": "Ledger",
        "team": cast.team.public_id,
        "team_name": "Blue",
        "review": review.public_id,
        "lens": "rel03",
        "lens_version": 1,
        "day": DAY.isoformat(),
        "medium_open": 1,
        "claimed_medium": 1,
        "supported_high": 1,
    }


def test_filters_and_what_one_may_not_see(cast: Cast, rel03: LensVersion) -> None:
    green = Team.objects.create(name="Green")
    one, other = begin(cast, rel03, "One", 0), begin(cast, rel03, "Other", 0)
    theirs, old = begin(cast, rel03, "Theirs", 0, green), begin(cast, rel03, "Old", 0)
    workloads.archive(workload=old.workload, by=by(cast.lead))
    day = {"from": DAY.isoformat(), "to": DAY.isoformat()}

    def named(who: Any, **query: str) -> set[str]:  # noqa: ANN401 - a person
        return {row["workload_name"] for row in read(client_of(who), **day, **query)}

    assert named(cast.viewer) == {"One", "Other"}
    assert named(cast.outsider) == set()
    assert named(cast.portfolio_viewer) == {"One", "Other", "Theirs"}
    assert named(cast.portfolio_viewer, team=green.public_id) == {theirs.workload.name}
    assert named(cast.viewer, workload=other.workload.public_id) == {"Other"}
    assert named(cast.viewer, workload=theirs.workload.public_id) == set()
    assert named(cast.viewer, lens="rel03") == {one.workload.name, "Other"}
    assert named(cast.viewer, lens="bridges") == set()


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": "yesterday"}, "/from"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "/from"),
        ({"from": "2000-01-01", "to": "2026-03-01"}, "/from"),
        ({"to": "0001-01-01"}, "/to"),
        ({"limit": "201"}, "/limit"),
        ({"risk": "HIGH"}, "/risk"),
        ({"lens": "a\x00"}, "/lens"),
        ({"cursor": "a"}, "/cursor"),
        ({"cursor": cursor("2026-03-02T09:00:00", "a", "2026-03-02")}, "/cursor"),
        ({"cursor": cursor("2026-03-02T09:00:00+00:00", "a\x00", "2026-03-02")}, "/cursor"),
        ({"cursor": cursor("2026-03-02T09:00:00+00:00", "a")}, "/cursor"),
        ({"cursor": cursor("2026-03-02T09:00:00+00:00", "a", "soon")}, "/cursor"),
        ({"cursor": cursor(1, "a", "2026-03-02")}, "/cursor"),
        ({"cursor": cursor("2026-03-02T09:00:00+00:00", 1, "2026-03-02")}, "/cursor"),
        ({"cursor": cursor("2026-03-02T09:00:00+00:00", "a", 1)}, "/cursor"),
    ],
)
def test_what_cannot_be_asked(cast: Cast, query: dict[str, str], pointer: str) -> None:
    response = client_of(cast.viewer).get(ADDRESS, query)
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@pytest.mark.parametrize("count", [2, 12])
def test_a_page_costs_the_same_for_few_reviews_and_for_many(cast: Cast, rel03: LensVersion, count: int) -> None:
    for number in range(count):
        begin(cast, rel03, f"Number {number}", 0)
    client = client_of(cast.viewer)
    with statements() as sent:
        rows = client.get(ADDRESS, {"from": DAY.isoformat(), "to": DAY.isoformat()}).json()["results"]
    assert len(rows) == count
    # The token and its use; the reviews; what moved in them.
    assert len(sent) <= 4, "\n".join(sent)


def test_a_span_of_ten_years_comes_in_pages(cast: Cast, rel03: LensVersion) -> None:
    begin(cast, rel03, "Long", 0)
    client = client_of(cast.viewer)
    until = DAY + timedelta(days=3659)
    body = client.get(ADDRESS, {"from": DAY.isoformat(), "to": until.isoformat(), "limit": "200"}).json()
    assert [row["day"] for row in body["results"]] == [(DAY + timedelta(days=day)).isoformat() for day in range(200)]
    last = client.get(ADDRESS, {"from": (until - timedelta(days=9)).isoformat(), "to": until.isoformat()}).json()
    assert (len(last["results"]), last["next"]) == (10, None)
