"""The demo portfolio, loaded once for all tests of a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from pillars import reading
from pillars.compiling import compiled
from pillars.loading import load_lens
from reviews.demo.loading import load


@pytest.fixture(scope="module")
def demo_portfolio(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the lens and the demo as of now; take everything away again after the module's last test."""
    with django_db_blocker.unblock():
        load_lens(Path(settings.BASE_DIR, "fixtures", "lenses", "rel03.json").read_bytes(), at=timezone.now())
        load(at=timezone.now())
        # Other modules' lens versions may have had the same ids.
        compiled.cache_clear()
        reading.lens.cache_clear()
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def demo(demo_portfolio: None, db: None) -> None:
    """The demo portfolio in a transaction of the test's own."""
