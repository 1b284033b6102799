#!/usr/bin/env python3
"""Set Lintel up and start it on this machine, run its tests, or run one of its management commands.

    python3 run.py [--port N] [--host ADDRESS] [--data DIR] [--no-demo]
    python3 run.py test [--data DIR] [--long] [any option of pytest]
    python3 run.py manage [--data DIR] COMMAND ...

Needs Python 3.11 or newer with venv, and the Python package index, and nothing else. Everything that it writes lies in
the data folder (default .data), except the virtual environment (default .venv; LINTEL_VENV names another).
"""

import argparse
import contextlib
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
OLDEST_PYTHON = (3, 11)
START_SECONDS = 60
STOP_SECONDS = 15
SERVER = ("gunicorn", "--config", os.path.join(HERE, "config", "gunicorn.py"), "--log-level", "warning", "--bind")
CELERY = ("celery", "--app", "config", "--quiet")
WORKER = (*CELERY, "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "WARNING",
          "--without-gossip", "--without-mingle", "--without-heartbeat")  # fmt: skip
BEAT = (*CELERY, "beat", "--pidfile=", "--loglevel", "WARNING")


class Refusal(Exception):
    """What stands in the way, in one line that says what to do."""


def say(text: str) -> None:
    """Print a line of progress; standard output belongs to what was asked for."""
    print(text, file=sys.stderr, flush=True)


def check_python() -> None:
    """Raise Refusal where this Python cannot carry Lintel."""
    if sys.version_info < OLDEST_PYTHON:
        raise Refusal(
            f"Lintel needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer, and this is Python "
            f"{sys.version_info[0]}.{sys.version_info[1]}: install one and start run.py with it."
        )
    if not importlib.util.find_spec("venv") or not (shutil.which("uv") or importlib.util.find_spec("ensurepip")):
        raise Refusal("This Python lacks venv: install it (on Debian and Ubuntu: sudo apt install python3-venv).")


def held(folder: str, refusal: str = "") -> int:
    """Return a handle that keeps others out of the folder until this process ends.

    Raises Refusal with the given text where somebody else is in it; without a text, waits.
    """
    import fcntl  # absent on Windows, where the version check should still speak first

    os.makedirs(folder, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if refusal else 0))
    except BlockingIOError as error:
        raise Refusal(refusal) from error
    return handle


