"""What every test shares: the long ones' switch, and a database and a broker of the run's own."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from config.celery import app
from pillars import reading
from pillars.compiling import compiled


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shots", metavar="DIR", help="keep a picture of every page in this folder")
    parser.addoption("--long", action="store_true", help="run the tests marked long as well")


def pytest_configure(config: pytest.Config) -> None:
    # What makes a password slow to guess makes every test that needs people slow.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Left out rather than skipped: a run without --long that reports a skip has found something.
    if not config.getoption("--long"):
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Put SQLite's test database into a file: in memory, threads share a lock that nobody waits for."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the run's messages and files away from what serves the same checkout; returns the run's data folder."""
    data = tmp_path_factory.mktemp("data")
    settings.EXPORTS = data / "exports"
    if app.conf.broker_url.startswith("filesystem:"):
        (data / "broker" / "messages").mkdir(parents=True)
        app.conf.broker_transport_options = {
            **app.conf.broker_transport_options,
            "data_folder_in": str(data / "broker" / "messages"),
            "data_folder_out": str(data / "broker" / "messages"),
            "control_folder": str(data / "broker" / "control"),
        }
    return data


@pytest.fixture(autouse=True)
def counts_of_ones_own(own_data: Path) -> Iterator[None]:
    """Let each test count requests and attempts from nought, and the API's clients ask as often as they like."""
    with override_settings(COUNTS=str(own_data / "counts" / uuid.uuid4().hex), API_RATE=0):
        yield


@pytest.fixture(autouse=True)
def fresh_lenses() -> Iterator[None]:
    """Forget the compiled lenses after each test: a version's id means another one once its test is rolled back."""
    yield
    compiled.cache_clear()
    reading.lens.cache_clear()


@pytest.fixture
def own_environment(transactional_db: None, own_data: Path) -> dict[str, str]:
    """Return the LINTEL_* variables with which another process shares this test's database and broker."""
    database = connection.settings_dict
    url = f"sqlite://{quote(str(database['NAME']))}"
    if connection.vendor == "postgresql":
        user = ":".join(quote(str(database[part]), safe="") for part in ("USER", "PASSWORD"))
        url = f"postgresql://{user}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    variables = {"LINTEL_DATA": str(own_data), "LINTEL_DATABASE_URL": url}
    if not app.conf.broker_url.startswith("filesystem:"):
        variables["LINTEL_BROKER_URL"] = app.conf.broker_url
    return variables
