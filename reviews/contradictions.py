"""Answers that don't fit each other (CONTENT.md, "One answer that suggests another"). Said, never mended. No Django."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pillars.compiled import Practice, Question
from reviews.question_results import QuestionResult
from reviews.states import Claim, QuestionAnswers, StepState, Support


class TellKind(StrEnum):
    """What doesn't fit."""

    #: On an essential step that is not done: its practice is said to be in place.
    BELIES_PRACTICE = "belies_practice"
    #: On a practice in place: essential steps of it are not done.
    NOT_SUPPORTED = "not_supported"
    #: On a practice that is not in place: every essential step of it is done.
    LOOKS_IN_PLACE = "looks_in_place"
    #: On a step that is done: steps that follow from it are not done.
    LACKS_WHAT_FOLLOWS = "lacks_what_follows"
    #: On a step that is not done: steps are done from which it follows.
    LACKED_BY = "lacked_by"


@dataclass(frozen=True, slots=True)
class Tell:
    """One thing to be said beside an item. ``others`` are the ids of the items that it doesn't fit."""

    kind: TellKind
    others: tuple[str, ...]


def tells(question: Question, result: QuestionResult, answers: QuestionAnswers) -> dict[str, tuple[Tell, ...]]:
    """Return what is to be said, by item id. A practice that does not apply, and its steps, say nothing."""
    if not answers.applicable:
        return {}
    said: dict[str, list[Tell]] = defaultdict(list)
    for item, tell in (*_practices(question, result, answers), *_steps(question, answers)):
        said[item].append(tell)
    return {item: tuple(each) for item, each in said.items()}


def _practices(question: Question, result: QuestionResult, answers: QuestionAnswers) -> Iterator[tuple[str, Tell]]:
    for practice, each in zip(question.practices, result.practices, strict=True):
        if each.looks_in_place:
            yield practice.id, Tell(TellKind.LOOKS_IN_PLACE, ())
        if each.support is Support.NOT_SUPPORTED:
            missing = tuple(step.id for step in practice.essential if answers.step(step.id) is StepState.NOT_DONE)
            yield practice.id, Tell(TellKind.NOT_SUPPORTED, missing)
            for step_id in missing:
                yield step_id, Tell(TellKind.BELIES_PRACTICE, (practice.id,))


def _steps(question: Question, answers: QuestionAnswers) -> Iterator[tuple[str, Tell]]:
    steps = {step.id: step for practice in _applicable(question, answers) for step in practice.steps}
    lacked_by: Mapping[str, list[str]] = defaultdict(list)
    for step in steps.values():
        if answers.step(step.id) is not StepState.DONE:
            continue
        missing = [name for name in step.suggests if name in steps and answers.step(name) is StepState.NOT_DONE]
        if missing:
            yield step.id, Tell(TellKind.LACKS_WHAT_FOLLOWS, tuple(missing))
        for name in missing:
            lacked_by[name].append(step.id)
    for name, causes in lacked_by.items():
        yield name, Tell(TellKind.LACKED_BY, tuple(causes))


def _applicable(question: Question, answers: QuestionAnswers) -> Iterator[Practice]:
    for practice in question.practices:
        if answers.claim(practice.id) is not Claim.NOT_APPLICABLE:
            yield practice
