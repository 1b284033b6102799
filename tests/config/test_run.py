"""run.py as people meet it: it starts, it stops, and it says in one line what stands in the way."""

import ast
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import pytest

from tests.config.processes import ROOT, environment, python

pytestmark = pytest.mark.processes

# The suite's own environment already holds what run.py would install.
VENV = {"LINTEL_VENV": sys.prefix}


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return python("run.py", *arguments, **{**VENV, **variables})


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def alive_below(pid: int) -> set[int]:
    """Return the processes that descend from this one."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(pid): int(parent) for pid, parent in map(str.split, rows.splitlines())}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def still_alive(pids: set[int]) -> set[int]:
    rows = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    return pids & {int(pid) for pid, state in map(str.split, rows.splitlines()) if not state.startswith("Z")}


def command_of(pid: int) -> str:
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout


@contextmanager
def started(data: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Start Lintel and yield the process with what it printed until it was ready; ends it where the test has not."""
    command = [sys.executable, "run.py", "--no-demo", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(**VENV), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Stop with"):
                break
        try:
            yield process, lines
        finally:
            process.terminate()


def test_it_starts_serves_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    for _ in range(2):  # the second start finds what the first one left
        with started(tmp_path, port) as (process, lines):
            assert f"Lintel is ready: http://localhost:{port}\n" in lines
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                assert answer.status == 200
            family = alive_below(process.pid)
            assert len(family) >= 5  # the web server and its two workers, the worker, beat
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)

            assert (process.returncode, said.splitlines()[-1]) == (0, "Stopping.")
            assert time.monotonic() - began < 10
            assert still_alive(family) == set()
    assert {"lintel.sqlite3", "secret-key", "broker"} <= {path.name for path in tmp_path.iterdir()}


def test_where_one_process_dies_the_rest_is_stopped(tmp_path: Path) -> None:
    with started(tmp_path, free_port()) as (process, _):
        family = alive_below(process.pid)
        os.kill(next(pid for pid in family if " beat " in command_of(pid)), signal.SIGKILL)
        _, said = process.communicate(timeout=30)

    assert process.returncode == 1
    assert said.splitlines()[-1] == (
        "run.py: The beat ended by itself (status -9), so the rest was stopped: see above."
    )
    assert still_alive(family) == set()


def test_a_management_command_has_standard_output_to_itself(tmp_path: Path) -> None:
    ran = run("manage", "--data", str(tmp_path), "version")

    assert (ran.stdout, ran.returncode) == (f"{django.get_version()}\n", 0)


def test_a_taken_port_is_said_before_anything_is_installed(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = run("--port", str(port), "--data", str(tmp_path / "data"), LINTEL_VENV=str(tmp_path / "venv"))

    assert (ran.returncode, ran.stderr) == (
        1,
        f"run.py: Cannot listen on 127.0.0.1 port {port} (Address already in use): "
        "stop what uses it, or choose another with --port N.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_two_at_once_on_one_folder_are_refused(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    ran = run("--port", str(free_port()), "--data", str(tmp_path))
    os.close(folder)

    assert (ran.returncode, ran.stderr) == (
        1,
        f"run.py: Lintel already runs on {tmp_path}: stop it, or name another folder with --data.\n",
    )


def test_an_installation_that_fails_says_so_last(tmp_path: Path) -> None:
    bare = {"PATH": "/usr/bin:/bin", "PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_RETRIES": "0"}
    ran = run("manage", "--data", str(tmp_path / "data"), "version", LINTEL_VENV=str(tmp_path / "venv"), **bare)

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines()[-1] == (
        "run.py: The installation failed (see above): check the network and the free space, and start again."
    )


PYTHONS = {
    "too old": (
        "sys.version_info = (3, 9, 2)",
        "Lintel needs Python 3.11 or newer, and this is Python 3.9: install one and start run.py with it.",
    ),
    "without venv": (
        "sys.modules['venv'] = None",
        "This Python lacks venv: install it (on Debian and Ubuntu: sudo apt install python3-venv).",
    ),
    "without what venv needs": (
        "sys.modules['ensurepip'] = None",
        "This Python lacks venv: install it (on Debian and Ubuntu: sudo apt install python3-venv).",
    ),
}


@pytest.mark.parametrize(("change", "message"), PYTHONS.values(), ids=PYTHONS.keys())
def test_a_python_that_cannot_carry_it_is_told_what_to_do(change: str, message: str, tmp_path: Path) -> None:
    ran = python("-c", f"import sys; {change}; import run; sys.exit(run.main([]))", PATH="/usr/bin:/bin", **VENV)

    assert (ran.returncode, ran.stderr) == (1, f"run.py: {message}\n")


def test_an_old_python_can_read_the_file_at_all() -> None:
    ast.parse((ROOT / "run.py").read_text(), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("serve",), "serve is not known: expected test or manage"),
        (("--prot", "80"), "unrecognized arguments: --prot"),
        (("--port", "eighty"), "argument --port: invalid int value: 'eighty'"),
    ],
)
def test_an_argument_that_is_not_known_is_refused(arguments: tuple[str, ...], message: str) -> None:
    ran = run(*arguments)

    assert ran.returncode == 2
    assert message in ran.stderr


def test_every_address_needs_the_names_it_is_reached_by(tmp_path: Path) -> None:
    ran = run("--host", "0.0.0.0", "--port", str(free_port()), "--data", str(tmp_path))

    assert (ran.returncode, ran.stderr) == (
        1,
        "run.py: --host 0.0.0.0 also needs LINTEL_HOSTS: the names, separated by commas, that browsers use.\n",
    )
