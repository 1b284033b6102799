"""Bodies that are too large are refused before they are read, however they come."""

import io
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from reviews.api.protocol import bodies
from reviews.models import Workload
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.conftest import Cast

CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input_terminated": True}


class Sent(io.RawIOBase):
    """What a client sends, without an end where there is no text; ``taken`` counts the bytes that were read."""

    def __init__(self, text: bytes | None = None) -> None:
        self.taken = 0
        self._text = None if text is None else io.BytesIO(text)

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "Whoever reads all of it may never end."
        part = b" " * size if self._text is None else self._text.read(size)
        self.taken += len(part)
        return part


def asked(client: APIClient, path: str, sent: Sent, **environment: Any) -> Any:  # noqa: ANN401 - WSGI, any answer
    given = {"wsgi.input": sent, "CONTENT_TYPE": "application/json", **environment}
    return client.generic("PATCH", ROOT + path, "", "application/json", **given)


@pytest.fixture
def path(workload: Workload) -> str:
    return f"workloads/{workload.public_id}/"


def is_told(answer: Any, status: int) -> None:  # noqa: ANN401 - any answer
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_a_body_that_says_it_is_too_large_is_not_read(cast: Cast, path: str) -> None:
    sent = Sent()
    is_told(asked(client_of(cast.lead), path, sent, CONTENT_LENGTH=str(bodies.LIMIT + 1)), 413)
    assert sent.taken == 0


def test_a_body_without_an_end_is_read_to_the_limit_and_refused(cast: Cast, path: str) -> None:
    sent = Sent()
    is_told(asked(client_of(cast.lead), path, sent, **CHUNKED), 413)
    assert sent.taken == bodies.LIMIT + 1


def test_of_a_body_that_says_too_little_no_more_is_read(cast: Cast, path: str) -> None:
    sent = Sent()
    is_told(asked(client_of(cast.lead), path, sent, CONTENT_LENGTH="50"), 400)
    assert sent.taken <= 50


def test_a_body_in_chunks_does_what_it_asks_for(cast: Cast, workload: Workload, path: str) -> None:
    client = client_of(cast.lead)
    sent = Sent(json.dumps({"tier": 1}).encode())
    answer = asked(client, path, sent, HTTP_IF_MATCH="*", **CHUNKED)
    assert (answer.status_code, answer.json()["tier"]) == (200, 1)


def test_a_server_that_cannot_tell_where_chunks_end_asks_for_the_length(cast: Cast, path: str) -> None:
    sent = Sent()
    is_told(asked(client_of(cast.lead), path, sent, **CHUNKED | {"wsgi.input_terminated": False}), 411)
    assert sent.taken == 0


class BrokenOff(Sent):
    """A client that goes away in the midst of it."""

    def read(self, size: int = -1) -> bytes:
        raise ConnectionResetError(size)


def test_a_body_that_breaks_off_is_told_as_such(cast: Cast, path: str) -> None:
    is_told(asked(client_of(cast.lead), path, BrokenOff(), **CHUNKED), 400)


@pytest.mark.parametrize(("size", "status"), [(bodies.LIMIT, 422), (bodies.LIMIT + 1, 413), (3_000_000, 413)])
def test_the_limit_is_a_million_bytes_whoever_asks(cast: Cast, workload: Workload, size: int, status: int) -> None:
    frame = len(json.dumps({"name": "", "team": ""}))
    body = json.dumps({"name": "x" * (size - frame), "team": ""})
    assert len(body) == size
    url = f"{ROOT}workloads/"
    is_told(client_of(cast.lead).post(url, body, content_type="application/json"), status)
    is_told(APIClient().post(url, body, content_type="application/json"), 413 if status == 413 else 401)


@pytest.mark.parametrize(
    ("form", "status"),
    [({"format": "x" * 3_000_000}, 413), ({f"field{number}": "x" for number in range(1001)}, 400)],
)
def test_a_form_with_more_beside_its_file_than_is_kept_in_memory_is_told_as_such(
    cast: Cast, form: dict[str, str], status: int
) -> None:
    is_told(client_of(cast.lead).post(f"{ROOT}imports/", form, format="multipart"), status)
