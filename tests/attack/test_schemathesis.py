"""Schemathesis attacks the running API with what its contract allows and forbids, every check, and finds nothing."""

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from reviews.api.protocol import example_values as named
from tests.attack.target import build
from tests.reviews.api.clients import ROOT

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def no_warnings_of_refusals(caplog: pytest.LogCaptureFixture) -> None:
    """Keep thousands of lines about refused requests out of the report of a failure."""
    caplog.set_level(logging.ERROR, "django.request")


pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def attack(server: LiveServer, folder: Path, *options: str) -> str:
    """Build the target, attack it to the end, and return what the tool says; AssertionError for any failure."""
    token = build()
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    done = subprocess.run(
        [*command, f"{server.url}{ROOT}openapi.json", "--no-color", *options],
        cwd=folder,
        env={**os.environ, "LINTEL_ATTACK_TOKEN": token, "LINTEL_ATTACK_HOOKS": str(HERE / "hooks.py")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    # Whoever revoked the token, or left the team, has attacked closed doors.
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert client.get(f"{ROOT}workloads/{named.WORKLOAD}/").status_code == 200
    return done.stdout


def covered(said: str) -> tuple[int, int]:
    """Return how many operations there are, and how many were attacked."""
    found = re.search(r"Selected: (\d+)/(\d+)\s+Tested: (\d+)", said)
    assert found, said[-3_000:]
    assert found[1] == found[2]
    return int(found[2]), int(found[3])


def test_a_short_attack_finds_nothing(live_server: LiveServer, tmp_path: Path) -> None:
    """The examples, a few cases at random of each operation, and a few ways through the links."""
    said = attack(
        live_server,
        tmp_path,
        "--phases",
        "examples,fuzzing,stateful",
        "--max-examples",
        "2",
        "--generation-deterministic",
    )
    operations, attacked = covered(said)
    assert operations == attacked > 80


@pytest.mark.long
def test_a_long_attack_finds_nothing(live_server: LiveServer, tmp_path: Path) -> None:
    """Every boundary of every schema as well, and many more cases at random."""
    said = attack(live_server, tmp_path, "--max-examples", "50")
    operations, attacked = covered(said)
    assert operations == attacked
