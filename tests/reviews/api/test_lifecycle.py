"""What is on its way out: said in time, in every answer and in the contract, and gone when its day has come."""

import json
from datetime import UTC, date, datetime

import pytest
from django.urls import get_resolver
from rest_framework.test import APIClient

from reviews.api.protocol import lifecycle
from reviews.api.protocol.lifecycle import DEPARTURES, Departure
from reviews.api.urls import urlpatterns
from reviews.models import Workload
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Cast

NAMES = {pattern.name or "" for pattern in urlpatterns}


def test_whoever_says_that_something_goes_says_it_half_a_year_before() -> None:
    assert Departure(since=date(2026, 1, 1), gone=date(2026, 7, 3), instead="/")
    with pytest.raises(ValueError, match=r"182 days after 2026-01-01: expected at least 183"):
        Departure(since=date(2026, 1, 1), gone=date(2026, 7, 2), instead="/")


def test_nothing_stands_whose_day_has_come() -> None:
    today = datetime.now(UTC).date()
    assert lifecycle.overdue(NAMES, today=today) == []
    assert sorted(lifecycle.overdue(NAMES, today=date(2027, 11, 24))) == sorted(DEPARTURES)


def test_all_that_goes_is_there_and_what_takes_its_place_too() -> None:
    assert set(DEPARTURES) <= NAMES
    for departure in DEPARTURES.values():
        assert get_resolver().resolve(departure.instead).url_name in NAMES - set(DEPARTURES)
    assert get_resolver().resolve(lifecycle.TOLD_AT)


@pytest.mark.parametrize("path", ["workloads/{}/export.json", "workloads/{}/export.csv", "portfolio/export.csv"])
def test_every_answer_of_it_says_so(cast: Cast, workload: Workload, path: str) -> None:
    answer = client_of(cast.lead).get(ROOT + path.format(workload.public_id))
    assert answer.status_code == 200
    assert answer["Deprecation"] == "@1795478400"
    assert answer["Sunset"] == "Wed, 24 Nov 2027 00:00:00 GMT"
    assert answer["Link"] == (
        '</api/>; rel="deprecation"; type="text/html", </api/v1/exports/>; rel="successor-version"'
    )
    assert "Deprecation" in APIClient().get(ROOT + path.format(workload.public_id))


def test_nothing_else_says_so(cast: Cast, workload: Workload) -> None:
    for path in ("me/", f"workloads/{workload.public_id}/", "nowhere/"):
        answer = client_of(cast.lead).get(ROOT + path)
        assert [name for name in ("Deprecation", "Sunset", "Link") if name in answer] == []


def test_the_contract_marks_the_same_operations(db: None) -> None:
    contract = json.loads(APIClient().get(f"{ROOT}openapi.json").content)
    marked = set()
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and operation.get("deprecated"):
                assert method == "get"
                marked.add(get_resolver().resolve(path.format(public_id="a" * 32)).url_name)
    assert marked == set(DEPARTURES)
