"""What a worker does about exports: make the files, take over from workers that died, delete what is over.

The row is the truth and the message a hint. A worker claims a row, tells of itself after each batch, and stores its end
only while the claim is still its own; a row that was not heard of for a while is taken over.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from reviews.actions.exports import kept
from reviews.exports import files, making
from reviews.exports.contents import Asked
from reviews.feed import Access
from reviews.models import Export, Workload

logger = logging.getLogger(__name__)

#: A worker that did not tell of itself for so long is taken for dead.
SILENCE = timedelta(minutes=2)

HEARTBEAT_SECONDS = 20.0

MOST_ATTEMPTS = 3

#: How long what is due may hold up an export, in seconds; what is due still says so in it.
ASSESSING_SECONDS = 300.0

#: How long the row of an export is kept after its file was deleted.
REMEMBERED = timedelta(days=30)

Clock = Callable[[], datetime]

_WORN_OUT = f"It was begun {MOST_ATTEMPTS} times and never came to its end; the worker's log says why."
_NOT_SEEN = "The workload was deleted, or may no longer be seen by who asked."


class _Superseded(Exception):
    """The row was deleted, or another worker has taken it over."""


def run(export_id: int, *, clock: Clock = timezone.now) -> bool:
    """Make the file of an export, where it waits or its worker died; return whether it is done by this call.

    Whatever goes wrong leaves no file, and the export to be tried again; the third failure is its last.
    """
    export = _claim(export_id, clock())
    if export is None:
        return False
    if not _may_still_see(export):
        _end(export, Export.State.FAILED, clock(), failure=_NOT_SEEN)
        return False
    try:
        with _given_back(export), alive(export, clock):
            return _make(export, clock)
    except _Superseded:
        return False


def sweep(*, clock: Clock = timezone.now, seconds: float = 25.0) -> int:
    """Make what waits or was left by a worker that died, for about so many seconds; return how many were done."""
    end = monotonic() + seconds
    done = 0
    for export_id in Export.objects.filter(_open(clock())).order_by("created_at", "pk").values_list("pk", flat=True):
        if monotonic() > end:
            break
        done += run(export_id, clock=clock)
    return done


def clean(*, at: datetime) -> int:
    """Delete the files that are over and those that belong to no export; return how many were over."""
    over = Export.objects.filter(state=Export.State.DONE, expires_at__lte=at)
    expired = over.update(state=Export.State.EXPIRED)
    Export.objects.filter(expires_at__lte=at - REMEMBERED).delete()
    there = files.names()
    files.remove_all(set(there) - _known(there))
    return expired


def _known(names: list[str]) -> set[str]:
    """Return what of the folder belongs there. Rows are read after the folder: a new row's file is not in it yet."""
    ids = {name.partition(".")[0] for name in names}
    rows = Export.objects.filter(public_id__in=ids, state__in=[Export.State.RUNNING, Export.State.DONE])
    kept_names = set()
    for public_id, state, attempt in rows.values_list("public_id", "state", "attempts"):
        kept_names.add(public_id)
        if state == Export.State.RUNNING:
            kept_names.add(files.attempt_name(public_id, attempt))
    return kept_names


def _open(at: datetime) -> Q:
    dead = Q(state=Export.State.RUNNING, seen_at__lte=at - SILENCE)
    return Q(state=Export.State.WAITING) | dead


def _claim(export_id: int, at: datetime) -> Export | None:
    """Return the export as this worker's own; None where it is not to be done, or was begun too often."""
    with transaction.atomic():
        rows = Export.objects.select_for_update(of=("self",)).select_related("user", "workload")
        export = rows.filter(_open(at), pk=export_id).first()
        if export is None:
            return None
        if export.attempts >= MOST_ATTEMPTS:
            export.state, export.failure, export.finished_at = Export.State.FAILED, _WORN_OUT, at
        else:
            export.state, export.seen_at = Export.State.RUNNING, at
            export.attempts, export.done, export.total = export.attempts + 1, 0, 0
        export.save()
    return export if export.state == Export.State.RUNNING else None


def _may_still_see(export: Export) -> bool:
    if not export.user.is_active:
        return False
    if export.workload_id is None:
        return export.content != Export.Content.WORKLOAD
    return Workload.objects.visible_to(export.user).filter(pk=export.workload_id).exists()


def _make(export: Export, clock: Clock) -> bool:
    asked, at = Asked.of(export), clock()
    # Before the workloads are read: whoever loses a team meanwhile does not get its work from the file.
    teams = Access.of(export.user).teams
    ids = asked.workload_ids()

    def told(done: int) -> None:
        _tell(export, done=done, total=len(ids), seen_at=clock())

    told(0)
    making.assess_first(ids, at=at, seconds=ASSESSING_SECONDS, told=told)
    with files.attempt(export.public_id, export.attempts) as own:
        path = own / "whole"
        size = files.write(path, making.parts(asked, ids, at=at, told=told, folder=own))
        with transaction.atomic():
            end = clock()
            seen = None if teams is None else sorted(teams)
            _end(export, Export.State.DONE, end, size=size, teams=seen, expires_at=end + kept())
            files.put(path, export.public_id)
    return True


def _tell(export: Export, **columns: object) -> None:
    """Write something into the row of this worker's attempt; raise _Superseded where it is its own no more."""
    own = Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, attempts=export.attempts)
    if not own.update(**columns):
        raise _Superseded


def _end(export: Export, state: Export.State, at: datetime, **columns: object) -> None:
    _tell(export, state=state, finished_at=at, seen_at=at, **columns)


@contextmanager
def alive(export: Export, clock: Clock, *, seconds: float = HEARTBEAT_SECONDS) -> Iterator[None]:
    """Tell in the row that its worker lives, every so many seconds: packing a large workbook has no batches."""
    own = Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, attempts=export.attempts)
    over = Event()

    def tell() -> None:
        while not over.wait(seconds):
            own.update(seen_at=clock())
        connection.close()

    heart = Thread(target=tell, name=f"export {export.public_id}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


@contextmanager
def _given_back(export: Export) -> Iterator[None]:
    """Let an attempt that failed be tried again at the next sweep, rather than once it counts as dead."""
    own = Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, attempts=export.attempts)
    try:
        yield
    finally:
        if own.update(state=Export.State.WAITING):
            logger.warning("Export %s failed at attempt %s.", export.public_id, export.attempts)
