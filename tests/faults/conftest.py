"""An installation of the test's own, and reviews of one team."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from config.celery import app
from pillars.models import LensVersion
from reviews.actions import reviews, workloads
from reviews.models import Review
from tests.faults.brokers import Broker, Files, Redis
from tests.faults.installation import Installation
from tests.reviews.conftest import Cast, by, cast, rel03

__all__ = ["cast", "rel03"]

Begin = Callable[[int], list[Review]]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """The run's kind of broker, empty, and reached by nobody but this test."""
    url = app.conf.broker_url
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own: Broker = Files(tmp_path) if url.startswith("filesystem:") else Redis(url, run=number)
    yield own
    own.close()


@pytest.fixture
def installation(own_environment: dict[str, str], broker: Broker, tmp_path: Path) -> Iterator[Installation]:
    """The test's processes, on its database and its broker."""
    installation = Installation({**own_environment, "LINTEL_DATA": str(tmp_path)}, broker, tmp_path)
    yield installation
    installation.stop()


@pytest.fixture
def begin(transactional_db: None, cast: Cast, rel03: LensVersion) -> Begin:
    """Begin reviews of new workloads, three days ago."""

    def many(count: int) -> list[Review]:
        who = by(cast.lead, timezone.now() - timedelta(days=3))
        made = [
            workloads.create(team=cast.team, facts=workloads.Facts(name=f"Ledger {n}"), by=who) for n in range(count)
        ]
        return [reviews.start(workload=workload, version=rel03, by=who) for workload in made]

    return many
