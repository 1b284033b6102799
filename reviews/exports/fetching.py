"""The exports of a person, and the way to their files."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.db.models import Q, QuerySet

from accounts.models import User
from reviews.exports import files
from reviews.exports.making import PIECE
from reviews.feed import Access
from reviews.models import Export, Workload


class NotDone(Exception):
    """The file is not there yet, or never will be; the text says which."""


class Gone(Exception):
    """The file was there, and is not kept any more."""


def of(user: User) -> QuerySet[Export]:
    """Return the person's exports with their workloads, the newest first; not those of workloads now out of sight."""
    in_sight = Q(workload=None) | Q(workload__in=Workload.objects.visible_to(user).values("pk"))
    return Export.objects.filter(in_sight, user=user).select_related("workload__team", "user")


def parts(export: Export, *, at: datetime) -> Iterator[bytes]:
    """Return the file of an export, opened, piece by piece. Raises NotDone and Gone."""
    if export.state == Export.State.FAILED:
        raise NotDone(f"The export failed: {export.failure}")
    if export.state in (Export.State.WAITING, Export.State.RUNNING):
        raise NotDone("The file is not made yet.")
    if export.state == Export.State.EXPIRED or export.expires_at <= at:
        raise Gone("The file was kept until its date, and is deleted.")
    if not _sees_all(export):
        raise Gone("It tells of teams whose work you may no longer see: ask for the export anew.")
    try:
        file = files.place_of(export.public_id).open("rb")
    except FileNotFoundError as missing:
        raise Gone("The file is not there any more: ask for the export anew.") from missing
    return _pieces(file)


def _sees_all(export: Export) -> bool:
    seen = Access.of(export.user).teams
    return seen is None or (export.teams is not None and seen.issuperset(export.teams))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
