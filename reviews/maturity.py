"""Maturity of practices and of a workload (DESIGN.md, "Maturity"). Knows no Django; whole numbers only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from pillars.compiled import Lens, Question
from reviews.states import Claim, QuestionAnswers, StepState

START = 1
"""The level that needs nothing."""

LEVELS = (2, 3, 4)
"""The levels that steps decide."""

NEEDED_PERCENT = 80
"""Share of a level's applicable steps that has to be done; partly counts half."""


class LevelState(StrEnum):
    """Whether there is a level to show."""

    ASSESSED = "assessed"
    NOT_ASSESSED = "not_assessed"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class PracticeLevel:
    """A practice's maturity. ``level`` is None unless the state is ASSESSED.

    ``to_answer`` holds the ids (the practice's, or its level 2 steps') that are unanswered while NOT_ASSESSED.
    """

    question: str
    practice: str
    state: LevelState
    level: int | None = None
    to_answer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Maturity:
    """A workload's maturity against one lens: that of its lowest applicable practice.

    NOT_ASSESSED while any practice is; LEFT_OUT where no practice with steps applies.
    """

    state: LevelState
    level: int | None
    practices: tuple[PracticeLevel, ...]

    def is_below(self, target: int | None) -> bool:
        """Whether an assessed level is lower than the workload's target (1 to 4, None where there is none)."""
        return self.level is not None and target is not None and self.level < target


@dataclass(frozen=True, slots=True)
class Lift:
    """One answer that raises the workload by itself: in place or done, on this item, takes it to ``level``."""

    item: str
    level: int


@dataclass(frozen=True, slots=True)
class HoldBack:
    """What a practice lacks for the workload's next level.

    ``level`` is that next level; ``claim_missing``: the practice is not in place; ``essential``: ids of applicable
    essential steps not done; ``percent`` of the applicable steps is done, of ``needed_percent``; ``missing_halves``:
    half steps short of it; ``too_few_apply``: fewer than half of the level's steps apply, so it cannot be reached;
    ``lifts``: single answers that are enough, with the level that the workload then has.
    """

    question: str
    practice: str
    level: int
    claim_missing: bool
    essential: tuple[str, ...]
    percent: int
    needed_percent: int
    missing_halves: int
    too_few_apply: bool
    lifts: tuple[Lift, ...]


