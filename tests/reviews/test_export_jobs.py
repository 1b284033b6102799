"""Making exports: claimed by one worker, taken over from a dead one, given up after three, never half a file."""

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.actions import repeats
from accounts.models import IdempotencyKey
from reviews.actions import export_jobs, exports, workloads
from reviews.exports import making
from reviews.exports.contents import Asked
from reviews.models import Export, Finding, Review
from tests.reviews.conftest import Answer, Cast, by

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=timezone.get_default_timezone())


class Clock:
    """A clock that is set by hand and does something each time that somebody looks at it."""

    def __init__(self, *, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def asked(cast: Cast, content: str = "answers", form: str = "csv") -> Export:
    return exports.ask(asked=Asked(cast.viewer, content, form), by=by(cast.viewer, NOW))


def here() -> list[str]:
    place = Path(settings.EXPORTS)
    return sorted(path.name for path in place.iterdir()) if place.exists() else []


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let no test find the files of another."""
    monkeypatch.setattr(settings, "EXPORTS", tmp_path / "exports")
    return tmp_path


def test_it_is_made_once(review: Review, cast: Cast) -> None:
    export = asked(cast)
    assert export_jobs.run(export.pk, clock=Clock())
    assert not export_jobs.run(export.pk, clock=Clock())
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("done", 1)
    assert here() == [export.public_id]


def test_what_is_due_is_assessed_first(answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", assess=False)
    export = asked(cast, "findings")
    export_jobs.run(export.pk, clock=Clock())
    assert Finding.objects.count() == 1
    assert "REL03-BP03" in Path(settings.EXPORTS, export.public_id).read_text()


def test_a_running_one_is_left_alone_until_its_worker_is_silent(review: Review, cast: Cast) -> None:
    export = asked(cast)
    Export.objects.update(state="running", attempts=1, seen_at=NOW - timedelta(seconds=119))
    assert export_jobs.sweep(clock=Clock()) == 0
    assert export_jobs.sweep(clock=Clock(at=NOW + timedelta(seconds=1))) == 1
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("done", 2)


def test_progress_is_told_and_a_worker_that_was_superseded_stops(
    review: Review, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "BATCH", 1)
    for number in range(3):
        workloads.create(team=cast.team, facts=workloads.Facts(name=f"Workload {number}"), by=by(cast.lead))
    export = asked(cast)
    seen: list[tuple[int, int]] = []

    class Watching(Clock):
        def __call__(self) -> datetime:
            row = Export.objects.get()
            seen.append((row.done, row.total))
            if row.done == 2:
                # Somebody took it for dead.
                Export.objects.update(attempts=2)
            return self.at

    assert not export_jobs.run(export.pk, clock=Watching())
    assert seen[-4:] == [(0, 4), (0, 4), (1, 4), (2, 4)] or seen[-3:] == [(0, 4), (1, 4), (2, 4)]
    export.refresh_from_db()
    assert (export.state, export.attempts, here()) == ("running", 2, [])


@pytest.mark.django_db(transaction=True)
def test_a_long_step_leaves_no_silence(review: Review, cast: Cast) -> None:
    export = asked(cast)
    Export.objects.update(state="running", attempts=1, seen_at=NOW - timedelta(minutes=5))
    export.refresh_from_db()
    end = time.monotonic() + 20
    with export_jobs.alive(export, Clock(), seconds=0.01):
        while Export.objects.get().seen_at != NOW and time.monotonic() < end:
            time.sleep(0.01)
    assert Export.objects.get().seen_at == NOW


def test_one_that_is_deleted_meanwhile_leaves_nothing(review: Review, cast: Cast) -> None:
    export = asked(cast)

    class Deleting(Clock):
        def __call__(self) -> datetime:
            Export.objects.filter(state="running").delete()
            return self.at

    assert not export_jobs.run(export.pk, clock=Deleting())
    assert (Export.objects.count(), here()) == (0, [])


def test_what_fails_is_tried_three_times_and_says_so(review: Review, cast: Cast) -> None:
    export = asked(cast)
    # A folder stands where the file should go.
    Path(settings.EXPORTS, export.public_id, "in the way").mkdir(parents=True)
    for attempt in (1, 2, 3):
        with pytest.raises(OSError, match="directory"):
            export_jobs.run(export.pk, clock=Clock())
        export.refresh_from_db()
        assert (export.state, export.attempts, here()) == ("waiting", attempt, [export.public_id])
    assert not export_jobs.run(export.pk, clock=Clock())
    export.refresh_from_db()
    assert (export.state, export.finished_at) == ("failed", NOW)
    assert export.failure.startswith("It was begun 3 times and never came to its end")


def test_keys_are_forgotten_after_a_day(cast: Cast) -> None:
    for hours in (1, 23, 24, 50):
        at = NOW - timedelta(hours=hours)
        IdempotencyKey.objects.create(user=cast.viewer, key=f"{hours}", request_digest="", created_at=at)
    assert repeats.forget_old(at=NOW) == 2
    assert sorted(IdempotencyKey.objects.values_list("key", flat=True)) == ["1", "23"]
