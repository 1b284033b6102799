"""Saving answers: one action for a page's form, for a batch, and for the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.by import By, record
from accounts.models import Event
from accounts.permissions import require
from accounts.roles import Action
from pillars.compiled import Lens
from pillars.compiling import compiled
from reviews import queue
from reviews.actions import feed, results
from reviews.actions.bulk_sql import raise_revision, upsert
from reviews.actions.loading import Answer
from reviews.answering import AnswerRow
from reviews.changes import Change, check, kind_of, name_of
from reviews.models import Item, Review
from reviews.prepared import Prepared
from reviews.states import Claim, ItemKind, QuestionState, StepState

#: A note that is typed for a while is one event: saves closer together than this write no further one.
EDITING_SESSION = timedelta(minutes=30)

VERB = "answered"

Key = tuple[str, str]

_WRITTEN = ("state", "at", "reason", "note", "evidence", "by_id", "changed_at", "version")
_COLUMNS = ("question", "item", "kind", *_WRITTEN)

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
    """What a save did: the stored items by (question, item), the conflicts, the new results by question, and the
    review's revision, which is the old one where nothing was stored. ``present`` are all items that the changes name,
    as they stand; one without an answer is not there.
    """

    items: dict[Key, Item]
    present: dict[Key, Item]
    conflicts: tuple[Conflict, ...]
    outcome: results.Outcome
    revision: int


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
        # From here on nobody else writes this review, and its revision says so.
        revision = raise_revision(review.pk)
        before = _Standing.read(review, changes)
        good, conflicts = _sort_out(changes, before.named)
        if good and not (conflicts and all_or_nothing):
            items, outcome = _store(review, lens, good, before, by)
            return Saved(items, {**before.named, **items}, conflicts, outcome, revision)
        transaction.set_rollback(True)
    if conflicts and all_or_nothing:
        raise StaleVersions(conflicts)
    return Saved({}, before.named, conflicts, results.Outcome.empty(), revision - 1)


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the questions that are changed stand: every answer, and as rows those that the changes name."""

    answers: dict[Key, Answer]
    named: dict[Key, Item]

    @classmethod
    def read(cls, review: Review, changes: Sequence[Change]) -> "_Standing":
        """Read it in one statement. A question has dozens of items: only what is changed becomes an instance."""
        standing = cls({}, {})
        keys = {change.key for change in changes}
        for row in _answers(review, {question for question, _ in keys}):
            question, item, kind, state, at = row[:5]
            standing.answers[question, item] = Answer(question, item, kind, state, at)
            if (question, item) in keys:
                standing.named[question, item] = Item(review=review, **dict(zip(_COLUMNS, row, strict=True)))
        return standing


def _answers(review: Review, questions: set[str]) -> Iterable[tuple[Any, ...]]:
    if len(questions) == 1:
        return _OF_QUESTION.rows(review=review.pk, question=next(iter(questions)))
    return Item.objects.filter(review=review, question__in=questions).order_by().values_list(*_COLUMNS)


_OF_QUESTION = Prepared(
    lambda review, question: Item.objects.filter(review_id=review, question=question).order_by().values_list(*_COLUMNS),
    review=0,
    question="",
)


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
    review: Review, lens: Lens, good: list[Change], before: _Standing, by: By
) -> tuple[dict[Key, Item], results.Outcome]:
    stored = {change.key: _applied(review, lens, change, before.named.get(change.key), by) for change in good}
    rows = [{name: getattr(item, name) for name in ("review_id", *_COLUMNS)} for item in stored.values()]
    upsert(Item, rows, unique=("review_id", "question", "item"), update=_WRITTEN)
    after: dict[Key, AnswerRow] = {**before.answers, **stored}
    outcome = results.refresh(review, lens, before=before.answers.values(), after=after.values(), at=by.at)
    if not _continues_a_note(review, good, before.named, by):
        record(VERB, review.subject, by=by, changes=_told(lens, good, before.named, stored, outcome))
    feed.touch(_moved(review, good), at=by.at)
    queue.after_commit("reviews.assess", review.pk)
    return stored, outcome


def _moved(review: Review, good: list[Change]) -> list[feed.Thing]:
    """What a copy has to fetch anew; the review's other risks and its findings follow with the assessment."""
    answers = {feed.answer_key(review.public_id, *change.key) for change in good}
    risks = {feed.risk_key(review.public_id, change.question) for change in good}
    return feed.of(
        review.workload,
        (feed.Kind.REVIEW, review.public_id),
        *((feed.Kind.ANSWER, key) for key in answers),
        *((feed.Kind.RISK, key) for key in risks),
    )


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
