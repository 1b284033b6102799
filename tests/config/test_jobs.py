"""The queue's wiring: publishing never keeps a person waiting, and an absence of the worker leaves no storm."""

import socket
from pathlib import Path

import pytest

from config.celery import app
from tests.config.processes import python

PUBLISH = """
import time
from celery.exceptions import OperationalError
from config.celery import app
app.connection_for_write().transport  # what is imported once is not what is measured
began = time.monotonic()
try:
    app.send_task("reviews.sweep")
except OperationalError:
    print(time.monotonic() - began)
"""


def test_beat_asks_only_for_tasks_that_exist_and_lets_them_expire() -> None:
    app.loader.import_default_modules()

    names = ("sweep", "sweep_exports", "sweep_imports", "clean_exports", "forget_repeats")
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} == {f"reviews.{name}" for name in names}
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["schedule"] <= 30
        assert entry["options"]["expires"] <= entry["schedule"]


@pytest.mark.parametrize("listening", [True, False], ids=["accepts and stays silent", "refuses"])
def test_publishing_gives_up_within_a_second(listening: bool, tmp_path: Path) -> None:
    with socket.socket() as broker:
        broker.bind(("127.0.0.1", 0))
        if listening:
            broker.listen()
        url = f"redis://127.0.0.1:{broker.getsockname()[1]}/0"
        ran = python("-c", PUBLISH, LINTEL_DATA=str(tmp_path), LINTEL_BROKER_URL=url)

    assert ran.stdout, ran.stderr
    assert float(ran.stdout) < 1
