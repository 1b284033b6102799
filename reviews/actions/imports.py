"""Bringing answers in from a file: first what would change, then just that; the whole file or nothing."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.db import transaction

from accounts.by import By, record
from accounts.models import Team, User
from accounts.permissions import require
from accounts.problems import InputProblems, Problem
from accounts.roles import Action
from pillars.models import LensVersion
from reviews import queue
from reviews.actions import answers, reviews, workloads
from reviews.changes import MAX_CHANGES
from reviews.feed import Access
from reviews.imports import files, reading
from reviews.imports.report import MovedOn, Report, Wanted, conflict_of, move_of
from reviews.incoming.kinds import ENDINGS, kind_of
from reviews.models import Import, Review, Workload

#: An import goes away after so long, applied or not.
KEPT = timedelta(days=7)

#: How many imports of one person may wait for a worker.
MOST_WAITING = 20

VERB = "brought answers in"

TASK = "reviews.import"

State = Import.State


class NotToApply(Exception):
    """An import is not a dry run that is done; the message says what it is."""


def receive(*, content: bytes, name: str, content_type: str = "", wanted: Wanted, by: By) -> Import:
    """Read a file and store what it would change, or change it where no dry run is wanted; returns the import.

    A large file, or one of several workloads, waits for a worker. ``content_type`` is that of a request whose body is
    the file. Raises Unreadable, MovedOn and PermissionDenied with nothing stored, and InputProblems where too many
    wait already.
    """
    user = _person(by)
    if wanted.workload:
        require(by, Action.ANSWER, wanted.workload.team)
    if wanted.team:
        require(by, Action.EDIT_WORKLOAD, wanted.team)
    kind = kind_of(content, name=name, content_type=content_type)
    row = Import(
        user=user,
        source=kind.value,
        workload=wanted.workload,
        file_name=_plain_name(name) or f"answers.{ENDINGS[kind]}",
        dry_run=wanted.dry_run,
        access=Access.of(user).fingerprint,
        created_at=by.at,
        expires_at=by.at + KEPT,
        report={"wanted": _rest(wanted)},
    )
    said = reading.read(kind, content) if reading.is_small(kind, content) else None
    if said is None or not said.is_small:
        return _wait(row, content, user)
    found = reading.report(said, wanted, user, lambda done, total: None)
    with transaction.atomic():
        row.save()
        finish(row, found, by)
    return row


def apply(*, found: Import, by: By) -> Import:
    """Store just the changes that an import's dry run showed; returns the import.

    Many reviews wait for a worker. Raises NotToApply where the import is not a finished dry run, MovedOn where an item
    was changed since, InputProblems where a workload or review is gone, and PermissionDenied.
    """
    with transaction.atomic():
        row = Import.objects.select_for_update(of=("self",)).select_related("user", "workload").get(pk=found.pk)
        if row.state != State.DONE or not row.dry_run:
            raise NotToApply(_NOT_TO_APPLY.get(State(row.state), "It was stored already."))
        counts = row.report["counts"]
        row.dry_run = False
        if counts["reviews"] > 1 or counts["changes"] > reading.SMALL_LINES:
            row.state, row.attempts, row.done, row.finished_at = State.WAITING, 0, 0, None
            row.save()
            queue.after_commit(TASK, row.pk)
        else:
            store(row, by)
            row.finished_at = by.at
            row.save()
    return row


_NOT_TO_APPLY = {
    State.WAITING: "A worker is to come to it.",
    State.RUNNING: "A worker is at it.",
    State.FAILED: "The file was refused.",
    State.EXPIRED: "It is too old: bring the file in again.",
}


def finish(row: Import, found: Report, by: By) -> None:
    """Store the report of an import and, where it is no dry run, the changes; call it in a transaction."""
    row.report = {**row.report, **found.told()}
    if not row.dry_run:
        store(row, by)
    row.state, row.finished_at = State.DONE, by.at
    row.done = row.total = max(1, row.total)
    row.save()


def store(row: Import, by: By) -> None:
    """Make the changes of an import's report. Reviews are locked in the order of their ids.

    Raises MovedOn, with every item that somebody else changed since, and InputProblems where a workload or review is
    gone; call it in a transaction that this undoes.
    """
    changes: dict[tuple[str, str], list[dict[str, Any]]] = {}
    created = _created(row.report["creates"], by)
    for change in row.report["changes"]:
        changes.setdefault((change["workload"] or created, change["lens"]), []).append(change)
    _begin(row.report["begins"], created, by)
    conflicts: list[dict[str, Any]] = []
    found = _reviews(changes, by)
    for review in found:
        of_review = changes[review.workload.public_id, review.lens.alias]
        conflicts += _store(review, of_review, by)
        told = {"file": row.file_name, "source": row.source, "items": len(of_review)}
        record(VERB, review.subject, by=by, changes=told)
    if conflicts:
        raise MovedOn(conflicts)


def _rest(wanted: Wanted) -> dict[str, Any]:
    """Return what is wanted that has no column of its own."""
    team = wanted.team.public_id if wanted.team else ""
    return {"lens": wanted.lens, "team": team, "keep_newer": wanted.keep_newer}


def _created(facts: dict[str, str] | None, by: By) -> str:
    """Make the workload that the file is to make; returns its id, '' where there is none to make."""
    if facts is None:
        return ""
    team = Team.objects.filter(public_id=facts["team"]).first()
    if team is None:
        raise _gone()
    rest: dict[str, Any] = {name: value for name, value in facts.items() if name != "team"}
    return workloads.create(team=team, facts=workloads.Facts(**rest), by=by).public_id


def _begin(begins: Iterable[dict[str, str]], created: str, by: By) -> None:
    for each in begins:
        workload = _workloads(by).filter(public_id=each["workload"] or created).first()
        version = LensVersion.objects.current().select_related("lens").filter(lens__alias=each["lens"]).first()
        if workload is None or version is None:
            raise _gone()
        if not Review.objects.filter(workload=workload, lens__alias=each["lens"]).exists():
            reviews.start(workload=workload, version=version, by=by)


def _reviews(changes: dict[tuple[str, str], Any], by: By) -> list[Review]:
    """Return the reviews that changes are for, by id, with workload, team, lens and version."""
    ids = sorted({workload for workload, _ in changes})
    found: list[Review] = []
    # SQLite takes a limited number of parameters.
    for start in range(0, len(ids), 1000):
        visible = Review.objects.filter(workload__in=_workloads(by).filter(public_id__in=ids[start : start + 1000]))
        found += visible.select_related("workload__team", "lens", "version")
    found = [review for review in found if (review.workload.public_id, review.lens.alias) in changes]
    if len(found) < len(changes):
        raise _gone()
    return sorted(found, key=lambda review: review.pk)


def _gone() -> InputProblems:
    text = "A team, workload, lens or review that the file needs is gone, or you may not see it any more."
    return InputProblems([Problem("", text)])


def _workloads(by: By) -> Any:  # noqa: ANN401 - a queryset of workloads
    return Workload.objects.visible_to(_person(by)).select_related("team")


def _store(review: Review, changes: Sequence[dict[str, Any]], by: By) -> list[dict[str, Any]]:
    """Store a review's changes; returns those that came too late."""
    conflicts = []
    for start in range(0, len(changes), MAX_CHANGES):
        part = changes[start : start + MAX_CHANGES]
        asked = [move_of(change).change() for change in part]
        try:
            answers.save(review=review, changes=asked, all_or_nothing=True, by=by)
        except answers.StaleVersions as stale:
            conflicts += [_too_late(part[conflict.index], conflict) for conflict in stale.conflicts]
    return conflicts


def _too_late(change: dict[str, Any], conflict: answers.Conflict) -> dict[str, Any]:
    present = {name: getattr(conflict.present, name) for name in change["after"]} if conflict.present else {}
    return conflict_of(change, conflict.present_version, present)


def _wait(row: Import, content: bytes, user: User) -> Import:
    with transaction.atomic():
        waiting = Import.objects.filter(user=user, state__in=[State.WAITING, State.RUNNING]).count()
        if waiting >= MOST_WAITING:
            raise InputProblems([Problem("", f"{waiting} of your files wait already: let them be read first.")])
        files.keep(row, content)
        row.save()
        queue.after_commit(TASK, row.pk)
    return row


def _person(by: By) -> User:
    if by.user is None:
        msg = "An import is somebody's."
        raise TypeError(msg)
    return by.user


def _plain_name(name: str) -> str:
    """Return a file's name without folders and what cannot be shown; '' where nothing is left."""
    base = PurePath(name.replace("\\", "/")).name
    return "".join(character for character in base if character.isprintable())[:200]
