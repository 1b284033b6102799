"""Lists in other orders than that of creation: complete while nothing moves, and proof against any cursor."""

import base64
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from reviews.models import Review
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Answer, Cast

#: Each list in another order, and how many values its cursors hold.
ORDERED = {
    "findings/?sort=worst": 4,
    "improvements/?sort=plan": 11,
    "portfolio/workloads/?limit=5": 3,
    "findings/?sort=created": 2,
}

WILD = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["0", "-1", "1e400", "nan", "inf", str(10**30), "True", "9999-12-31", "0001-01-01T00:00:00+00:00"]),
    st.sampled_from(["2026-03-02T09:00:00+00:00", "10000-01-01", "é", "\ud800", "a" * 5000]),
)


@pytest.fixture
def client(cast: Cast, review: Review) -> APIClient:
    return client_of(cast.viewer)


@pytest.mark.parametrize("path", ORDERED)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_cursor_breaks_a_list(client: APIClient, path: str, data: st.DataObject) -> None:
    sort = path.partition("sort=")[2]
    named = [sort] if sort in ("worst", "plan") else []
    values = [*named, *data.draw(st.lists(WILD, min_size=ORDERED[path], max_size=ORDERED[path]))]
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    response = client.get(f"{ROOT}{path}&cursor={cursor}")
    assert response.status_code in (200, 400)


@pytest.mark.parametrize("path", ["findings/", "improvements/"])
def test_every_order_holds_the_same_rows(client: APIClient, answer: Answer, path: str) -> None:
    answer(BP01="not_in_place", BP02="not_in_place", BP03="not_in_place")
    other = "worst" if path == "findings/" else "plan"

    def ids(sort: str) -> list[str]:
        found: list[str] = []
        address: str | None = f"{ROOT}{path}?sort={sort}&limit=2"
        while address:
            page: dict[str, Any] = client.get(address).json()
            found += [row["id"] for row in page["results"]]
            address = page["next"]
        return found

    assert sorted(ids("created")) == sorted(ids(other))
    assert len(set(ids(other))) == len(ids(other)) == 3
