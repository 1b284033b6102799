"""Guessing passwords comes to an end, and shuts nobody else out."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mei() -> User:
    return User.objects.create_user("mei@example.org", "a-long-password", name="Mei")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands: its first and only entry, in seconds, a minute before a span of five minutes ends."""
    clock = [1_800_000_240.0]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    return clock


def tried(password: str, *, email: str = "mei@example.org", **place: Any) -> tuple[int, str]:  # noqa: ANN401 - WSGI
    """Return the status and the page of an attempt from somewhere, as WSGI tells it."""
    answer = Client(**place).post(reverse("sign_in"), {"username": email, "password": password})
    return answer.status_code, answer.content.decode()


def test_the_eleventh_attempt_is_not_heard_and_told_in_words(now: list[float]) -> None:
    assert [tried("wrong")[0] for _ in range(10)] == [200] * 10
    answer = Client().post(reverse("sign_in"), {"username": " MEI@example.org ", "password": "a-long-password"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Too many attempts to sign in with this e-mail address. Try again in a minute." in answer.content.decode()
    now[0] += 60
    assert tried("a-long-password")[0] == 302


def test_others_and_the_same_person_elsewhere_still_come_in() -> None:
    User.objects.create_user("other@example.org", "a-long-password", name="Other")
    for _ in range(11):
        tried("wrong", REMOTE_ADDR="203.0.113.9")
    assert tried("a-long-password", REMOTE_ADDR="203.0.113.9")[0] == 429
    assert tried("a-long-password", email="other@example.org", REMOTE_ADDR="203.0.113.9")[0] == 302
    assert tried("a-long-password", REMOTE_ADDR="198.51.100.7")[0] == 302


def test_coming_in_takes_the_attempts_before_it_back() -> None:
    for password in [*["wrong"] * 9, "a-long-password"] * 2:
        answered = tried(password)[0]
    assert answered == 302


def test_a_household_of_ipv6_is_one_place() -> None:
    for number in range(10):
        tried("wrong", REMOTE_ADDR=f"2001:db8:1:2::{number}")
    assert tried("a-long-password", REMOTE_ADDR="2001:db8:1:2:ffff::1")[0] == 429
    assert tried("a-long-password", REMOTE_ADDR="2001:db8:1:3::1")[0] == 302


def test_behind_a_proxy_the_place_is_what_the_proxy_says_last() -> None:
    with override_settings(HTTPS=True):
        for number in range(10):
            tried("wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 203.0.113.9", HTTP_X_FORWARDED_PROTO="https")
        assert tried("a-long-password", HTTP_X_FORWARDED_FOR="203.0.113.9")[0] == 429
        assert tried("a-long-password", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")[0] == 302
    assert tried("a-long-password", HTTP_X_FORWARDED_FOR="203.0.113.9")[0] == 302


def test_the_door_of_the_admin_counts_too() -> None:
    for _ in range(10):
        Client().post("/admin/login/", {"username": "mei@example.org", "password": "wrong"})
    assert tried("a-long-password")[0] == 429


def test_people_come_in_while_nothing_can_be_counted(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with override_settings(COUNTS=str(tmp_path / "file" / "counts")):
        assert [tried("wrong")[0] for _ in range(11)] == [200] * 11
        assert tried("a-long-password")[0] == 302