def installed(lock: str) -> str:
    """Make the virtual environment hold what the lock file lists, and return its Python's path."""
    folder = os.path.abspath(os.path.expanduser(os.environ.get("LINTEL_VENV") or os.path.join(HERE, ".venv")))
    python = os.path.join(folder, "bin", "python")
    stamp = os.path.join(folder, "installed-" + lock)
    with open(os.path.join(HERE, lock), "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    handle = held(folder)
    try:
        packages = os.path.join(folder, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages")
        usable = os.access(python, os.X_OK) and os.path.isdir(packages)
        if not usable or read(stamp) != wanted:
            install(folder, python, lock, clear=not usable)
            with open(stamp, "w") as file:
                file.write(wanted)
    finally:
        os.close(handle)
    return python


def read(path: str) -> str:
    """Return the file's text, or "" where there is no such file."""
    try:
        with open(path) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def install(folder: str, python: str, lock: str, *, clear: bool) -> None:
    """Make the virtual environment and install the lock file's packages; raises Refusal where that fails."""
    say(f"Installing Lintel's dependencies into {folder} (about a minute, the first time only).")
    uv = shutil.which("uv")
    make = [sys.executable, "-m", "venv", *["--without-pip"] * bool(uv), *["--clear"] * clear, folder]
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    installer = [uv, "pip", "install", "--python", python] if uv else pip
    for command in (make, [*installer, "--require-hashes", "--requirement", os.path.join(HERE, lock)]):
        if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
            raise Refusal("The installation failed (see above): check the network and the free space, and start again.")


def environment(data: str) -> "dict[str, str]":
    """Return the variables of every process that is started."""
    return dict(os.environ, LINTEL_DATA=data, DJANGO_SETTINGS_MODULE="config.settings", PYTHONUNBUFFERED="1")


def test(arguments: "list[str]", data: str) -> None:
    """Become pytest over the whole suite, on as many cores as help."""
    python = installed("requirements-dev.txt")
    os.chdir(HERE)
    cores = str(min(os.cpu_count() or 1, 4))
    command = [python, "-m", "pytest", "--numprocesses", cores, "--dist", "worksteal", *arguments]
    os.execve(python, command, environment(os.path.join(data, "test")))


def manage(arguments: "list[str]", data: str) -> None:
    """Become a management command, whose output stays its own."""
    python = installed("requirements.txt")
    os.execve(python, [python, os.path.join(HERE, "manage.py"), *arguments], environment(data))


def check_address(host: str, port: int) -> None:
    """Raise Refusal where nothing can listen there, or where no name would be answered."""
    if host in ("0.0.0.0", "::") and not os.environ.get("LINTEL_HOSTS"):  # noqa: S104
        raise Refusal(f"--host {host} also needs LINTEL_HOSTS: the names, separated by commas, that browsers use.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise Refusal(
            f"Cannot listen on {host} port {port} ({error.strerror or error}): "
            "stop what uses it, or choose another with --port N."
        ) from error


def serve(options: argparse.Namespace) -> None:
    """Prepare the data, start the three processes, and stay until a signal or one of them ends it."""
    check_address(options.host, options.port)
    lock = held(options.data, f"Lintel already runs on {options.data}: stop it, or name another folder with --data.")
    python = installed("requirements.txt")
    options.variables = environment(options.data)
    options.variables["LINTEL_HOSTS"] = ",".join(filter(None, [os.environ.get("LINTEL_HOSTS"), options.host]))
    # What the processes keep for a moment lies in the data folder as well.
    options.variables["TMPDIR"] = os.path.join(options.data, "tmp")
    os.makedirs(options.variables["TMPDIR"], exist_ok=True)
    say(f"Preparing the database in {options.data}.")
    prepare = [python, os.path.join(HERE, "manage.py"), "prepare", "--host", options.host]
    done = subprocess.run(
        prepare + ["--no-demo"] * options.no_demo,
        env=options.variables, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refusal("Lintel was not started: see the line above.")
    bind = f"[{options.host}]:{options.port}" if ":" in options.host else f"{options.host}:{options.port}"
    commands = {"web server": (*SERVER, bind), "worker": WORKER, "beat": BEAT}
    stay(python, commands, options, done.stdout.splitlines())
    os.close(lock)


def stay(
    python: str, commands: "dict[str, tuple[str, ...]]", options: argparse.Namespace, sign_ins: "list[str]"
) -> None:
    """Run the commands until a signal comes; raises Refusal where one ends by itself. Leaves no process."""
    signals: "list[int]" = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: signals.append(number))
    processes: "dict[str, subprocess.Popen[bytes]]" = {}
    try:
        for name, command in commands.items():
            # A session of its own: Ctrl-C in a terminal reaches this process alone, which stops the others in order.
            processes[name] = subprocess.Popen(
                [python, "-m", *command],
                env=options.variables,
                cwd=HERE,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not signals and not answers(options):
            check_running(processes)
            if time.monotonic() > deadline:
                raise Refusal(f"No page could be served within {START_SECONDS} seconds: see above.")
            time.sleep(0.1)
        if not signals:
            announce(options, sign_ins)
        while not signals:
            check_running(processes)
            time.sleep(0.1)
        say("Stopping.")
    finally:
        stop(list(processes.values()))


def check_running(processes: "dict[str, subprocess.Popen[bytes]]") -> None:
    """Raise Refusal where one of the processes has ended."""
    for name, process in processes.items():
        if process.poll() is not None:
            raise Refusal(
                f"The {name} ended by itself (status {process.returncode}), so the rest was stopped: see above."
            )


def stop(processes: "list[subprocess.Popen[bytes]]") -> None:
    """End every process, politely first, and whatever it started."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"Process {process.pid} does not stop: ending it.")
        # ESRCH, or EPERM on macOS: nothing is left of its group.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(options: argparse.Namespace) -> bool:
    """Tell whether pages can be served by now."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)  # noqa: S104
    url = f"http://[{host}]:{options.port}/healthz" if ":" in host else f"http://{host}:{options.port}/healthz"
    try:
        # Without the proxies that the environment may name: the question is for this machine.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def announce(options: argparse.Namespace, sign_ins: "list[str]") -> None:
    """Print where Lintel is and who can sign in."""
    local = options.host in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "::")  # noqa: S104
    print(f"\nLintel is ready: http://{'localhost' if local else options.host}:{options.port}")
    if sign_ins:
        print("Sign in with one of these (e-mail, password):", *sign_ins, sep="\n  ")
    else:
        print("The first administrator is made with: python3 run.py manage create_admin EMAIL")
    print("Stop with Ctrl-C.\n", flush=True)


def split(arguments: "list[str]") -> "tuple[list[str], str, list[str]]":
    """Return run.py's own options, then "test", "manage" or "", then what follows it, as it stands."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] in ("--data", "--port", "--host") else 1
    own, kind, rest = arguments[:at], "".join(arguments[at : at + 1]), arguments[at + 1 :]
    while rest and rest[0].partition("=")[0] == "--data":
        taken = 1 if "=" in rest[0] else 2
        own, rest = own + rest[:taken], rest[taken:]
    return own, kind, rest


def parsed(arguments: "list[str]") -> argparse.Namespace:
    """Return the options, with what is to be done as `kind` and its own arguments as `rest`."""
    parser = argparse.ArgumentParser(
        prog="run.py", usage=argparse.SUPPRESS, description=__doc__, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    data = os.environ.get("LINTEL_DATA") or os.path.join(HERE, ".data")
    parser.add_argument("--data", default=data, metavar="DIR", help="the folder of everything that is written")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="default 8000")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default 127.0.0.1")
    parser.add_argument("--no-demo", action="store_true", help="start without the demo portfolio")
    own, kind, rest = split(arguments)
    options = parser.parse_args(own)
    if kind not in ("", "test", "manage"):
        parser.error(f"{kind} is not known: expected test or manage")
    options.kind, options.rest = kind, rest
    options.data = os.path.abspath(os.path.expanduser(options.data))
    return options


def interrupted(number: int, frame: object) -> None:
    """Treat every request to stop alike while things are being set up."""
    raise KeyboardInterrupt


def main(arguments: "list[str]") -> int:
    """Do what the arguments ask and return the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupted)
    try:
        check_python()
        options = parsed(arguments)
        if options.kind == "test":
            test(options.rest, options.data)
        elif options.kind == "manage":
            manage(options.rest, options.data)
        else:
            serve(options)
    except Refusal as refusal:
        say(f"run.py: {refusal}")
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
