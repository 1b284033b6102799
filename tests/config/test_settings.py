"""A setting that is missing, weak or misspelt stops every process before it does anything."""

import os
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.config.processes import ROOT, environment, python

SECRET = "q7Jt0xWv3ZlN8sRb5YcK1mUoD4gHfE9pTiA2yXnQ6uLkVjBwSzGrCehMPa"
PRODUCTION = {
    "LINTEL_MODE": "production",
    "LINTEL_SECRET_KEY": SECRET,
    "LINTEL_HOSTS": "lintel.example.com",
    "LINTEL_DATABASE_URL": "postgresql://lintel:secret@127.0.0.1:5432/lintel",
    "LINTEL_BROKER_URL": "redis://127.0.0.1:6379/9",
}

REFUSED = {
    "mode": ({"LINTEL_MODE": "prod"}, "LINTEL_MODE is 'prod': expected 'local' or 'production'."),
    "switch": ({"LINTEL_HTTPS": "yes"}, "LINTEL_HTTPS is 'yes': expected 'on' or 'off'."),
    "log level": (
        {"LINTEL_LOG_LEVEL": "info"},
        "LINTEL_LOG_LEVEL is 'info': expected 'DEBUG' or 'INFO' or 'WARNING' or 'ERROR'.",
    ),
    "name": (
        {"LINTEL_DATABSE_URL": "x"},
        "LINTEL_DATABSE_URL is not a setting of Lintel: did you mean LINTEL_DATABASE_URL?",
    ),
    "rate": ({"LINTEL_API_RATE": "many"}, "LINTEL_API_RATE is 'many': expected a whole number from 0 to 1000000."),
    "rate below nought": ({"LINTEL_API_RATE": "-1"}, "LINTEL_API_RATE is '-1': expected a whole number from 0 to "),
    "rate too high": ({"LINTEL_API_RATE": "1000001"}, "LINTEL_API_RATE is '1000001': expected a whole number from 0 "),
    "database kind": (
        {"LINTEL_DATABASE_URL": "mysql://u:hidden@h/d"},
        "LINTEL_DATABASE_URL begins with 'mysql': expected postgresql://... or postgres://... or sqlite://....",
    ),
    "database name": (
        {"LINTEL_DATABASE_URL": "postgresql://u:hidden@h"},
        "LINTEL_DATABASE_URL names no database: expected postgresql://user:password@host/database.",
    ),
    "database port": ({"LINTEL_DATABASE_URL": "postgresql://u:hidden@h:5x/d"}, "LINTEL_DATABASE_URL is not a URL: "),
    "broker": ({"LINTEL_BROKER_URL": "http://h"}, "LINTEL_BROKER_URL begins with 'http': expected redis://... or "),
    "no secret": ({**PRODUCTION, "LINTEL_SECRET_KEY": ""}, "LINTEL_SECRET_KEY is missing: expected at least 50 random"),
    "short secret": ({**PRODUCTION, "LINTEL_SECRET_KEY": SECRET[:49]}, "LINTEL_SECRET_KEY is too easy to guess: "),
    "monotonous secret": ({**PRODUCTION, "LINTEL_SECRET_KEY": "abc" * 30}, "LINTEL_SECRET_KEY is too easy to guess: "),
    "example secret": (
        {**PRODUCTION, "LINTEL_SECRET_KEY": f"django-insecure-{SECRET}"},
        "LINTEL_SECRET_KEY is an example, not a secret: ",
    ),
    "no database": ({**PRODUCTION, "LINTEL_DATABASE_URL": ""}, "LINTEL_DATABASE_URL is missing: "),
    "no broker": ({**PRODUCTION, "LINTEL_BROKER_URL": ""}, "LINTEL_BROKER_URL is missing: "),
    "debug": ({**PRODUCTION, "LINTEL_DEBUG": "on"}, "LINTEL_DEBUG is 'on': expected 'off' where LINTEL_MODE is "),
}


@pytest.mark.parametrize(("variables", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(variables: dict[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", environment(LINTEL_DATA=str(tmp_path), **variables))

    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(ROOT / "config" / "settings.py"))

    assert str(refused.value).startswith(message)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("command", [("manage.py", "check"), ("-m", "celery", "--app", "config", "report")])
def test_every_process_stops_at_a_misspelt_value(command: tuple[str, ...], tmp_path: Path) -> None:
    ran = python(*command, LINTEL_DATA=str(tmp_path), LINTEL_MODE="prod")

    assert ran.returncode != 0
    assert "LINTEL_MODE is 'prod': expected 'local' or 'production'." in ran.stderr


def test_the_deployment_check_finds_nothing_in_production(tmp_path: Path) -> None:
    ran = python("manage.py", "check", "--deploy", "--fail-level", "INFO", LINTEL_DATA=str(tmp_path), **PRODUCTION)

    assert (ran.stdout, ran.returncode) == ("System check identified no issues (0 silenced).\n", 0), ran.stderr


def test_one_machine_makes_its_secret_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    show = "from config import settings; print(settings.SECRET_KEY)"
    first, second = (python("-c", show, LINTEL_DATA=str(tmp_path)) for _ in range(2))

    assert first.stdout == second.stdout
    assert len(first.stdout) > 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("secret-key*")] == ["secret-key"]


def test_operators_find_every_variable_in_the_documentation(tmp_path: Path) -> None:
    show = "from config.settings import env; print(*env.names)"
    names = python("-c", show, LINTEL_DATA=str(tmp_path)).stdout.split()
    text = (ROOT / "docs" / "operations.md").read_text()

    assert "LINTEL_SECRET_KEY" in names
    assert [name for name in names if f"`{name}`" not in text] == []


def test_a_command_tells_a_refused_setting_in_one_line(tmp_path: Path) -> None:
    told = python("manage.py", "check", LINTEL_DATA=str(tmp_path), LINTEL_LOG_LEVEL="loud")
    expected = "LINTEL_LOG_LEVEL is 'loud': expected 'DEBUG' or 'INFO' or 'WARNING' or 'ERROR'.\n"
    assert (told.returncode, told.stdout, told.stderr) == (1, "", expected)


def test_the_first_administrator_is_made_without_a_terminal(tmp_path: Path) -> None:
    data = {"LINTEL_DATA": str(tmp_path)}
    assert python("manage.py", "migrate", "--verbosity", "0", **data).returncode == 0
    made = python("manage.py", "create_admin", "boss@example.org", LINTEL_ADMIN_PASSWORD="a-quite-long-one", **data)
    assert (made.returncode, made.stdout) == (0, "boss@example.org administers this installation.\n")
