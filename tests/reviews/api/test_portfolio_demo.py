"""The portfolio through the API tells what its page shows of the demo portfolio, for the same filters."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from reviews.models import RiskChange
from reviews.portfolio import filters as choosing
from reviews.portfolio import page
from reviews.portfolio.filters import Filters
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.demo_portfolio import demo, demo_portfolio  # noqa: F401 - pytest finds fixtures by these names

PORTFOLIO = f"{ROOT}portfolio/"


@pytest.fixture
def manager(demo: None) -> User:  # noqa: F811 - the fixture above
    """Return somebody who may read the whole demo portfolio."""
    return User.objects.get(email="manager@example.com")


def shown(user: User, **query: str) -> page.Portfolio:
    """Return what the page shows."""
    version = choosing.chosen_lens(choosing.lenses(), "")
    assert version
    return page.portfolio(user, Filters.parse(query), version, page="1", at=timezone.now())


def pages(client: APIClient, path: str, **query: str | int) -> list[dict[str, Any]]:
    found = []
    answer = client.get(PORTFOLIO + path, query).json()
    found += answer["results"]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        found += answer["results"]
    return found


@pytest.mark.parametrize(
    "query", [{}, {"tier": "1"}, {"risk": "high"}, {"state": "to_review"}, {"environment": "pre_production"}]
)
def test_the_figures_are_the_pages(manager: User, query: dict[str, str]) -> None:
    expected = shown(manager, **query).figures
    told = client_of(manager).get(PORTFOLIO, query).json()
    names = [name for name in told if name not in ("lens", "lens_version", "tags")]
    assert {name: told[name] for name in names} == {name: getattr(expected, name) for name in names}
    assert len(names) == 10
    assert told["tags"] == choosing.tags_of(manager)


def test_workloads_and_heat_map_stand_in_the_pages_order(manager: User) -> None:
    expected = shown(manager)
    client = client_of(manager)
    listed = pages(client, "workloads/", limit=4)
    assert [row["id"] for row in listed] == [row.line.public_id for row in expected.rows]
    for row, on_page in zip(listed, expected.rows, strict=True):
        names = ("name", "tier", "high", "accepted", "incomplete", "maturity", "to_review")
        assert [row[name] for name in names] == [getattr(on_page.line, name) for name in names]
    mapped = pages(client, "heat-map/", limit=5)
    assert [row["id"] for row in mapped] == [row["id"] for row in listed]
    for row, on_page in zip(mapped, expected.rows, strict=True):
        assert [cell["state"] for cell in row["practices"]] == [cell.state for cell in on_page.practices]
        assert (row["worst"]["supported"] if row["worst"] else None) == (on_page.told.risk if on_page.told else None)
    columns = client.get(f"{PORTFOLIO}heat-map/").json()["columns"]
    assert [column["code"] for column in columns] == ["BP01", "BP02", "BP03"]


def test_the_trend_and_the_ledger_are_the_pages(manager: User) -> None:
    expected, client = shown(manager).better, client_of(manager)
    days = client.get(f"{PORTFOLIO}trend/").json()["days"]
    assert len(days) == 181
    by_day = {date.fromisoformat(day["day"]): day for day in days}
    for day, high, high_accepted, medium, medium_accepted in expected.series:
        names = ("high_open", "high_accepted", "medium_open", "medium_accepted")
        assert [by_day[day][name] for name in names] == [high, high_accepted, medium, medium_accepted]
    today = datetime.now(UTC).date()
    lately = {"from": (today - timedelta(days=89)).isoformat()}
    told = client.get(f"{PORTFOLIO}ledger/", lately).json()
    assert told["at_risk"] == {name: getattr(expected.all, name) for name in told["at_risk"]}
    assert told["high"] == {name: getattr(expected.high, name) for name in told["high"]}
    assert told["last_fall"] is None or told["last_fall"]["count"] == getattr(expected.fall, "count", None)


def test_what_is_missing_and_who_must_act_are_the_pages(manager: User) -> None:
    expected, client = shown(manager), client_of(manager)
    missing = client.get(f"{PORTFOLIO}missing/").json()["results"]
    assert [(row["practice_code"], row["absent"], row["answered"]) for row in missing] == [
        (one.label, one.absent, one.answered) for one in expected.missing
    ]
    acting = client.get(f"{PORTFOLIO}acting/", {"limit": 6}).json()
    figures = [acting[name] for name in ("improvements", "overdue", "without_owner", "either")]
    assert figures == [
        *(expected.acting.improvements, expected.acting.overdue, expected.acting.unowned, expected.acting.either),
    ]
    kinds = {"unowned": "without_owner"}
    assert [(deed["kind"], deed["workload"], deed["days_late"]) for deed in acting["results"]] == [
        (kinds.get(deed.kind, deed.kind), deed.workload_id, deed.late) for deed in expected.acting.deeds
    ]
    assert len(client.get(f"{PORTFOLIO}acting/").json()["results"]) >= len(acting["results"])
    assert len(client.get(f"{PORTFOLIO}acting/", {"limit": 1}).json()["results"]) == 1
    whole = acting["clearing"]["whole"]
    assert whole == {name: getattr(expected.clearing.whole, name) for name in whole}


def test_every_day_of_a_span_adds_up(manager: User) -> None:
    today = datetime.now(UTC).date()
    client = client_of(manager)
    one = client.get(f"{PORTFOLIO}trend/", {"from": today.isoformat(), "to": today.isoformat()}).json()["days"]
    questions = RiskChange.objects.filter(review__workload__archived_at=None).values("review", "question").distinct()
    assert [sum(count for name, count in day.items() if name != "day") for day in one] == [questions.count()]
    past = client.get(f"{PORTFOLIO}trend/", {"from": "1970-01-01", "to": "1970-01-03"}).json()["days"]
    assert [day["day"] for day in past] == ["1970-01-01", "1970-01-02", "1970-01-03"]
    assert {count for day in past for name, count in day.items() if name != "day"} == {0}
