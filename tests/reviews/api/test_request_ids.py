"""Every answer names its request, as the client did where that can be; log lines and problems name it too."""

import io
import logging
import re

import pytest
from rest_framework.test import APIClient

from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Cast

HEADER = "X-Request-ID"


@pytest.mark.parametrize("sent", ["a", "load-2026.11_24", "7f3c1e9a2b4d4c6e8f0a1b2c3d4e5f60", "x" * 64])
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/healthz", f"{ROOT}me/", "/nowhere/", "/static/css/lintel.css"])
def test_a_name_that_can_be_is_sent_back(db: None, path: str, sent: str) -> None:
    assert APIClient().get(path, headers={HEADER: sent})[HEADER] == sent


@pytest.mark.parametrize("sent", ["", "x" * 65, "two words", "line\nbreak", "a,b", "é", "<b>", "a\x00b"])
def test_another_gets_a_fresh_one_instead(db: None, sent: str) -> None:
    got = {APIClient().get(f"{ROOT}me/", headers={HEADER: sent})[HEADER] for _ in range(2)}
    assert len(got) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in got)


@pytest.mark.parametrize(
    ("path", "method", "body", "status"),
    [
        ("nowhere/", "get", None, 404),
        ("me/", "delete", None, 405),
        ("findings/?state=gone", "get", None, 400),
        ("workloads/", "post", {"name": ""}, 422),
        ("workloads/", "post", {"name": "x" * 1_000_000}, 413),
    ],
)
def test_each_problem_names_its_request(cast: Cast, path: str, method: str, body: object, status: int) -> None:
    refused = getattr(client_of(cast.lead), method)(f"{ROOT}{path}", body, headers={HEADER: "load-7"})
    assert refused.status_code == status
    assert refused.json()["instance"] == "urn:lintel:request:load-7"


def test_log_lines_name_the_request_and_those_of_the_next_one_the_next(db: None) -> None:
    handler = next(each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    log = io.StringIO()
    usual = handler.setStream(log)
    for name in ("load-1", "load-2"):
        APIClient().get(f"/nowhere/{name}", headers={HEADER: name})
    handler.setStream(usual)
    lines = [line for line in log.getvalue().splitlines() if "Not Found" in line]
    assert [re.sub(r"^\S+ \S+ ", "", line) for line in lines] == [
        "WARNING django.request [load-1]: Not Found: /nowhere/load-1",
        "WARNING django.request [load-2]: Not Found: /nowhere/load-2",
    ]
