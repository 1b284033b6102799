"""What follows from the answers at once: the risk's facts, the maturity with what holds it back, the way down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pillars import reading
from pillars.compiled import Lens
from reviews.item_views import Named
from reviews.maturity import HoldBack, Maturity, holding_back, practice_levels, workload_maturity
from reviews.question_results import QuestionResult
from reviews.review_cards import Sheet
from reviews.states import Claim, QuestionAnswers, StepState
from reviews.way_down import Rung


@dataclass(frozen=True, slots=True)
class Held:
    """What one practice lacks for the workload's next level, by names; ``lacking`` are its open essential steps."""

    practice: str
    why: HoldBack
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Steps that are done, partly done or answered at all, of those that are asked."""

    done: int
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the question, and of the workload's maturity over the whole lens.

    ``levels`` are the labels and levels of this question's practices that have steps; ``essential``, ``second`` and
    ``above`` count its essential steps, its level 2 steps, and those above level 2.
    """

    result: QuestionResult
    accepted_until: datetime | None
    maturity: Maturity
    target: int | None
    levels: tuple[tuple[str, int | None], ...]
    to_answer: int
    held: tuple[Held, ...]
    essential: Count
    second: Count
    above: Count


@dataclass(frozen=True, slots=True)
class WayRung:
    """A rung of the way down with its practices' names; ``backs``: they are in place, and lack only support."""

    rung: Rung
    practices: tuple[Named, ...]
    backs: bool

    @property
    def steps(self) -> int:
        """How many essential steps are left to do on it."""
        return self.rung.small + self.rung.medium + self.rung.large


def facts(
    lens: Lens,
    texts: reading.Lens,
    sheet: Sheet,
    answers: Mapping[str, QuestionAnswers],
    *,
    target: int | None,
    accepted_until: datetime | None,
) -> Facts:
    """Return the facts of the sheet's question. ``answers`` are those of the whole review, by question id."""
    levels = [
        level
        for question in lens.questions
        for level in practice_levels(question, answers.get(question.id, QuestionAnswers()))
    ]
    here = {level.practice: level for level in levels if level.question == sheet.question.id}
    steps = [step for practice in sheet.question.practices for step in practice.steps]
    return Facts(
        result=sheet.result,
        accepted_until=accepted_until,
        maturity=workload_maturity(levels),
        target=target,
        levels=tuple((each.short_label, here[each.id].level) for each in sheet.texts.practices if each.steps),
        to_answer=sum(len(level.to_answer) for level in levels),
        held=tuple(_held(texts, each) for each in holding_back(lens, answers)),
        essential=_count(sheet, [step.id for step in steps if step.essential]),
        second=_count(sheet, [step.id for step in steps if step.level == 2]),
        above=_count(sheet, [step.id for step in steps if step.level > 2]),
    )


def _count(sheet: Sheet, ids: list[str]) -> Count:
    states = [sheet.answers.step(step_id) for step_id in ids]
    return Count(states.count(StepState.DONE), len(ids) - states.count(StepState.UNANSWERED), len(ids))


def _held(texts: reading.Lens, why: HoldBack) -> Held:
    practice = texts.practices[why.question, why.practice]
    titles = {step.id: step.title for step in practice.steps}
    return Held(practice.short_label, why, tuple(titles[step_id] for step_id in why.essential))


def way(sheet: Sheet) -> tuple[WayRung, ...]:
    """Return the way down of a complete question, with names."""
    return tuple(_rungs(sheet))


def _rungs(sheet: Sheet) -> Iterator[WayRung]:
    for rung in sheet.result.way_down:
        claims = {sheet.answers.claim(practice) for practice in rung.further}
        yield WayRung(rung, tuple(map(sheet.name_of, rung.further)), backs=claims == {Claim.IN_PLACE})
