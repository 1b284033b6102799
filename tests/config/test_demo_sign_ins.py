"""A password that everybody knows is served to this machine alone."""

import pytest
from django.contrib.auth import get_user_model

from config.demo_sign_ins import demo_sign_ins, refusal

pytestmark = pytest.mark.django_db

OTHERS = ["0.0.0.0", "192.168.1.20", "::", "[::]", "review.example.com"]


def person(email: str, password: str) -> None:
    get_user_model().objects.create_user(email=email, password=password)


@pytest.mark.parametrize("host", OTHERS)
def test_other_machines_are_refused_while_a_demo_person_has_the_demo_password(host: str) -> None:
    person("manager@example.com", "lintel-demo")

    assert refusal(host).startswith(
        f"Refusing to listen on {host}: manager@example.com can sign in with the demo's password. "
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "[::1]", "localhost"])
def test_this_machine_is_never_refused(host: str) -> None:
    person("manager@example.com", "lintel-demo")

    assert refusal(host) == ""


@pytest.mark.parametrize("host", OTHERS)
def test_nobody_is_refused_once_the_passwords_are_changed(host: str) -> None:
    person("manager@example.com", "b6-Qm!xTz0")

    assert refusal(host) == ""


def test_the_sign_ins_are_those_that_work() -> None:
    person("manager@example.com", "lintel-demo")
    person("administrator@example.com", "b6-Qm!xTz0")
    person("architect@example.com", "lintel-demo")
    person("somebody@example.com", "lintel-demo")
    get_user_model().objects.filter(email="manager@example.com").update(is_active=False)

    assert demo_sign_ins() == ["architect@example.com"]
