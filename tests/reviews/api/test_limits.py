"""How often a client may ask: told in every answer, refused beyond, and never in the way."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from accounts.actions import tokens
from config.celery import app
from tests.faults.gate import Gate
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Cast, by

ME = f"{ROOT}me/"
POLICY = '"default";q=3;w=60'


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands, in seconds, 20 before a minute ends."""
    clock = [1_800_000_040.0]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    return clock


@pytest.fixture(autouse=True, params=["files", "broker"])
def three_a_minute(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Let a client ask three times a minute, counted in files, and where the run has a Redis, there too."""
    in_redis = request.param == "broker" and app.conf.broker_url.startswith("redis")
    with override_settings(API_RATE=3, COUNTS=app.conf.broker_url if in_redis else str(tmp_path)):
        yield


def told(client: APIClient, path: str = ME, method: str = "get") -> tuple[int, str]:
    answer = getattr(client, method)(path)
    assert answer["RateLimit-Policy"] == POLICY
    return answer.status_code, answer["RateLimit"]


def test_each_answer_tells_what_remains_and_the_fourth_is_a_refusal(cast: Cast, now: list[float]) -> None:
    client = client_of(cast.lead)
    assert [told(client) for _ in range(3)] == [(200, f'"default";r={left};t=20') for left in (2, 1, 0)]
    refused = client.get(ME)
    assert (refused.status_code, refused["Retry-After"], refused["Content-Type"]) == (
        429,
        "20",
        "application/problem+json",
    )
    assert refused["RateLimit"] == '"default";r=0;t=20'
    assert refused.json()["detail"] == "Too many requests in one minute. Come back in 20 seconds."
    now[0] += 20
    assert told(client) == (200, '"default";r=2;t=60')


def test_each_token_and_each_persons_session_has_its_own_count(cast: Cast) -> None:
    one, other = client_of(cast.lead), client_of(cast.lead)
    for _ in range(4):
        one.get(ME)
    assert one.get(ME).status_code == 429
    assert told(other) == (200, '"default";r=2;t=20')
    here, there, neighbour = APIClient(), APIClient(), APIClient()
    here.force_login(cast.lead)
    there.force_login(cast.lead)
    neighbour.force_login(cast.viewer)
    assert [told(client)[1] for client in (here, there, neighbour)] == [
        '"default";r=2;t=20',
        '"default";r=1;t=20',
        '"default";r=2;t=20',
    ]


def test_whatever_is_answered_counts_once_the_client_is_known(cast: Cast) -> None:
    _, secret = tokens.issue(user=cast.lead, name="Reader", scope="read", by=by(cast.lead))
    client = APIClient(headers={"authorization": f"Bearer {secret}"})
    assert told(client, f"{ROOT}nowhere/")[0] == 404
    assert told(client, ME, "post")[0] == 403
    tag = client.get(ME)["ETag"]
    assert client.get(ME, headers={"If-None-Match": tag}).status_code == 429


def test_what_has_not_changed_tells_it_too(cast: Cast) -> None:
    client = client_of(cast.lead)
    tag = client.get(ME)["ETag"]
    unchanged = client.get(ME, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged["RateLimit"]) == (304, '"default";r=1;t=20')


def test_nobody_is_counted_and_the_contract_is_not_either(cast: Cast) -> None:
    for answer in [APIClient().get(ME), client_of(cast.lead).get(f"{ROOT}openapi.json")] * 4:
        assert answer.status_code in (200, 401)
        assert "RateLimit" not in answer


def test_a_rate_of_nought_is_no_limit(cast: Cast) -> None:
    client = client_of(cast.lead)
    with override_settings(API_RATE=0):
        answers = [client.get(ME) for _ in range(5)]
    assert [(answer.status_code, "RateLimit" in answer) for answer in answers] == [(200, False)] * 5


def test_requests_are_served_while_the_store_is_silent_or_away(cast: Cast, tmp_path: Path) -> None:
    client, gate = client_of(cast.lead), Gate()
    gate.silence()
    url = f"redis://127.0.0.1:{gate.port}/0"
    with override_settings(COUNTS=url):
        assert client.get(ME).status_code == 200
        tried = gate.accepted
        assert [client.get(ME).status_code for _ in range(4)] == [200] * 4
        assert gate.accepted == tried
    gate.shut()
    (tmp_path / "file").write_text("")
    for away in (f"{url}?away", str(tmp_path / "file" / "counts")):
        with override_settings(COUNTS=away):
            assert [client.get(ME).status_code for _ in range(4)] == [200] * 4
