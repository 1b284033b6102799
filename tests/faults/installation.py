"""One installation under test: its processes, started by the very commands of ``run.py``, and its broker."""

import json
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from celery import Celery
from django.db import connection, transaction

import run
from tests.config.processes import ROOT, environment
from tests.faults.brokers import Broker

#: What was left undone is done within a minute of the return of what was missing.
A_MINUTE = 60.0


def until(condition: Callable[[], object], *, seconds: float = A_MINUTE, what: str = "") -> None:
    """Wait for the condition; AssertionError with what was expected once the seconds are over."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what or "It did not happen in time."
        time.sleep(0.05)


class Process:
    """A process of the installation and the log that it writes."""

    def __init__(self, command: list[str], variables: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as errors:
            self.popen = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(**variables),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def kill(self) -> None:
        """End it at once (-9), in the midst of whatever it does."""
        with self.popen:
            self.popen.kill()

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.popen.poll() is None

    def told(self, pattern: str) -> int:
        """Return how often its log matches the pattern."""
        return len(re.findall(pattern, self.log.read_text()))


class Desk(Process):
    """A process that goes on saving answers, as a web server does."""

    def leave(self) -> None:
        """Let it end by itself."""
        self.popen.communicate(timeout=A_MINUTE)

    def save(self, review: int, **states: str) -> float:
        """Answer items by their short codes; return how many seconds the save took."""
        assert self.popen.stdin
        assert self.popen.stdout
        self.popen.stdin.write(json.dumps({"review": review, "states": states}) + "\n")
        self.popen.stdin.flush()
        answered = select.select([self.popen.stdout], [], [], 30)[0]
        line = self.popen.stdout.readline() if answered else ""
        assert line, f"The save did not return:\n{self.log.read_text()}"
        return float(json.loads(line)["seconds"])


class Installation:
    """Starts processes on one database and one broker, and ends what is left of them."""

    def __init__(self, variables: dict[str, str], broker: Broker, logs: Path) -> None:
        self.broker = broker
        self._variables = {**variables, **broker.variables, "LINTEL_LOG_LEVEL": "INFO"}
        self._logs = logs
        self._started: list[Process] = []
        self._publisher = Celery("faults", broker=broker.url, set_as_current=False)
        self._publisher.conf.broker_transport_options = broker.options

    def worker(self) -> Process:
        """Start a worker."""
        number = len(self._started)
        return self._start([*run.WORKER, "--loglevel", "INFO", "--hostname", f"worker{number}@%h"], "worker")

    def beat(self) -> Process:
        """Start beat, which asks for a sweep every 15 seconds."""
        return self._start([*run.BEAT], "beat")

    def desk(self, **variables: str) -> Desk:
        """Start a process that saves answers; the variables replace the installation's."""
        command = [sys.executable, "-m", "tests.faults.desk"]
        desk = Desk(command, self._variables | variables, self._logs / f"{len(self._started)}-desk.log")
        self._started.append(desk)
        return desk

    def publish(self, task: str, *args: int, expires: datetime | None = None) -> None:
        """Ask for a task, as any process of the installation may."""
        self._publisher.send_task(task, args=args, expires=expires, ignore_result=True)

    def stop(self) -> None:
        """Kill what still runs."""
        for process in self._started:
            process.kill()
        self._publisher.close()

    def _start(self, arguments: list[str], name: str) -> Process:
        log = self._logs / f"{len(self._started)}-{name}.log"
        process = Process([sys.executable, "-m", *arguments], self._variables, log)
        self._started.append(process)
        return process


@contextmanager
def held(table: str) -> Iterator[None]:
    """Keep a table as it is until the block ends: who assesses stands in mid-task, at its first write of it.

    SQLite has one lock for writing, which any transaction of ours takes.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN EXCLUSIVE MODE")
        yield


def waiting_for_locks() -> int:
    """Return how many other connections stand at a lock of this PostgreSQL database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def stand_in_task(*workers: Process, tasks: int = 1) -> bool:
    """Whether each worker has begun so many tasks and ended none; on PostgreSQL, that each of them stands at a lock."""
    if any(worker.told("Task .* received") < tasks or worker.told("Task .* succeeded") for worker in workers):
        return False
    return connection.vendor != "postgresql" or waiting_for_locks() >= tasks * len(workers)
