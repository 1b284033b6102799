"""The web server refuses an open address by itself, whoever starts it."""

import socket
import subprocess
import sys

import pytest
from django.conf import global_settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.config.processes import ROOT, environment


@pytest.mark.processes
def test_it_does_not_listen_for_others_while_the_demo_password_works(own_environment: dict[str, str]) -> None:
    # Stored as an installation stores it: the server knows nothing of the quick hasher that tests use.
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        get_user_model().objects.create_user(email="architect@example.com", password="lintel-demo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", f"0.0.0.0:{port}"]

    ran = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(**own_environment),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert ran.returncode == 1
    assert "Refusing to listen on 0.0.0.0: architect@example.com can sign in with the demo's password." in ran.stderr


@pytest.mark.django_db
def test_preparing_for_such_an_address_is_refused_too() -> None:
    get_user_model().objects.create_user(email="architect@example.com", password="lintel-demo")

    with pytest.raises(CommandError, match=r"Refusing to listen on 10\.0\.0\.7: architect@example\.com"):
        call_command("prepare", "--host", "10.0.0.7")


@pytest.mark.django_db
def test_the_demo_stays_out_of_a_database_that_somebody_uses(capsys: pytest.CaptureFixture[str]) -> None:
    get_user_model().objects.create_user(email="somebody@example.org", password="b6-Qm!xTz0")

    call_command("prepare")

    assert list(get_user_model().objects.values_list("email", flat=True)) == ["somebody@example.org"]
    assert capsys.readouterr().out == ""
