"""Refusals that a client can act on without reading them: each status with the headers that go with it."""

import pytest
from rest_framework.test import APIClient

from pillars.models import LensVersion
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Cast


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "told"),
    [
        ("get", "me/", {"Authorization": "Bearer wrong"}, 401, {"WWW-Authenticate": "Bearer"}),
        ("get", "me/", {"Authorization": ""}, 401, {"WWW-Authenticate": "Bearer"}),
        ("delete", "me/", {}, 405, {"Allow": "GET, HEAD, OPTIONS"}),
        ("put", "workloads/", {}, 405, {"Allow": "GET, POST, HEAD, OPTIONS"}),
        ("get", "me/", {"Accept": "text/html"}, 406, {}),
        ("post", "workloads/", {"Content-Type": "text/plain"}, 415, {}),
        ("post", "workloads/", {"Content-Type": "application/xml; charset=utf-8"}, 415, {}),
    ],
)
def test_each_is_a_problem_with_its_headers(
    cast: Cast, method: str, path: str, headers: dict[str, str], status: int, told: dict[str, str]
) -> None:
    client = APIClient() if "Authorization" in headers else client_of(cast.lead)
    kind = headers.get("Content-Type", "application/json")
    answer = client.generic(method.upper(), ROOT + path, "<a/>", kind, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert {name: answer[name] for name in told} == told
    assert answer.json()["status"] == status
    assert "private" in answer["Cache-Control"]


def test_a_page_where_nobody_is_signed_in_is_never_what_the_api_answers(db: None) -> None:
    for method in ("get", "post", "put", "patch", "delete", "options"):
        answer = getattr(APIClient(), method)(f"{ROOT}workloads/")
        assert (method, answer.status_code, answer["WWW-Authenticate"]) == (method, 401, "Bearer")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("findings/?severity=high", "Expected HIGH or MEDIUM, not 'high'."),
        ("findings/?kind=GAP", "Expected gap, unsupported or stale, not 'GAP'."),
        ("improvements/?open=yes", "Expected true or false, not 'yes'."),
        ("risks/?risk=low", "Expected HIGH, MEDIUM, NONE, UNANSWERED or NOT_APPLICABLE, not 'low'."),
        ("workloads/?tier=9", "Expected 1, 2 or 3, not '9'."),
        ("portfolio/?tier=9", "Expected 1, 2 or 3, not '9'."),
        ("portfolio/export.csv?tier=9", "Expected 1, 2 or 3, not '9'."),
        ("portfolio/?tier=" + "9" * 100, f"Expected 1, 2 or 3, not '{'9' * 100}'."),
    ],
)
def test_a_filter_names_the_values_that_it_can_have(cast: Cast, rel03: LensVersion, path: str, told: str) -> None:
    answer = client_of(cast.lead).get(ROOT + path)
    assert (answer.status_code, [each["detail"] for each in answer.json()["errors"]]) == (400, [told])


def test_a_format_is_refused_with_those_of_its_content(cast: Cast, rel03: LensVersion) -> None:
    for form in ("docx", "pdf"):
        answer = client_of(cast.lead).post(f"{ROOT}exports/", {"content": "answers", "format": form}, format="json")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["detail"].startswith("answers comes as csv, xlsx, jsonl")