@dataclass(frozen=True, slots=True)
class _LevelSteps:
    ids: tuple[str, ...]
    essential: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Count:
    halves: int
    applicable: int
    total: int
    essential: tuple[str, ...]

    @property
    def missing_halves(self) -> int:
        """Half steps short of the needed share, rounded up."""
        return max(0, -(-NEEDED_PERCENT * 2 * self.applicable // 100) - self.halves)

    @property
    def too_few_apply(self) -> bool:
        return self.total == 0 or 2 * self.applicable < self.total

    @property
    def reached(self) -> bool:
        return not self.essential and not self.missing_halves and not self.too_few_apply


@lru_cache(maxsize=512)
def _steps_by_level(question: Question) -> tuple[tuple[_LevelSteps, ...], ...]:
    return tuple(
        tuple(
            _LevelSteps(
                tuple(step.id for step in practice.steps if step.level == level),
                tuple(step.id for step in practice.essential if step.level == level),
            )
            for level in LEVELS
        )
        for practice in question.practices
    )


def _count(steps: _LevelSteps, given: Mapping[str, StepState]) -> _Count:
    states = [given.get(step_id, StepState.UNANSWERED) for step_id in steps.ids]
    return _Count(
        halves=2 * states.count(StepState.DONE) + states.count(StepState.PARTLY),
        applicable=len(states) - states.count(StepState.NOT_APPLICABLE),
        total=len(states),
        essential=tuple(
            step_id
            for step_id in steps.essential
            if given.get(step_id) not in (StepState.DONE, StepState.NOT_APPLICABLE)
        ),
    )


def practice_levels(question: Question, answers: QuestionAnswers) -> tuple[PracticeLevel, ...]:
    """Return the level of each practice, in the question's order; none of a question that is not applicable counts."""
    levels = []
    for practice, steps in zip(question.practices, _steps_by_level(question), strict=True):
        claim = answers.claim(practice.id) if answers.applicable else Claim.NOT_APPLICABLE
        levels.append(_practice_level(question.id, practice.id, steps, claim, answers.steps))
    return tuple(levels)


def _practice_level(
    question: str, practice: str, steps: Sequence[_LevelSteps], claim: Claim, given: Mapping[str, StepState]
) -> PracticeLevel:
    if claim == Claim.NOT_APPLICABLE or not any(level.ids for level in steps):
        return PracticeLevel(question, practice, LevelState.LEFT_OUT)
    if claim == Claim.UNANSWERED:
        return PracticeLevel(question, practice, LevelState.NOT_ASSESSED, to_answer=(practice,))
    if claim == Claim.NOT_IN_PLACE:
        return PracticeLevel(question, practice, LevelState.ASSESSED, START)
    unanswered = tuple(
        step_id for step_id in steps[0].ids if given.get(step_id, StepState.UNANSWERED) == StepState.UNANSWERED
    )
    if unanswered:
        return PracticeLevel(question, practice, LevelState.NOT_ASSESSED, to_answer=unanswered)
    reached = START
    for level, level_steps in zip(LEVELS, steps, strict=True):
        if not _count(level_steps, given).reached:
            break
        reached = level
    return PracticeLevel(question, practice, LevelState.ASSESSED, reached)


def workload_maturity(practices: Sequence[PracticeLevel]) -> Maturity:
    """Return the maturity over all the practices of a lens."""
    if any(practice.state is LevelState.NOT_ASSESSED for practice in practices):
        return Maturity(LevelState.NOT_ASSESSED, None, tuple(practices))
    level = min((practice.level for practice in practices if practice.level is not None), default=None)
    return Maturity(LevelState.LEFT_OUT if level is None else LevelState.ASSESSED, level, tuple(practices))


def holding_back(lens: Lens, answers: Mapping[str, QuestionAnswers]) -> tuple[HoldBack, ...]:
    """Say what holds the workload back from its next level: one entry for each practice at its level.

    ``answers`` by question id. Empty at level 4, and where the maturity is not assessed.
    """
    given = {question.id: answers.get(question.id, QuestionAnswers()) for question in lens.questions}
    levels = [level for question in lens.questions for level in practice_levels(question, given[question.id])]
    now = workload_maturity(levels).level
    if now is None or now == LEVELS[-1]:
        return ()
    others = sorted(level.level for level in levels if level.level is not None)
    # What stays lowest when one practice rises: the next one up, or the end of the scale for a single practice.
    ceiling = others[1] if len(others) > 1 else LEVELS[-1]
    return tuple(
        _hold_back(lens.question(level.question), level.practice, given[level.question], now, ceiling)
        for level in levels
        if level.level == now
    )


def _hold_back(question: Question, practice_id: str, answers: QuestionAnswers, now: int, ceiling: int) -> HoldBack:
    place = [practice.id for practice in question.practices].index(practice_id)
    steps = _steps_by_level(question)[place][LEVELS.index(now + 1)]
    count = _count(steps, answers.steps)
    claim_missing = answers.claim(practice_id) == Claim.NOT_IN_PLACE
    lifts = []
    for item, changed in _single_answers(practice_id, steps.ids, answers):
        level = practice_levels(question, changed)[place].level
        if level is not None and min(level, ceiling) > now:
            lifts.append(Lift(item, min(level, ceiling)))
    return HoldBack(
        question=question.id,
        practice=practice_id,
        level=now + 1,
        claim_missing=claim_missing,
        essential=count.essential,
        percent=50 * count.halves // count.applicable if count.applicable else 0,
        needed_percent=NEEDED_PERCENT,
        missing_halves=count.missing_halves,
        too_few_apply=count.too_few_apply,
        lifts=tuple(lifts),
    )


def _single_answers(
    practice_id: str, step_ids: Sequence[str], answers: QuestionAnswers
) -> Iterator[tuple[str, QuestionAnswers]]:
    """The answers after each single change for the better: the claim where it is missing, else a step of the level."""
    if answers.claim(practice_id) == Claim.NOT_IN_PLACE:
        yield practice_id, replace(answers, claims={**answers.claims, practice_id: Claim.IN_PLACE})
        return
    for step_id in step_ids:
        if StepState(answers.step(step_id)).is_open:
            yield step_id, replace(answers, steps={**answers.steps, step_id: StepState.DONE})
