"""What people write on the lines of a plan: state, owner, due date, steps added by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.by import By, record
from accounts.models import Membership, User
from accounts.permissions import require
from accounts.problems import refuse
from accounts.roles import Action
from pillars.compiled import Practice
from pillars.compiling import compiled
from reviews import queue
from reviews.models import Improvement, Review


@dataclass(frozen=True, slots=True)
class Edit:
    """What to write. A field that is not in ``fields`` stays as it is; ``version`` is what the edit was based on."""

    fields: frozenset[str]
    state: str = Improvement.State.TO_DO
    owner: User | None = None
    due: date | None = None
    version: int | None = None


class StaleImprovement(Exception):
    """Somebody else changed the improvement since; nothing was stored. Carries the improvement as it stands."""

    def __init__(self, present: Improvement) -> None:
        super().__init__("Somebody else changed this improvement.")
        self.present = present


def edit(*, improvement: Improvement, edit: Edit, by: By) -> Improvement:
    """Store what people say of an improvement and return it.

    ``improvement`` must come with its review, workload and team. Raises InputProblems, StaleImprovement.
    """
    team = improvement.review.workload.team
    require(by, Action.EDIT_IMPROVEMENT, team)
    if "state" in edit.fields and edit.state not in Improvement.State.values:
        raise refuse("state", f"Expected one of {', '.join(Improvement.State.values)}, not {edit.state!r}.")
    owner = edit.owner if "owner" in edit.fields else None
    if owner is not None and not Membership.objects.filter(team=team, user=owner).exists():
        raise refuse("owner", f"{owner} is not in the team {team}.")
    with transaction.atomic():
        present = Improvement.objects.select_for_update().get(pk=improvement.pk)
        if edit.version is not None and edit.version != present.version:
            raise StaleImprovement(present)
        changes = _apply(present, edit, by)
        if changes:
            present.version += 1
            present.save(update_fields=["state", "owner", "due", "done_at", "version"])
            record("edited improvement", improvement.subject, by=by, changes=changes)
            _ask_again(improvement.review_id)
    return present


def edit_many(*, improvements: Sequence[Improvement], edit_: Edit, by: By) -> list[Improvement]:
    """Store the same edit on several improvements, all or none, and return them. Raises InputProblems."""
    with transaction.atomic():
        return [edit(improvement=improvement, edit=edit_, by=by) for improvement in improvements]


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
        Review.objects.filter(pk=review.pk).update(revision=F("revision") + 1)
        improvement, _ = Improvement.objects.get_or_create(
            review=review,
            question=question,
            practice=practice,
            defaults={"practice_label": known.label, "created_at": by.at, "needed": False},
        )
        added = [step.id for step in known.steps if step.id in {*improvement.added_steps, *steps}]
        if added != improvement.added_steps:
            improvement.added_steps = added
            improvement.version += 1
            improvement.save(update_fields=["added_steps", "version"])
            improvement.review = review
            record("added to plan", improvement.subject, by=by, changes={"steps": list(steps)})
            queue.after_commit("reviews.assess", review.pk)
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
    Review.objects.filter(pk=review_id).update(revision=F("revision") + 1)
    queue.after_commit("reviews.assess", review_id)
