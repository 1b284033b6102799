"""What the essential steps say about a practice: its support, and the work left on it. Knows no Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pillars.compiled import Effort, Practice, Question, Step
from reviews.states import Claim, QuestionAnswers, StepState, Support

WITHOUT_ESSENTIAL_STEPS = 6
"""Effort, in halves, of a practice that has no essential steps: as one medium step."""


@dataclass(frozen=True, slots=True)
class Essentials:
    """The essential steps of a practice, counted. ``total`` leaves out those that are not applicable."""

    done: int
    partly: int
    not_done: int
    unanswered: int

    @property
    def total(self) -> int:
        """Essential steps that apply."""
        return self.done + self.partly + self.not_done + self.unanswered


@dataclass(frozen=True, slots=True)
class Work:
    """What is left to do on some steps. ``halves`` is the effort in half points (S 2, M 6, L 16; partly half of it).

    ``estimate`` is true where an unanswered step is in it; ``steps`` are the open ones' ids.
    """

    halves: int
    estimate: bool
    steps: tuple[str, ...]
    small: int
    medium: int
    large: int

    @property
    def effort(self) -> float:
        """The effort in points: S 1, M 3, L 8."""
        return self.halves / 2


@lru_cache(maxsize=512)
def essential_ids(question: Question) -> tuple[tuple[str, ...], ...]:
    """The ids of the essential steps, for each practice in the question's order."""
    return tuple(tuple(step.id for step in practice.essential) for practice in question.practices)


def count_essentials(ids: Iterable[str], answers: QuestionAnswers) -> Essentials:
    """Count the states of these essential steps."""
    given = answers.steps
    states = [given.get(step_id, StepState.UNANSWERED) for step_id in ids]
    return Essentials(
        done=states.count(StepState.DONE),
        partly=states.count(StepState.PARTLY),
        not_done=states.count(StepState.NOT_DONE),
        unanswered=states.count(StepState.UNANSWERED),
    )


def support_of(claim: Claim, essentials: Essentials) -> Support | None:
    """Say how well a practice in place is supported; None where it is not in place or nothing essential applies."""
    if claim != Claim.IN_PLACE or not essentials.total:
        return None
    if essentials.not_done:
        return Support.NOT_SUPPORTED
    if essentials.unanswered:
        return Support.CLAIMED_ONLY
    return Support.IN_PART if essentials.partly else Support.SUPPORTED


def work_left(practice: Practice, answers: QuestionAnswers) -> Work:
    """Return what is left on the practice's open essential steps; at least one point."""
    essential = practice.essential
    if not essential:
        return Work(WITHOUT_ESSENTIAL_STEPS, False, (), 0, 0, 0)
    return work_on(essential, answers)


def work_on(steps: Iterable[Step], answers: QuestionAnswers) -> Work:
    """Return what is left on those of the steps that are open; at least one point."""
    open_steps = [(step, state) for step in steps if (state := StepState(answers.step(step.id))).is_open]
    efforts = [step.effort for step, _ in open_steps]
    return Work(
        halves=max(2, sum(step.effort.weight * (1 if state is StepState.PARTLY else 2) for step, state in open_steps)),
        estimate=any(state is StepState.UNANSWERED for _, state in open_steps),
        steps=tuple(step.id for step, _ in open_steps),
        small=efforts.count(Effort.S),
        medium=efforts.count(Effort.M),
        large=efforts.count(Effort.L),
    )
