"""Imports that wait for a worker: several workloads, or a large file. Run here by the task that a worker runs."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Event, Membership
from pillars.models import LensVersion
from reviews import tasks
from reviews.actions import reviews, workloads
from reviews.models import Import, Item, Review
from tests.reviews.answer_files import IMPORTS, csv_of, exported, rows_of, send
from tests.reviews.api.clients import client_of
from tests.reviews.codes import ITEMS
from tests.reviews.conftest import Answer, Cast, by


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Keep the files that wait in a folder of the test's own."""
    settings.IMPORTS = tmp_path / "imports"
    return tmp_path / "imports"


@pytest.fixture
def second(cast: Cast, rel03: LensVersion) -> Review:
    """A review of another workload of the team."""
    workload = workloads.create(team=cast.team, facts=workloads.Facts(name="Billing"), by=by(cast.lead))
    return reviews.start(workload=workload, version=rel03, by=by(cast.lead))


def both(cast: Cast, *found: Review, **states: str) -> bytes:
    """Return one file of the answers of several reviews, with the states of these codes in each."""
    by_item = {ITEMS[code]: state for code, state in states.items()}
    rows = [row for review in found for row in rows_of(exported(cast.lead, review, "csv"))]
    return csv_of([row | {"state": by_item.get(row["item"], row["state"])} for row in rows])


def bring(cast: Cast, content: bytes, **query: str) -> Any:  # noqa: ANN401 - the client's response
    return send(client_of(cast.contributor), content, **query)


def work(told: dict[str, Any]) -> Any:  # noqa: ANN401 - the client's response
    """Do what a worker does for an import, and return the import as its person sees it."""
    row = Import.objects.select_related("user").get(public_id=told["id"])
    tasks.bring_in(row.pk)
    return client_of(row.user).get(f"{IMPORTS}{row.public_id}/").json()


def test_several_workloads_wait_for_a_worker_and_are_stored_together(
    cast: Cast, review: Review, second: Review, folder: Path
) -> None:
    reply = bring(cast, both(cast, review, second, BP01="in_place"))
    assert (reply.status_code, reply.json()["state"], "counts" in reply.json()["report"]) == (202, "waiting", False)
    (kept,) = folder.iterdir()
    assert (kept.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)

    told = work(reply.json())
    assert (told["state"], told["dry_run"], told["done"], told["total"]) == ("done", True, 2, 2)
    assert told["report"]["counts"] | {"changes": 2, "workloads": 2} == told["report"]["counts"]
    assert not list(folder.iterdir())
    assert not Item.objects.exists()

    reply = client_of(cast.contributor).post(f"{IMPORTS}{told['id']}/apply/")
    assert (reply.status_code, reply.json()["state"]) == (202, "waiting")
    told = work(reply.json())
    assert (told["state"], told["dry_run"]) == ("done", False)
    assert set(Item.objects.values_list("review", "state", "by")) == {
        (each.pk, "in_place", cast.contributor.pk) for each in (review, second)
    }
    assert set(Event.objects.filter(verb="brought answers in").values_list("via", flat=True)) == {"job"}


def test_the_whole_file_or_nothing(cast: Cast, review: Review, second: Review, answer: Answer) -> None:
    content = both(cast, review, second, BP01="in_place")
    tried = work(bring(cast, content).json())
    answer(BP01="not_in_place")
    client_of(cast.contributor).post(f"{IMPORTS}{tried['id']}/apply/")
    told = work(tried)
    assert (told["state"], told["failure"]) == (
        "failed",
        "1 item was changed by somebody else since. Nothing was stored.",
    )
    assert [each["workload_name"] for each in told["report"]["conflicts"]] == ["Ledger"]
    assert not Item.objects.filter(review=second).exists()
    # And so for a file that is based on what was there before.
    told = work(bring(cast, content, dry_run="false").json())
    assert (told["state"], told["report"]["conflicts"][0]["place"]) == ("failed", "row 3, column version (S3)")
    assert not Item.objects.filter(review=second).exists()


