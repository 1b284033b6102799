"""`/healthz` says whether pages can be served, to anybody."""

from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.config.processes import python

ASK = """
import django; django.setup()
from django.test import Client
answer = Client().get("/healthz", headers={"host": "localhost"})
print(answer.status_code, answer.content.decode(), end="")
"""


@pytest.mark.django_db
def test_it_answers_200_where_every_migration_is_applied(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Content-Type"] == "text/plain"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_answers_503_while_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"1 migrations are not applied\n")


def test_it_answers_503_where_the_database_is_away(tmp_path: Path) -> None:
    ran = python(
        "-c",
        ASK,
        DJANGO_SETTINGS_MODULE="config.settings",
        LINTEL_DATA=str(tmp_path),
        LINTEL_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
    )

    assert ran.stdout == "503 the database does not answer\n", ran.stderr


def test_writing_to_it_is_refused(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
