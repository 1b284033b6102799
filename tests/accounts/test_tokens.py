"""Tokens: who makes them, what they may do and how long, when they were used, and the page that shows all that."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import tokens
from accounts.by import By
from accounts.models import ApiToken, Event, User, Via
from accounts.problems import InputProblems

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ME = "/api/v1/me/"
LOAD = {"name": "Nightly load", "scope": "read", "days": "30"}


@pytest.fixture
def mei() -> User:
    return User.objects.create_user("mei@example.org", "a-long-password", name="Mei")


@pytest.fixture
def browser(mei: User) -> Client:
    client = Client()
    client.force_login(mei)
    return client


def acting(user: User, at: datetime = AT) -> By:
    return By(user=user, via=Via.PAGE, at=at)


def asked(secret: str, method: str = "get", path: str = ME) -> Any:  # noqa: ANN401 - the client's own class
    return Client().generic(method.upper(), path, headers={"authorization": f"Bearer {secret}"})


@pytest.mark.parametrize(
    ("name", "scope", "ahead", "field"),
    [
        ("", "read", None, "name"),
        ("   ", "read", None, "name"),
        ("x" * 81, "read", None, "name"),
        ("two\nlines", "read", None, "name"),
        ("Load", "all", None, "scope"),
        ("Load", "read", timedelta(0), "expires_at"),
        ("Load", "read", timedelta(days=-1), "expires_at"),
        ("Load", "read", timedelta(days=3654), "expires_at"),
    ],
)
def test_what_is_no_token_is_refused(mei: User, name: str, scope: str, ahead: timedelta | None, field: str) -> None:
    expires_at = None if ahead is None else AT + ahead
    with pytest.raises(InputProblems) as refused:
        tokens.issue(user=mei, name=name, scope=scope, expires_at=expires_at, by=acting(mei))
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not ApiToken.objects.exists()


def test_a_token_is_ones_own_and_an_administrators_to_make_and_revoke(mei: User) -> None:
    other = User.objects.create_user("other@example.org", "a-long-password", name="Other")
    boss = User.objects.create_user("boss@example.org", name="Boss", installation_role="administrator")
    token, _ = tokens.issue(user=mei, name="Load", by=acting(mei))
    with pytest.raises(PermissionDenied):
        tokens.issue(user=mei, name="Mine", by=acting(other))
    with pytest.raises(PermissionDenied):
        tokens.revoke(token=token, by=acting(other))
    tokens.revoke(token=token, by=acting(boss, AT + timedelta(days=1)))
    tokens.revoke(token=token, by=acting(mei, AT + timedelta(days=2)))
    assert token.revoked_at == AT + timedelta(days=1)
    told = [(event.verb, event.actor_name, event.changes["name"]) for event in Event.objects.order_by("at")]
    assert told == [("made token", "Mei", "Load"), ("revoked token", "Boss", "Load")]


def test_only_the_digest_and_the_end_of_a_text_are_kept(mei: User) -> None:
    token, secret = tokens.issue(user=mei, name="Load", by=acting(mei))
    assert token.digest == ApiToken.digest_of(secret)
    assert secret.endswith(token.hint)
    kept = str(list(ApiToken.objects.values())) + str(list(Event.objects.values()))
    assert secret not in kept
    assert secret.removeprefix(ApiToken.PREFIX) not in kept


def test_a_token_is_refused_from_the_moment_at_which_it_expires(mei: User) -> None:
    _, secret = tokens.issue(user=mei, name="Load", expires_at=AT + timedelta(days=30), by=acting(mei))
    refused = asked(secret)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    assert refused.json()["detail"] == "This token expired at 2026-04-01 09:00 UTC: make another."
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert asked(secret).status_code == 200


@pytest.mark.parametrize(("scope", "expected"), [("read", [200, 200, 403]), ("write", [200, 200, 405])])
def test_a_token_to_read_does_nothing_else(mei: User, scope: str, expected: list[int]) -> None:
    _, secret = tokens.issue(user=mei, name="Load", scope=scope, by=acting(mei))
    assert [asked(secret, method).status_code for method in ("get", "head", "delete")] == expected
    if scope == "read":
        assert asked(secret, "post").json()["detail"] == "This token may only read: make one with the scope to write."


def updates(secret: str) -> list[str]:
    """Return the statements of a read that write."""
    with CaptureQueriesContext(connection) as captured:
        asked(secret)
    return [query["sql"] for query in captured.captured_queries if query["sql"].startswith("UPDATE")]


def test_the_last_use_is_kept_once_in_five_minutes(mei: User) -> None:
    _, secret = tokens.issue(user=mei, name="Load", by=acting(mei))
    assert len(updates(secret)) == 1
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    assert updates(secret) == []
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=6))
    asked(secret)
    assert ApiToken.objects.filter(last_used_at__gte=first).exists()


@contextmanager
def held_elsewhere(token: ApiToken) -> Iterator[None]:
    """Let another connection hold the token's row, or all of SQLite, for the length of the block."""
    begun, over = Signal(), Signal()

    def hold() -> None:
        try:
            with transaction.atomic():
                ApiToken.objects.select_for_update().get(pk=token.pk)
                begun.set()
                over.wait(30)
        finally:
            connection.close()

    thread = Thread(target=hold)
    thread.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_keeping_the_last_use_waits_for_nobody(mei: User) -> None:
    token, secret = tokens.issue(user=mei, name="Load", by=acting(mei))
    with held_elsewhere(token):
        assert asked(secret).status_code == 200
        assert ApiToken.objects.get().last_used_at is None
    assert asked(secret).status_code == 200
    assert ApiToken.objects.get().last_used_at is not None


