"""Asking for an export, and removing it. A worker makes it: the row says what is asked for and how far it is."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts.by import By, Subject, record
from accounts.models import User
from accounts.problems import refuse
from reviews import queue
from reviews.exports import files
from reviews.exports.contents import Asked
from reviews.models import Export

#: How many exports somebody may have that are not finished.
MOST = 20

UNFINISHED = Q(state__in=[Export.State.WAITING, Export.State.RUNNING])


def kept() -> timedelta:
    """Return how long a finished file is kept."""
    return timedelta(days=settings.EXPORT_DAYS)


def ask(*, asked: Asked, by: By) -> Export:
    """Store and return an export that waits for a worker.

    Raises InputProblems where what is asked for does not fit together, or where too many of this person's wait.
    """
    if by.user is None or by.user != asked.user or not by.user.is_active:
        msg = "An export is asked for by whom it is for."
        raise PermissionDenied(msg)
    asked.check()
    with transaction.atomic():
        # Whoever asks twice at once is counted twice.
        User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
        if Export.objects.filter(UNFINISHED, user=by.user).count() >= MOST:
            raise refuse("", f"{MOST} of your exports are not finished yet: wait for one of them, or delete one.")
        export = Export.objects.create(
            user=by.user,
            content=asked.content,
            format=asked.format,
            workload=asked.workload,
            filters=asked.stored_filters,
            file_name=asked.file_name(by.at),
            created_at=by.at,
            expires_at=by.at + kept(),
        )
        told = {"content": export.content, "format": export.format, "filters": export.filters}
        record("asked for export", _subject(export), by=by, changes=told)
        queue.after_commit("reviews.export", export.pk)
    return export


def remove(*, export: Export, by: By) -> None:
    """Delete an export and its file; where a worker is at it, the worker finds the row gone and stops."""
    if by.user is None or by.user.pk != export.user_id:
        msg = "An export belongs to who asked for it."
        raise PermissionDenied(msg)
    with transaction.atomic():
        public_id = export.public_id
        export.delete()
        transaction.on_commit(lambda: files.remove(public_id))


def _subject(export: Export) -> Subject:
    workload = export.workload
    place = (workload.public_id, workload.team.public_id) if workload else ()
    return Subject("export", export.public_id, export.file_name, *place)
