"""What a worker does with imports: reads large files, stores many changes, and lets old imports go."""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.by import By
from accounts.models import Team, Via
from accounts.problems import InputProblems
from reviews.actions.imports import State, finish, store
from reviews.imports import files, reading
from reviews.imports.report import MAX_TROUBLES, MovedOn, Wanted, errors
from reviews.incoming.kinds import Kind
from reviews.incoming.said import Unreadable
from reviews.models import Import

logger = logging.getLogger(__name__)

#: A worker that was not heard of for so long is lost.
LOST = timedelta(minutes=2)

MOST_ATTEMPTS = 3


def run(import_id: int, *, at: datetime) -> None:
    """Do what an import waits for; nothing where it waits for nothing, or another worker is at it.

    What is wrong with the file ends the import. Any other failure leaves it to be tried again; the third is its last.
    """
    row = _claimed(import_id, at)
    if row is None:
        return
    own = Import.objects.filter(pk=row.pk, state=State.RUNNING, attempts=row.attempts)
    try:
        _read(row) if "counts" not in row.report else _store(row)
    except (Unreadable, MovedOn, InputProblems, PermissionDenied, FileNotFoundError) as error:
        _fail(row, error)
    finally:
        if own.update(state=State.WAITING):
            logger.warning("Import %s failed at attempt %s.", row.public_id, row.attempts)
    if not Import.objects.filter(pk=row.pk, state__in=[State.WAITING, State.RUNNING]).exists():
        files.drop(row)


def sweep(*, at: datetime) -> None:
    """Do what no message asked for or a lost worker left, and let go what is over."""
    left = Import.objects.filter(Q(state=State.WAITING) | Q(state=State.RUNNING, seen_at__lte=at - LOST))
    for import_id in list(left.order_by("pk").values_list("pk", flat=True)[:20]):
        run(import_id, at=timezone.now())
    for row in Import.objects.filter(expires_at__lte=at).exclude(state__in=[State.EXPIRED, State.RUNNING]):
        files.drop(row)
        counts = {name: row.report[name] for name in ("counts",) if name in row.report}
        Import.objects.filter(pk=row.pk).update(state=State.EXPIRED, report=counts)
    waited_for = set(Import.objects.exclude(state=State.EXPIRED).values_list("public_id", flat=True))
    for path in files.left_behind(at):
        if path.name not in waited_for:
            path.unlink(missing_ok=True)


def _claimed(import_id: int, at: datetime) -> Import | None:
    with transaction.atomic():
        waiting = Q(state=State.WAITING) | Q(state=State.RUNNING, seen_at__lte=at - LOST)
        # A row that is locked has a worker that is alive.
        free = Import.objects.select_for_update(of=("self",), skip_locked=True).select_related("user", "workload__team")
        row = free.filter(waiting, pk=import_id).first()
        if row is None:
            return None
        row.state, row.seen_at, row.attempts = State.RUNNING, at, row.attempts + 1
        if row.attempts > MOST_ATTEMPTS:
            row.state, row.finished_at = State.FAILED, at
            row.failure = f"It was tried {MOST_ATTEMPTS} times and never came to its end; the worker's log says why."
        row.save(update_fields=["state", "seen_at", "attempts", "finished_at", "failure"])
    return row if row.state == State.RUNNING else None


def _read(row: Import) -> None:
    wanted = row.report["wanted"]
    team = Team.objects.filter(public_id=wanted["team"]).first() if wanted["team"] else None
    asked = Wanted(row.workload, team, wanted["lens"], row.dry_run, wanted["keep_newer"])

    def alive(**more: int) -> None:
        Import.objects.filter(pk=row.pk).update(seen_at=timezone.now(), **more)

    def progress(done: int, total: int) -> None:
        row.done, row.total = done, total
        alive(done=done, total=total)

    said = reading.read(Kind(row.source), files.read(row), alive)
    found = reading.report(said, asked, row.user, progress)
    with transaction.atomic():
        if _is_own(row):
            finish(row, found, _by(row))


def _store(row: Import) -> None:
    with transaction.atomic():
        if _is_own(row):
            by = _by(row)
            store(row, by)
            row.state, row.finished_at, row.done = State.DONE, by.at, row.total
            row.save()


def _by(row: Import) -> By:
    return By(user=row.user, via=Via.JOB, at=timezone.now())


def _is_own(row: Import) -> bool:
    """Lock an import and return whether this worker is still the one that is at it."""
    locked = Import.objects.select_for_update(of=("self",)).get(pk=row.pk)
    return locked.state == State.RUNNING and locked.attempts == row.attempts


def _fail(row: Import, error: Exception) -> None:
    row.report = {name: row.report[name] for name in ("wanted",) if name in row.report}
    if isinstance(error, Unreadable):
        row.report["errors"], row.report["errors_total"] = errors(error.troubles), len(error.troubles)
        row.failure = f"{len(error.troubles)} errors in the file. Nothing was stored."
    elif isinstance(error, MovedOn):
        row.report["conflicts"] = error.conflicts[:MAX_TROUBLES]
        row.failure = f"{error} Nothing was stored."
    elif isinstance(error, FileNotFoundError):
        row.failure = "The file is gone: bring it in again."
    else:
        row.failure = f"{error} Nothing was stored."[:500]
    row.state, row.finished_at = State.FAILED, timezone.now()
    row.save()
