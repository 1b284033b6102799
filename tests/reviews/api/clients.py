"""Clients of the API: each acts for one person, with a token of theirs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import ApiToken, User
from tests.reviews.codes import ITEMS, QUESTION

ROOT = "/api/v1/"


def client_of(user: User | None) -> APIClient:
    """Return a client with a fresh token of somebody, without one for nobody."""
    client = APIClient()
    if user is not None:
        secret = ApiToken.issue(user=user, name="test", at=datetime(2026, 3, 2, tzinfo=UTC))
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def item(code: str, state: str | None = None, *, version: int | None = 0, **more: object) -> dict[str, Any]:
    """Return one item of a write, by the code that the lens's tables use; without a version where it is None."""
    written: dict[str, Any] = {"question": QUESTION, "item": ITEMS[code], **more}
    if state is not None:
        written["state"] = state
    return written if version is None else written | {"version": version}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Give a list that holds, at the end of the block, the statements of it; transaction control is not counted."""
    seen: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield seen
    control = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
    seen += [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(control)]
