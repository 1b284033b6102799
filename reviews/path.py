"""The path through a question: quick pass, essential steps, levels 2 to 4 (DESIGN.md, "What people answer").

An order that is offered, never a lock. Knows no Django.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from pillars.compiled import Practice, Question, Step
from reviews.maturity import LEVELS, NEEDED_PERCENT
from reviews.question_results import PracticeResult, QuestionResult
from reviews.states import Claim, QuestionAnswers, StepState, Support

QUICK = "quick"
ESSENTIAL = "essential"


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the path. ``name`` is "quick", "essential" or a level's number.

    Of the quick pass ``done`` counts answered practices, of the essential stage steps that are done, of a level the
    practices that reached it. ``next`` are the practices' ids to which a level is offered and not reached yet.
    """

    name: str
    done: int
    total: int
    current: bool
    next: tuple[str, ...] = ()

    @property
    def level(self) -> int | None:
        """The maturity level of the stage, None for the two before."""
        return int(self.name) if self.name.isdigit() else None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of one level of a practice is done. ``halves`` counts half steps, ``applicable`` whole ones."""

    level: int
    halves: int
    applicable: int
    total: int

    @property
    def percent(self) -> int:
        """The share that is done, rounded down; 0 where nothing applies."""
        return 50 * self.halves // self.applicable if self.applicable else 0

    @property
    def needed(self) -> int:
        """The share that the level needs, in percent."""
        return NEEDED_PERCENT


def share_of(practice: Practice, level: int, answers: QuestionAnswers) -> Share:
    """Count what is done of a practice's steps at one level; partly counts half."""
    states = [answers.step(step.id) for step in practice.steps if step.level == level]
    return Share(
        level=level,
        halves=2 * states.count(StepState.DONE) + states.count(StepState.PARTLY),
        applicable=len(states) - states.count(StepState.NOT_APPLICABLE),
        total=len(states),
    )


def offered_level(practice: Practice, result: PracticeResult, answers: QuestionAnswers) -> int:
    """Return the highest level whose steps are offered: 1 stands for the essential steps alone.

    Level 2 is offered once somebody has looked at every essential step, a higher one when the one below is reached.
    """
    if any(answers.step(step.id) is StepState.UNANSWERED for step in practice.essential):
        return 1
    reached = result.maturity.level or 1
    return min(reached + 1, LEVELS[-1])


def path(question: Question, result: QuestionResult, answers: QuestionAnswers) -> tuple[Stage, ...]:
    """Return the stages of a question; those about steps are left out where the lens has none."""
    asked = [
        (practice, each)
        for practice, each in zip(question.practices, result.practices, strict=True)
        if each.claim is not Claim.NOT_APPLICABLE and practice.steps
    ]
    stages = [Stage(QUICK, result.answered, result.total, current=False)]
    if any(practice.steps for practice in question.practices):
        done, total = (sum(getattr(each, f"essential_{name}") for _, each in asked) for name in ("done", "total"))
        stages.append(Stage(ESSENTIAL, done, total, current=False))
        stages += (_stage(level, asked, answers) for level in LEVELS)
    first = next((stage.name for stage in stages if stage.done < stage.total), "")
    return tuple(replace(stage, current=stage.name == first) for stage in stages)


def _stage(level: int, asked: list[tuple[Practice, PracticeResult]], answers: QuestionAnswers) -> Stage:
    having = [(practice, each) for practice, each in asked if any(step.level == level for step in practice.steps)]
    reached = {practice.id for practice, each in having if (each.maturity.level or 0) >= level}
    offered = (practice.id for practice, each in having if offered_level(practice, each, answers) >= level)
    following = tuple(practice_id for practice_id in offered if practice_id not in reached)
    return Stage(str(level), len(reached), len(having), current=False, next=following)


def next_item(question: Question, result: QuestionResult, answers: QuestionAnswers) -> str:
    """Return the id of the practice or step to look at next, '' where nothing that is offered is left.

    What is unanswered comes in the path's order; a claim that its own steps contradict comes before further levels.
    """
    unanswered = [each.practice for each in result.practices if each.claim is Claim.UNANSWERED]
    return next(chain(unanswered, _next_steps(question, result, answers)), "")


def _next_steps(question: Question, result: QuestionResult, answers: QuestionAnswers) -> Iterator[str]:
    pairs = [
        (practice, each)
        for practice, each in zip(question.practices, result.practices, strict=True)
        if each.claim is not Claim.NOT_APPLICABLE
    ]
    for practice, _ in pairs:
        yield from _in_state(practice.essential, StepState.UNANSWERED, answers)
    for practice, each in pairs:
        if each.support is Support.NOT_SUPPORTED:
            yield from _in_state(practice.essential, StepState.NOT_DONE, answers)
    for level in LEVELS:
        for practice, each in pairs:
            if offered_level(practice, each, answers) >= level:
                steps = (step for step in practice.steps if step.level == level)
                yield from _in_state(steps, StepState.UNANSWERED, answers)


def _in_state(steps: Iterable[Step], state: StepState, answers: QuestionAnswers) -> Iterator[str]:
    return (step.id for step in steps if answers.step(step.id) is state)
