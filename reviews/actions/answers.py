"""Saving answers: one action for a page's form, for a batch, and for the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.by import By, record
from accounts.models import Event
from accounts.permissions import require
from accounts.roles import Action
from pillars.compiled import Lens
from pillars.compiling import compiled
from reviews import queue
from reviews.actions import results
from reviews.changes import Change, check, kind_of, name_of
from reviews.models import Item, Review
from reviews.states import Claim, ItemKind, QuestionState, StepState

#: A note that is typed for a while is one event: saves closer together than this write no further one.
EDITING_SESSION = timedelta(minutes=30)

VERB = "answered"

Key = tuple[str, str]

_UNANSWERED = {
    ItemKind.QUESTION: QuestionState.APPLICABLE.value,
    ItemKind.PRACTICE: Claim.UNANSWERED.value,
    ItemKind.STEP: StepState.UNANSWERED.value,
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change that was based on an older version than ``present``; nothing of it was stored.

    ``index`` is its place among the changes that were asked for.
    """

    index: int
    change: Change
    present: Item | None

    @property
    def present_version(self) -> int:
        """The version that a new attempt has to name."""
        return self.present.version if self.present else 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the stored items by (question, item), the conflicts, and the new results by question."""

    items: dict[Key, Item]
    conflicts: tuple[Conflict, ...]
    outcome: results.Outcome


class StaleVersions(Exception):
    """An all-or-nothing save met conflicts and changed nothing."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(f"{len(conflicts)} items were changed by somebody else.")
        self.conflicts = conflicts


def save(*, review: Review, changes: Sequence[Change], all_or_nothing: bool = False, by: By) -> Saved:
    """Store the changes of a review's items and the risk that follows, in one transaction.

    ``review`` must come with its workload and team. Items whose version moved on are not stored: they are returned
    as conflicts, or raise StaleVersions with nothing stored where ``all_or_nothing``. Raises InputProblems for
    changes that do not fit the lens version, PermissionDenied for whoever may not answer.
    """
    require(by, Action.ANSWER, review.workload.team)
    lens = compiled(review.version_id)
    check(lens, changes)
    with transaction.atomic():
        # The update takes the row's lock: from here on nobody else writes this review, and its revision says so.
        Review.objects.filter(pk=review.pk).update(revision=F("revision") + 1)
        questions = {change.question for change in changes}
        before = {(i.question, i.item): i for i in Item.objects.filter(review=review, question__in=questions)}
        good, conflicts = _sort_out(changes, before)
        if good and not (conflicts and all_or_nothing):
            return _store(review, lens, good, before, conflicts, by)
        transaction.set_rollback(True)
    if conflicts and all_or_nothing:
        raise StaleVersions(conflicts)
    return Saved({}, conflicts, results.Outcome.empty())


def _sort_out(changes: Sequence[Change], before: dict[Key, Item]) -> tuple[list[Change], tuple[Conflict, ...]]:
    good: list[Change] = []
    conflicts: list[Conflict] = []
    for index, change in enumerate(changes):
        present = before.get(change.key)
        if change.asks_nothing:
            continue
        if change.version == (present.version if present else 0):
            good.append(change)
        elif present is not None and _says_the_same(change, present):
            continue
        else:
            conflicts.append(Conflict(index, change, present))
    return good, tuple(conflicts)


def _says_the_same(change: Change, present: Item) -> bool:
    """Whether somebody else has already stored just what this change asks for: then there is nothing to choose."""
    wanted = {"state": change.state, "reason": change.reason, "note": change.note}
    texts_agree = all(value is None or getattr(present, name) == value for name, value in wanted.items())
    return texts_agree and change.evidence is None and not change.confirm


