"""Counts that processes share: exact, over at the end of their span, and never in the way."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.test import override_settings

from accounts import counting
from config.celery import app
from tests.config.processes import ROOT, environment
from tests.faults.gate import Gate

DAY = 24 * 60 * 60

EACH = 1500

#: Says that it is ready, waits for a word, counts the same thing many times, and prints what it is told.
COUNTING = """
import django, sys
django.setup()
from accounts import counting
print("ready", flush=True)
sys.stdin.readline()
print(*[counting.count(sys.argv[1], seconds=86400).number for _ in range(int(sys.argv[2]))])
"""


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands, in seconds, 20 before a minute ends."""
    clock = [1_800_000_040.0]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    return clock


@pytest.fixture(params=["files", "broker"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where it is counted: in files, and where the run has a Redis, there too."""
    if request.param == "broker" and app.conf.broker_url.startswith("redis"):
        return str(app.conf.broker_url)
    return str(tmp_path / "counts")


@pytest.mark.processes
def test_processes_share_a_count_and_none_is_lost_or_doubled(own_environment: dict[str, str]) -> None:
    variables = {**own_environment, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", COUNTING, f"shared {time.time()}", str(EACH)]
    started = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment(**variables), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    numbers = [int(number) for process in started for number in process.communicate(timeout=60)[0].split()]
    assert sorted(numbers) == list(range(1, 2 * EACH + 1))


def test_a_span_ends_for_everybody_at_once(store: str, now: list[float]) -> None:
    what = f"span {time.monotonic()}"
    with override_settings(COUNTS=store):
        counted = [counting.count(what, seconds=60) for _ in range(3)]
        assert counted == [counting.Count(1, 20), counting.Count(2, 20), counting.Count(3, 20)]
        assert counting.count(f"other {what}", seconds=60) == counting.Count(1, 20)
        now[0] += 19.9
        assert counting.count(what, seconds=60) == counting.Count(4, 1)
        now[0] += 0.1
        assert counting.count(what, seconds=60) == counting.Count(1, 60)
        counting.forget(what, seconds=60)
        assert counting.count(what, seconds=60) == counting.Count(1, 60)


def test_files_of_spans_that_are_over_are_deleted(tmp_path: Path, now: list[float]) -> None:
    with override_settings(COUNTS=str(tmp_path / "counts")):
        for minute in range(5):
            now[0] += 60 * minute
            for what in ("one", "another"):
                counting.count(what, seconds=60)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def test_a_store_that_is_silent_is_left_alone_after_the_first_time(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate()
    gate.silence()
    try:
        with override_settings(COUNTS=f"redis://127.0.0.1:{gate.port}/0"):
            assert counting.count("anything", seconds=60) is None
            tried = gate.accepted
            assert tried > 0
            assert counting.count("anything", seconds=60) is None
            counting.forget("anything", seconds=60)
            assert gate.accepted == tried
    finally:
        gate.shut()
    assert len([record for record in caplog.records if "does not answer" in record.message]) == 1


def test_who_reads_the_store_finds_no_names(tmp_path: Path) -> None:
    with override_settings(COUNTS=str(tmp_path)):
        counting.count("sign-in mei@example.org 203.0.113.9", seconds=60)
    assert not [path for path in tmp_path.rglob("*") if "mei" in path.name or "203" in path.name]
