"""docker-compose.yml: valid, in step with the settings, and its containers' very commands run."""

import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
import yaml

from tests.config.processes import ROOT, environment, python

OURS = ("migrate", "web", "worker", "beat")
SECRETS = {
    "LINTEL_SECRET_KEY": "q7Jt0xWv3ZlN8sRb5YcK1mUoD4gHfE9pTiA2yXnQ6uLkVjBwSzGrCehMPa",
    "LINTEL_HOSTS": "lintel.example.com",
    "POSTGRES_PASSWORD": "b6c1f09a",
}
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


def interpolated(text: str) -> str:
    """Return the text as Compose reads it: ${NAME:?why} and ${NAME:-default} replaced, $$ a dollar sign."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        return SECRETS[name] if kind == ":?" else SECRETS.get(name, rest)

    return re.sub(r"\$\{(\w+)(:[?-])([^}]*)\}", value, text).replace("$$", "$")


def test_it_is_valid_against_the_compose_specification() -> None:
    ran = python("-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")

    assert (ran.stdout, ran.returncode) == ("ok -- validation done\n", 0), ran.stdout


def test_images_volumes_and_users() -> None:
    assert {name: service["image"] for name, service in SERVICES.items()} == {
        "postgres": "postgres:15",
        "redis": "redis:7",
        "migrate": "lintel",
        "web": "lintel",
        "worker": "lintel",
        "beat": "lintel",
    }
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert named == set(COMPOSE["volumes"]) == {"data", "postgres", "redis"}
    assert "\nUSER lintel\n" in (ROOT / "Dockerfile").read_text()


def test_only_the_web_server_is_reached_and_only_from_this_machine() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }
    assert SERVICES["web"]["command"][-2:] == ["--bind", "0.0.0.0:8000"]


@pytest.mark.parametrize("name", OURS)
def test_the_environment_is_one_that_the_settings_accept_in_production(name: str, tmp_path: Path) -> None:
    variables = {key: interpolated(text) for key, text in SERVICES[name]["environment"].items()}
    show = (
        "from config import settings as s;"
        "print(s.MODE, s.DEBUG, s.HTTPS, s.DATABASES['default']['HOST'], s.ALLOWED_HOSTS)"
    )
    ran = python("-c", show, **{**variables, "LINTEL_DATA": str(tmp_path)})

    hosts = "['localhost', '127.0.0.1', '[::1]', 'lintel.example.com']"
    assert ran.stdout == f"production False True postgres {hosts}\n", ran.stderr


@pytest.mark.parametrize("name", ["LINTEL_SECRET_KEY", "LINTEL_HOSTS"])
def test_what_has_no_safe_default_has_to_be_given(name: str) -> None:
    assert SERVICES["web"]["environment"][name].startswith(f"${{{name}:?")
    password = SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert password.startswith("${POSTGRES_PASSWORD:?")
    assert password in SERVICES["web"]["environment"]["LINTEL_DATABASE_URL"]


def test_every_lasting_service_says_whether_it_is_well() -> None:
    assert [name for name, service in SERVICES.items() if "healthcheck" not in service] == ["migrate"]


@pytest.fixture
def production(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Yield the containers' environment, with a database of its own on this machine's PostgreSQL, and its Redis."""
    if not os.environ.get("TEST_POSTGRESQL_URL") and not os.environ.get("CI"):
        pytest.skip("TEST_POSTGRESQL_URL and TEST_REDIS_URL name no servers")
    server, name = os.environ["TEST_POSTGRESQL_URL"], f"lintel_compose_{uuid4().hex}"
    variables = {key: interpolated(text) for key, text in SERVICES["web"]["environment"].items()}
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        yield variables | {
            "LINTEL_DATA": str(tmp_path),
            "LINTEL_DATABASE_URL": f"{server.rpartition('/')[0]}/{name}",
            "LINTEL_BROKER_URL": os.environ["TEST_REDIS_URL"],
        }
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.processes
def test_the_containers_commands_run(production: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    variables = environment(HOSTNAME=socket.gethostname(), **production)

    def here(words: list[str]) -> list[str]:
        """Return the command with this machine's Python, port and data folder in place of the container's."""
        command = ["sh", "-c", *words[1:]] if words[0] == "CMD-SHELL" else [word for word in words if word != "CMD"]
        local = [interpolated(word).replace("8000", port).replace("/data", str(tmp_path)) for word in command]
        return [re.sub(r"^python\b", shlex.quote(sys.executable), word) for word in local]

    assert subprocess.run(here(SERVICES["migrate"]["command"]), cwd=ROOT, env=variables, check=False).returncode == 0
    with ExitStack() as stack:
        running = {}
        for name in ("web", "worker", "beat"):
            process = subprocess.Popen(here(SERVICES[name]["command"]), cwd=ROOT, env=variables)
            stack.callback(process.wait)
            stack.callback(process.kill)
            running[name] = process
        for name in running:
            wait_until_well(here(SERVICES[name]["healthcheck"]["test"]), variables)
        answer = unredirected(f"http://127.0.0.1:{port}/")
        assert (answer.code, answer.headers["Location"]) == (301, f"https://127.0.0.1:{port}/")
        for process in running.values():
            process.terminate()
        assert {name: process.wait(20) for name, process in running.items()} == {"web": 0, "worker": 0, "beat": 0}


@pytest.mark.processes
def test_postgresql_is_the_one_that_the_suite_runs_on(production: dict[str, str]) -> None:
    with closing(psycopg2.connect(production["LINTEL_DATABASE_URL"])) as connection:
        major = connection.server_version // 10_000

    assert SERVICES["postgres"]["image"] == f"postgres:{major}"


def wait_until_well(check: list[str], variables: dict[str, str]) -> None:
    """Return once the health check passes; fails after half a minute with what it said."""
    deadline = time.monotonic() + 30
    while (ran := subprocess.run(check, cwd=ROOT, env=variables, capture_output=True, check=False)).returncode:
        assert time.monotonic() < deadline, (check, ran.stdout, ran.stderr)
        time.sleep(0.2)


def unredirected(url: str) -> urllib.error.HTTPError:
    """Return the answer that sends elsewhere, without going there."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *arguments: object) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay).open(url, timeout=5)
    return answer.value