def test_errors_of_a_file_are_told_by_the_import(cast: Cast, review: Review, second: Review) -> None:
    told = work(bring(cast, both(cast, review, second, BP01="perhaps"), dry_run="false").json())
    assert (told["state"], told["report"]["errors_total"]) == ("failed", 2)
    assert [error["place"] for error in told["report"]["errors"]] == [
        "row 3, column state (M3)",
        "row 97, column state (M97)",
    ]


@pytest.mark.parametrize("lost", ["role", "person"])
def test_who_may_not_answer_any_more_stores_nothing(cast: Cast, review: Review, second: Review, lost: str) -> None:
    tried = work(bring(cast, both(cast, review, second, BP01="in_place")).json())
    client_of(cast.contributor).post(f"{IMPORTS}{tried['id']}/apply/")
    if lost == "role":
        Membership.objects.filter(user=cast.contributor).update(role="viewer")
    else:
        cast.contributor.is_active = False
        cast.contributor.save()
    tasks.bring_in(Import.objects.get().pk)
    row = Import.objects.get()
    assert (row.state, row.failure) == ("failed", "You may not answer here. Nothing was stored.")
    assert not Item.objects.exists()


def test_a_message_that_was_lost_or_comes_twice_changes_nothing(cast: Cast, review: Review, second: Review) -> None:
    told = bring(cast, both(cast, review, second, BP01="in_place"), dry_run="false").json()
    tasks.sweep_imports()
    tasks.sweep_imports()
    work(told)
    assert list(Item.objects.values_list("version", flat=True)) == [1, 1]
    assert Import.objects.get().attempts == 1


def test_what_a_lost_worker_left_is_taken_over_and_given_up_after_three(
    cast: Cast, review: Review, second: Review
) -> None:
    bring(cast, both(cast, review, second, BP01="in_place"))
    row = Import.objects.get()
    row.state, row.attempts, row.seen_at = "running", 1, timezone.now()
    row.save()
    tasks.sweep_imports()
    assert Import.objects.get().state == "running"
    Import.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    tasks.sweep_imports()
    assert Import.objects.get().state == "done"
    Import.objects.update(state="running", attempts=3, seen_at=timezone.now() - timedelta(minutes=3))
    tasks.sweep_imports()
    assert "tried 3 times" in Import.objects.get().failure


def test_imports_and_their_files_go_when_they_are_over(
    cast: Cast, review: Review, second: Review, folder: Path
) -> None:
    told = bring(cast, both(cast, review, second, BP01="in_place")).json()
    stranger = folder / ("a" * 32)
    stranger.write_bytes(b"left behind")
    Import.objects.update(state="failed", expires_at=timezone.now())
    tasks.sweep_imports()
    assert [path.name for path in folder.iterdir()] == [stranger.name]
    row = Import.objects.get()
    assert (row.state, row.report) == ("expired", {})
    old = (timezone.now() - timedelta(hours=2)).timestamp()
    os.utime(stranger, (old, old))
    tasks.sweep_imports()
    assert not list(folder.iterdir())
    reply = client_of(cast.contributor).post(f"{IMPORTS}{told['id']}/apply/")
    assert (reply.status_code, reply.json()["detail"]) == (409, "It is too old: bring the file in again.")


def test_a_file_that_is_gone_says_so(cast: Cast, review: Review, second: Review, folder: Path) -> None:
    told = bring(cast, both(cast, review, second, BP01="in_place")).json()
    (folder / told["id"]).unlink()
    assert work(told)["failure"] == "The file is gone: bring it in again."


def test_at_most_twenty_files_wait(cast: Cast, review: Review, second: Review) -> None:
    content = both(cast, review, second, BP01="in_place")
    assert [bring(cast, content).status_code for _ in range(21)] == [202] * 20 + [422]


def test_progress_counts_workloads(cast: Cast, review: Review, second: Review) -> None:
    third = workloads.create(team=cast.team, facts=workloads.Facts(name="Third"), by=by(cast.lead))
    more = reviews.start(workload=third, version=review.version, by=by(cast.lead))
    told = work(bring(cast, both(cast, review, second, more, BP01="in_place")).json())
    assert (told["done"], told["total"]) == (3, 3)