def _store(
    review: Review, lens: Lens, good: list[Change], before: dict[Key, Item], conflicts: tuple[Conflict, ...], by: By
) -> Saved:
    after = dict(before)
    for change in good:
        after[change.key] = _applied(review, lens, change, before.get(change.key), by)
    stored = [after[change.key] for change in good]
    Item.objects.bulk_create(
        stored,
        update_conflicts=True,
        unique_fields=["review", "question", "item"],
        update_fields=["state", "reason", "note", "evidence", "by", "at", "changed_at", "version"],
    )
    outcome = results.refresh(review, lens, before=before.values(), after=after.values(), at=by.at)
    if not _continues_a_note(review, good, before, by):
        record(VERB, review.subject, by=by, changes=_told(lens, good, before, after, outcome))
    queue.after_commit("reviews.assess", review.pk)
    return Saved({change.key: after[change.key] for change in good}, conflicts, outcome)


def _applied(review: Review, lens: Lens, change: Change, present: Item | None, by: By) -> Item:
    """Return the item as it stands with the change; ``present`` itself is left as it was."""
    kind = ItemKind(present.kind) if present else _kind(lens, change)
    item = Item(
        review=review,
        question=change.question,
        item=change.item,
        kind=kind,
        state=present.state if present else _UNANSWERED[kind],
        reason=present.reason if present else "",
        note=present.note if present else "",
        evidence=present.evidence if present else [],
        by_id=present.by_id if present else None,
        at=present.at if present else None,
        changed_at=by.at,
        version=(present.version if present else 0) + 1,
    )
    _write(item, change, by)
    return item


def _kind(lens: Lens, change: Change) -> ItemKind:
    kind = kind_of(lens.question(change.question), change.item)
    if kind is None:
        raise KeyError(change.item)
    return kind


def _write(item: Item, change: Change, by: By) -> None:
    if change.state is not None:
        item.state = change.state
        item.reason = (change.reason or "").strip() if change.state == Claim.NOT_APPLICABLE else ""
    elif change.reason is not None and item.state == Claim.NOT_APPLICABLE and change.reason.strip():
        item.reason = change.reason.strip()
    if change.state is not None or change.confirm:
        item.by, item.at = by.user, _answered_at(item, by.at)
    if change.note is not None:
        item.note = change.note.replace("\r\n", "\n")
    if change.evidence is not None:
        item.evidence = [
            {"title": link.title.strip(), "url": link.url, "as_of": link.as_of.isoformat() if link.as_of else None}
            for link in change.evidence
        ]


def _answered_at(item: Item, at: datetime) -> datetime | None:
    """An item that is set back to its start has no age."""
    return None if item.state == _UNANSWERED[ItemKind(item.kind)] else at


def _continues_a_note(review: Review, good: list[Change], before: dict[Key, Item], by: By) -> bool:
    """Whether this save goes on typing a note whose first save is the review's latest event."""
    if len(good) != 1 or not good[0].only_note or by.user is None:
        return False
    present = before.get(good[0].key)
    if present is None or by.at - present.changed_at >= EDITING_SESSION:
        return False
    latest = Event.objects.filter(object_id=review.public_id).first()
    if latest is None or latest.actor_id != by.user.pk or latest.verb != VERB:
        return False
    items: list[dict[str, Any]] = latest.changes.get("items", [])
    here = {"question": good[0].question, "item": good[0].item, "fields": ["note"]}
    return len(items) == 1 and {name: items[0].get(name) for name in here} == here


def _told(
    lens: Lens, good: list[Change], before: dict[Key, Item], after: dict[Key, Item], outcome: results.Outcome
) -> dict[str, Any]:
    """What the event says: each item by its name with its state before and after, and each question's risk."""
    items = []
    for change in good:
        old, new = before.get(change.key), after[change.key]
        kind = ItemKind(new.kind)
        fields = [name for name in ("state", "reason", "note", "evidence", "confirm") if _touches(change, name)]
        told = {"question": change.question, "item": change.item, "kind": kind.value, "fields": fields}
        told["name"] = name_of(lens.question(change.question), change.item)
        if "state" in fields:
            told |= {"from": old.state if old else _UNANSWERED[kind], "to": new.state}
        items.append(told)
    return {"items": items, "risk": outcome.moves()}


def _touches(change: Change, name: str) -> bool:
    value = getattr(change, name)
    return value is not None and value is not False
