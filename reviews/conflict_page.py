"""The two-versions page: what somebody wanted to store beside what somebody else stored first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pillars import reading
from pillars.compiling import compiled
from reviews.answering import answers_by_question
from reviews.assessment import assess_question
from reviews.changes import Change, kind_of
from reviews.item_views import START, Key
from reviews.models import Item, Review
from reviews.question_results import PracticeResult, QuestionResult
from reviews.states import Claim, ItemKind, QuestionAnswers, QuestionState, StepState


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two: what it says, and what the question would be with it."""

    state: str
    reason: str
    note: str
    result: QuestionResult
    practice: PracticeResult | None


@dataclass(frozen=True, slots=True)
class Clash:
    """One item with both versions. ``name`` is who stored theirs, '' where nobody is known; ``seen`` its version."""

    change: Change
    kind: ItemKind
    label: str
    title: str
    step: reading.Step | None
    mine: Version
    theirs: Version
    name: str
    at: datetime | None
    seen: int

    @property
    def notes_differ(self) -> bool:
        """Whether both wrote a note and not the same one: then both can be kept."""
        return bool(self.mine.note and self.theirs.note) and self.mine.note != self.theirs.note


def clashes(review: Review, wanted: Sequence[Change], items: Mapping[Key, Item]) -> list[Clash]:
    """Return the changes beside what is stored now. ``items`` are the review's, with who answered them.

    Raises KeyError for an item that the lens version does not have.
    """
    return [_clash(review, change, items) for change in wanted]


def chosen(clash: Clash, *, mine: bool, both_notes: bool, seen: int) -> Change | None:
    """Return what stores a choice, None where theirs stays as it is. Both notes: the one saved first on top."""
    both = f"{clash.theirs.note}\n\n{clash.mine.note}" if both_notes and clash.notes_differ else None
    base = Change(clash.change.question, clash.change.item, version=seen)
    if not mine:
        return replace(base, note=both) if both else None
    moved = clash.mine.state != clash.theirs.state
    return replace(
        base,
        state=clash.mine.state if moved else None,
        reason=clash.mine.reason if clash.mine.state == Claim.NOT_APPLICABLE else None,
        note=both or clash.mine.note,
    )


def _clash(review: Review, change: Change, items: Mapping[Key, Item]) -> Clash:
    question = compiled(review.version_id).question(change.question)
    kind = kind_of(question, change.item)
    if kind is None:
        raise KeyError(change.item)
    texts = reading.lens(review.version_id).questions[change.question]
    practice, step = _place(texts, change.item)
    present = items.get(change.key)
    stored = (present.state, present.reason, present.note) if present else (START[kind], "", "")
    asked = (change.state, change.reason, change.note)
    wanted = tuple(old if new is None else new for new, old in zip(asked, stored, strict=True))
    answers = answers_by_question(items.values()).get(change.question, QuestionAnswers())

    def version(said: Sequence[str]) -> Version:
        result = assess_question(question, _with(answers, kind, change.item, said[0]))
        found = (each for each in result.practices if practice is not None and each.practice == practice.id)
        return Version(said[0], said[1], said[2], result, next(found, None))

    return Clash(
        change=change,
        kind=kind,
        label=texts.code if practice is None else practice.code and practice.short_label,
        title=step.title if step else practice.title if practice else texts.title,
        step=step,
        mine=version(wanted),
        theirs=version(stored),
        name=present.by.name if present and present.by else "",
        at=present.changed_at if present else None,
        seen=present.version if present else 0,
    )


def _place(question: reading.Question, item: str) -> tuple[reading.Practice | None, reading.Step | None]:
    for practice in question.practices:
        if practice.id == item:
            return practice, None
        for step in practice.steps:
            if step.id == item:
                return practice, step
    return None, None


def _with(answers: QuestionAnswers, kind: ItemKind, item: str, state: str) -> QuestionAnswers:
    """Return the answers with one of them said otherwise."""
    if kind is ItemKind.PRACTICE:
        return replace(answers, claims={**answers.claims, item: Claim(state)})
    if kind is ItemKind.STEP:
        return replace(answers, steps={**answers.steps, item: StepState(state)})
    return replace(answers, applicable=state != QuestionState.NOT_APPLICABLE)