def test_create_token_takes_a_scope_and_days(mei: User) -> None:
    out = StringIO()
    call_command("create_token", "mei@example.org", "--scope", "read", "--days", "7", "--name", "Load", stdout=out)
    token = ApiToken.objects.get()
    assert (token.scope, token.name) == ("read", "Load")
    assert token.expires_at == token.created_at + timedelta(days=7)
    assert asked(out.getvalue().strip(), "delete").status_code == 403


@pytest.mark.parametrize("days", ["0", "-1", "4000", "999999999", "99999999999"])
def test_create_token_refuses_days_that_cannot_be(mei: User, days: str) -> None:
    with pytest.raises(CommandError):
        call_command("create_token", "mei@example.org", f"--days={days}")
    assert not ApiToken.objects.exists()


def test_the_page_shows_a_new_text_once_and_keeps_it_nowhere(browser: Client) -> None:
    made = browser.post(reverse("tokens"), LOAD)
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    secret = re.findall(r"lintel_[\w-]{43}", made.content.decode())[0]
    token = ApiToken.objects.get()
    assert (token.name, token.scope) == ("Nightly load", "read")
    assert token.expires_at == token.created_at + timedelta(days=30)
    assert asked(secret).json()["email"] == "mei@example.org"
    again = browser.get(reverse("tokens")).content.decode()
    assert secret not in again
    assert f"…{secret[-4:]}" in again
    assert secret not in str(dict(browser.session))


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "x" * 81}, {"name": "a\tb"}, {"scope": "all"}, {"days": "31"}]
)
def test_the_page_refuses_what_is_no_token(browser: Client, change: dict[str, str]) -> None:
    refused = browser.post(reverse("tokens"), LOAD | change)
    assert refused.status_code == 422
    assert "No token was made" in refused.content.decode()
    assert not ApiToken.objects.exists()


def test_the_page_revokes_after_asking_and_tells_what_each_token_is(browser: Client, mei: User) -> None:
    token, secret = tokens.issue(user=mei, name="Load", by=acting(mei, timezone.now()))
    address = reverse("token_revoke", args=[token.public_id])
    assert "Revoke Load?" in browser.get(address).content.decode()
    assert asked(secret).status_code == 200
    assert browser.post(address)["Location"] == reverse("tokens")
    assert asked(secret).json()["detail"] == "This token is unknown or was revoked."
    page = browser.get(reverse("tokens")).content.decode()
    assert "Load is revoked: nothing can use it any more." in page
    assert address not in page


def test_nobody_sees_or_revokes_the_tokens_of_others(browser: Client) -> None:
    other = User.objects.create_user("other@example.org", name="Other")
    token, _ = tokens.issue(user=other, name="Hidden load", by=acting(other))
    assert "Hidden load" not in browser.get(reverse("tokens")).content.decode()
    assert browser.post(reverse("token_revoke", args=[token.public_id])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
