"""What moved between two snapshots of a review: pure, over the documents that milestones keep."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pillars.compiled import Lens, Practice, Question
from reviews.states import Claim, StepState

#: How much a state of a step is worth when two are compared; what does not apply moves nothing.
_WORTH = {StepState.UNANSWERED: 0, StepState.NOT_DONE: 0, StepState.PARTLY: 1, StepState.DONE: 2}


@dataclass(frozen=True, slots=True)
class StepMove:
    """A step's state then and now. ``direction`` is 1 where it rose, -1 where it fell, 0 else."""

    step: str
    title: str
    area: str
    before: str
    after: str

    @property
    def direction(self) -> int:
        """1 for a rise, -1 for a fall, 0 where neither."""
        if StepState.NOT_APPLICABLE in (self.before, self.after):
            return 0
        before, after = _WORTH[StepState(self.before)], _WORTH[StepState(self.after)]
        return (after > before) - (after < before)


@dataclass(frozen=True, slots=True)
class PracticeMove:
    """A practice then and now; a level is None where it was not assessed or there is none."""

    practice: str
    code: str
    title: str
    before: str
    after: str
    level_before: int | None
    level_after: int | None
    steps: tuple[StepMove, ...]

    @property
    def risen(self) -> int:
        """How many steps rose."""
        return sum(step.direction > 0 for step in self.steps)

    @property
    def fallen(self) -> int:
        """How many steps fell."""
        return sum(step.direction < 0 for step in self.steps)

    @property
    def moved(self) -> bool:
        """Whether the claim or any step differs."""
        return self.before != self.after or any(step.before != step.after for step in self.steps)


@dataclass(frozen=True, slots=True)
class QuestionMove:
    """A question then and now; each risk is (as claimed, as supported)."""

    question: str
    title: str
    before: tuple[str, str]
    after: tuple[str, str]
    practices: tuple[PracticeMove, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two moments of one review. ``closed`` and ``opened`` name findings as (kind, practice)."""

    questions: tuple[QuestionMove, ...]
    maturity_before: int | None
    maturity_after: int | None
    closed: tuple[tuple[str, str], ...]
    opened: tuple[tuple[str, str], ...]


def compare(lens: Lens, before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Compare two snapshots (``snapshots.Snapshot``) of reviews against one lens; what is missing is unanswered."""
    then, now = _states(before), _states(after)
    labels = {practice.id: practice.label for question in lens.questions for practice in question.practices}
    found_then, found_now = _found(before, labels), _found(after, labels)
    return Comparison(
        questions=tuple(
            QuestionMove(
                question.id,
                question.title,
                _risk(before, question.id),
                _risk(after, question.id),
                tuple(_practices(question, then, now, before, after)),
            )
            for question in lens.questions
        ),
        maturity_before=before["maturity"],
        maturity_after=after["maturity"],
        closed=tuple(sorted(found_then - found_now)),
        opened=tuple(sorted(found_now - found_then)),
    )


States = dict[tuple[str, str], str]


def _states(document: Mapping[str, Any]) -> States:
    return {(item["question"], item["item"]): item["state"] for item in document["items"]}


def _found(document: Mapping[str, Any], labels: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(finding["kind"], labels.get(finding["practice"], "")) for finding in document["findings"]}


def _risk(document: Mapping[str, Any], question: str) -> tuple[str, str]:
    for record in document["questions"]:
        if record["question"] == question:
            return record["risk"], record["supported"]
    return "UNANSWERED", "UNANSWERED"


def _practices(
    question: Question, then: States, now: States, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[PracticeMove]:
    for practice in question.practices:
        key = question.id, practice.id
        yield PracticeMove(
            practice=practice.id,
            code=practice.code,
            title=practice.title,
            before=then.get(key, Claim.UNANSWERED),
            after=now.get(key, Claim.UNANSWERED),
            level_before=before["levels"].get(practice.id),
            level_after=after["levels"].get(practice.id),
            steps=tuple(_steps(question.id, practice, then, now)),
        )


def _steps(question: str, practice: Practice, then: States, now: States) -> Iterator[StepMove]:
    for step in practice.steps:
        key = question, step.id
        before, after = then.get(key, StepState.UNANSWERED), now.get(key, StepState.UNANSWERED)
        yield StepMove(step.id, step.title, step.area, before, after)
