"""What people write on the lines of a plan: state, owner, due date, steps added by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.by import By, record
from accounts.models import Membership, Team, User
from accounts.permissions import require
from accounts.problems import InputProblems, Problem, refuse
from accounts.roles import Action
from pillars.compiled import Practice
from pillars.compiling import compiled
from reviews import queue
from reviews.actions import feed
from reviews.actions.bulk_sql import raise_revision
from reviews.days import OUT_OF_RANGE, in_range
from reviews.models import Improvement, Review


@dataclass(frozen=True, slots=True)
class Edit:
    """What to write. A field that is not in ``fields`` stays as it is; ``version`` is what the edit was based on."""

    fields: frozenset[str]
    state: str = Improvement.State.TO_DO
    owner: User | None = None
    due: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """An improvement as it stands, that an edit was based on an older version of; ``index`` is the edit's place."""

    index: int
    present: Improvement


class StaleImprovements(Exception):
    """Somebody else changed improvements since; nothing was stored."""

    def __init__(self, conflicts: tuple[Stale, ...]) -> None:
        super().__init__("Somebody else changed this improvement.")
        self.conflicts = conflicts


def edit(*, improvement: Improvement, edit: Edit, by: By) -> Improvement:
    """Store what people say of an improvement and return it.

    ``improvement`` must come with its review, lens, workload and team. Raises InputProblems, StaleImprovements.
    """
    (present,) = _edit([(improvement, edit)], by, pointer="")
    return present


def edit_many(*, improvements: Sequence[Improvement], edit_: Edit, by: By) -> list[Improvement]:
    """Store the same edit on several improvements, all or none, and return them. Raises InputProblems."""
    return _edit([(improvement, edit_) for improvement in improvements], by, pointer="/items/{index}")


def edit_each(*, edits: Sequence[tuple[Improvement, Edit]], by: By) -> list[Improvement]:
    """Store an edit of its own on each of several improvements, all or none, and return them in this order.

    As ``edit``; the problems point at ``/items/`` and the place of the edit.
    """
    return _edit(edits, by, pointer="/items/{index}")


def _edit(edits: Sequence[tuple[Improvement, Edit]], by: By, *, pointer: str) -> list[Improvement]:
    for team in {improvement.review.workload.team for improvement, _ in edits}:
        require(by, Action.EDIT_IMPROVEMENT, team)
    problems = [
        Problem(f"{pointer.format(index=index)}/{field}", message)
        for index, (improvement, edit) in enumerate(edits)
        for field, message in _wrong(improvement.review.workload.team, edit)
    ]
    if problems:
        raise InputProblems(problems)
    with transaction.atomic():
        found = _locked([improvement for improvement, _ in edits])
        stale = tuple(
            Stale(index, found[improvement.pk])
            for index, (improvement, edit) in enumerate(edits)
            if edit.version is not None and edit.version != found[improvement.pk].version
        )
        if stale:
            raise StaleImprovements(stale)
        moved = [found[improvement.pk] for improvement, edit in edits if _write(found[improvement.pk], edit, by)]
        if moved:
            feed.touch((thing for each in moved for thing in _told(each)), at=by.at)
    return [found[improvement.pk] for improvement, _ in edits]


def _wrong(team: Team, edit: Edit) -> Iterator[tuple[str, str]]:
    if "state" in edit.fields and edit.state not in Improvement.State.values:
        yield "state", f"Expected one of {', '.join(Improvement.State.values)}, not {edit.state!r}."
    owner = edit.owner if "owner" in edit.fields else None
    if owner is not None and not Membership.objects.filter(team=team, user=owner).exists():
        yield "owner", "Nobody in the team has this id."
    if edit.due is not None and not in_range(edit.due):
        yield "due", OUT_OF_RANGE


def _locked(improvements: Sequence[Improvement]) -> dict[int, Improvement]:
    """Return the improvements as they stand, by primary key, with their reviews' rows held. Two statements."""
    # The reviews first and by id, as an assessment does: two that lock in different orders would wait for each other.
    reviews = Review.objects.select_for_update().filter(pk__in={each.review_id for each in improvements})
    list(reviews.order_by("pk").values_list("pk"))
    found = Improvement.objects.filter(pk__in=[each.pk for each in improvements])
    return {each.pk: each for each in found.select_related("owner", "review__workload__team", "review__lens")}


def _write(present: Improvement, edit: Edit, by: By) -> bool:
    changes = _apply(present, edit, by)
    if changes:
        present.version += 1
        present.save(update_fields=["state", "owner", "due", "done_at", "version"])
        record("edited improvement", present.subject, by=by, changes=changes)
        _ask_again(present.review_id)
    return bool(changes)


def _told(improvement: Improvement) -> list[feed.Thing]:
    review = improvement.review
    moved = ((feed.Kind.REVIEW, review.public_id), (feed.Kind.IMPROVEMENT, improvement.public_id))
    return feed.of(review.workload, *moved)


def add_steps(*, review: Review, question: str, practice: str, steps: Sequence[str], by: By) -> Improvement:
    """Put steps of a practice on the plan by hand and return the practice's improvement.

    Raises InputProblems for a question, practice or step that the lens version does not have.
    """
    require(by, Action.EDIT_IMPROVEMENT, review.workload.team)
    known = _practice(review, question, practice)
    strangers = sorted(set(steps) - {step.id for step in known.steps})
    if strangers or not steps:
        raise refuse("steps", f"The practice has no step {strangers[0]!r}." if strangers else "Name at least one step.")
    with transaction.atomic():
        raise_revision(review.pk)
        improvement, _ = Improvement.objects.get_or_create(
            review=review,
            question=question,
            practice=practice,
            defaults={"practice_label": known.label, "created_at": by.at, "needed": False},
        )
        improvement.review = review
        added = [step.id for step in known.steps if step.id in {*improvement.added_steps, *steps}]
        if added != improvement.added_steps:
            improvement.added_steps = added
            improvement.version += 1
            improvement.save(update_fields=["added_steps", "version"])
            record("added to plan", improvement.subject, by=by, changes={"steps": list(steps)})
            queue.after_commit("reviews.assess", review.pk)
        feed.touch(_told(improvement), at=by.at)
    return improvement


def _practice(review: Review, question: str, practice: str) -> Practice:
    try:
        return compiled(review.version_id).question(question).practice(practice)
    except KeyError as error:
        raise refuse("practice", f"The lens has no practice {practice!r} in the question {question!r}.") from error


def _apply(present: Improvement, edit: Edit, by: By) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "state" in edit.fields and edit.state != present.state:
        changes["state"] = [present.state, edit.state]
        present.state = edit.state
        present.done_at = by.at if edit.state == Improvement.State.DONE else None
    if "owner" in edit.fields and edit.owner != present.owner:
        changes["owner"] = [str(present.owner) if present.owner else None, str(edit.owner) if edit.owner else None]
        present.owner = edit.owner
    if "due" in edit.fields and edit.due != present.due:
        changes["due"] = [day.isoformat() if day else None for day in (present.due, edit.due)]
        present.due = edit.due
    return changes


def _ask_again(review_id: int) -> None:
    raise_revision(review_id)
    queue.after_commit("reviews.assess", review_id)
