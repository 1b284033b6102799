"""A PostgreSQL database of the benchmark's own. Importing this points Django at it; ``template`` makes and drops it.

The server is ``BENCH_SERVER``, a URL without a database, and needs a role that may create databases.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import django
import psycopg2

SERVER = os.environ.get("BENCH_SERVER", "postgresql://postgres@127.0.0.1:5432")
NAME = f"lintel_bench_{os.getpid()}"

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["LINTEL_DATABASE_URL"] = f"{SERVER}/{NAME}"
_data = tempfile.TemporaryDirectory(prefix="lintel-bench-")  # removed when the process ends
os.environ["LINTEL_DATA"] = _data.name
django.setup()

from django.core.management import call_command  # noqa: E402 - after the setup
from django.db import connection  # noqa: E402 - after the setup


@contextmanager
def template() -> Iterator[None]:
    """Make the database with all its tables, and drop it in the end."""
    with _dropped_in_the_end(f'CREATE DATABASE "{NAME}"', NAME):
        call_command("migrate", verbosity=0)
        yield


@contextmanager
def copy(label: str = "copy") -> Iterator[str]:
    """Point Django at a fresh copy of the database as it is now, and back in the end; gives the copy's name.

    So everything that is measured begins with the same rows, indexes and statistics.
    """
    name = f"{NAME}_{label}"
    connection.close()
    with _dropped_in_the_end(f'CREATE DATABASE "{name}" TEMPLATE "{NAME}"', name):
        before = connection.settings_dict["NAME"]
        connect(name)
        yield name
        connect(before)


def connect(name: str) -> None:
    """Point Django at another of the databases made here."""
    connection.close()
    connection.settings_dict["NAME"] = name


def url(name: str) -> str:
    """Return where another client finds a database."""
    return f"{SERVER}/{name}"


@contextmanager
def _dropped_in_the_end(statement: str, name: str) -> Iterator[None]:
    server = psycopg2.connect(f"{SERVER}/postgres")
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(statement)
        try:
            yield
        finally:
            connection.close()
            cursor.execute(f'DROP DATABASE "{name}"')
    server.close()
