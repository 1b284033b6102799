"""An export whose worker dies: another worker makes it, and no half file is ever where it could be sent."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from reviews import queue
from reviews.actions import exports
from reviews.exports.contents import Asked
from reviews.models import Export
from tests.faults.conftest import Begin
from tests.faults.installation import A_MINUTE, Installation, until
from tests.reviews.conftest import Cast, by

pytestmark = pytest.mark.processes

#: Enough for a file that takes a while.
WORKLOADS = 60


@pytest.fixture
def export(begin: Begin, cast: Cast, installation: Installation) -> Export:
    """An export of everything that nobody has been told of yet."""
    begin(WORKLOADS)
    asked = exports.ask(asked=Asked(cast.viewer, "portfolio", "json"), by=by(cast.viewer, timezone.now()))
    queue.settle(A_MINUTE)
    installation.broker.wipe()
    return asked


def at_once(condition: Callable[[], object]) -> None:
    """Wait for what passes quickly."""
    end = time.monotonic() + A_MINUTE
    while not condition():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.002)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_worker_killed_in_mid_export_leaves_it_to_be_made_again(
    installation: Installation, export: Export, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    half = folder / f"{export.public_id}.1" / "whole"
    worker = installation.worker()
    installation.publish("reviews.export", export.pk)
    at_once(lambda: half.exists() and half.stat().st_size)
    worker.kill()

    export.refresh_from_db()
    assert (export.state, export.attempts) == ("running", 1)
    assert names(folder) == [f"{export.public_id}.1"]
    with pytest.raises(json.JSONDecodeError):
        json.loads(half.read_text(errors="ignore"))

    # Two minutes pass, in which nobody tells of it.
    Export.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    installation.worker()
    installation.publish("reviews.sweep_exports")

    until(lambda: Export.objects.get().state == "done")
    done = Export.objects.get()
    assert (done.attempts, done.done, done.total) == (2, WORKLOADS, WORKLOADS)
    whole = json.loads((folder / export.public_id).read_text())
    assert len(whole["workloads"]) == WORKLOADS
    installation.publish("reviews.clean_exports")
    until(lambda: names(folder) == [export.public_id], what="What the dead worker had begun stayed.")
