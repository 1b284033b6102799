"""A review's assessment as it stands this moment, with all that its page computes of every question; stores nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pillars import reading
from pillars.compiled import Practice, Question, Step
from reviews.contradictions import tells
from reviews.live import LiveReview, acceptances_of, live
from reviews.maturity import LEVELS, HoldBack
from reviews.models import Item, Review, Round
from reviews.path import Share, Stage, next_item, offered_level, path, share_of
from reviews.question_results import PracticeResult, QuestionResult
from reviews.states import Claim, QuestionAnswers, StepState
from reviews.way_down import Rung


@dataclass(frozen=True, slots=True)
class Count:
    """Steps that are done, or answered at all, of those that are asked."""

    done: int
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class AssessedPractice:
    """A practice. ``offered`` is the highest level whose steps the path offers; ``share`` is of the level to reach."""

    text: reading.Practice
    result: PracticeResult
    accepted: bool
    offered: int
    share: Share | None


@dataclass(frozen=True, slots=True)
class WayDown:
    """A rung of the way down; ``backs``: its practices are in place and lack support. ``steps`` are what is left."""

    rung: Rung
    backs: bool
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Beside an item: what doesn't fit it, and the ids of the items that it doesn't fit."""

    item: str
    kind: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssessedQuestion:
    """A question with everything that follows from its answers. ``next`` is the id of the item to look at next."""

    text: reading.Question
    result: QuestionResult
    accepted_until: datetime | None
    practices: tuple[AssessedPractice, ...]
    way_down: tuple[WayDown, ...]
    contradictions: tuple[Contradiction, ...]
    path: tuple[Stage, ...]
    next: str
    essential: Count
    second: Count
    above: Count


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """The round at hand: of the answers that are there, how many were given or confirmed in it."""

    number: int
    started_at: datetime
    confirmed: int
    answered: int


@dataclass(frozen=True, slots=True)
class AssessedReview:
    """All that is computed of a review. ``saved_at`` is when anything in it was written last, None before that."""

    live: LiveReview
    saved_at: datetime | None
    round: RoundFacts
    holds_back: tuple[HoldBack, ...]
    questions: tuple[AssessedQuestion, ...]
    answered: int
    to_answer: int


def assessed(review: Review, *, at: datetime) -> AssessedReview:
    """Return the assessment of a review that comes with its workload. Three statements, whatever the lens's size."""
    items = list(Item.objects.filter(review=review))
    latest = Round.objects.filter(review=review).latest("number")
    of = live(review, items, acceptances_of([review]).get(review.pk, {}), at=at)
    given = [item.at for item in items if item.at is not None]
    questions = tuple(_questions(of))
    return AssessedReview(
        live=of,
        saved_at=max((item.changed_at for item in items), default=None),
        round=RoundFacts(
            latest.number, latest.started_at, sum(moment >= latest.started_at for moment in given), len(given)
        ),
        holds_back=of.holds_back,
        questions=questions,
        answered=sum(question.result.complete for question in questions),
        to_answer=sum(len(each.to_answer) for each in of.assessment.maturity.practices),
    )


def _questions(of: LiveReview) -> Iterator[AssessedQuestion]:
    accepted = {
        (finding.key.question, finding.key.practice) for finding in of.assessment.findings if finding.accepted_until
    }
    for question, each in zip(of.lens.questions, of.assessment.questions, strict=True):
        text, answers = of.texts.questions[question.id], of.answers.get(question.id, QuestionAnswers())
        result = each.result
        said = tells(question, result, answers)
        steps = [step for practice in question.practices for step in practice.steps]
        yield AssessedQuestion(
            text=text,
            result=result,
            accepted_until=each.accepted_until,
            practices=tuple(_practices(text, question, result, answers, accepted)),
            way_down=tuple(_rungs(result, answers)),
            contradictions=tuple(
                Contradiction(item, tell.kind.value, tell.others) for item, told in said.items() for tell in told
            ),
            path=path(question, result, answers),
            next=next_item(question, result, answers),
            essential=_count([step for step in steps if step.essential], answers),
            second=_count([step for step in steps if step.level == LEVELS[0]], answers),
            above=_count([step for step in steps if step.level > LEVELS[0]], answers),
        )


def _practices(
    text: reading.Question,
    question: Question,
    result: QuestionResult,
    answers: QuestionAnswers,
    accepted: set[tuple[str, str]],
) -> Iterator[AssessedPractice]:
    for words, practice, each in zip(text.practices, question.practices, result.practices, strict=True):
        yield AssessedPractice(
            text=words,
            result=each,
            accepted=(question.id, practice.id) in accepted,
            offered=offered_level(practice, each, answers),
            share=_share(practice, each, answers) if practice.steps else None,
        )


def _share(practice: Practice, result: PracticeResult, answers: QuestionAnswers) -> Share:
    """How much is done of the level that comes next, of the last one where all are reached."""
    return share_of(practice, min((result.maturity.level or 1) + 1, LEVELS[-1]), answers)


def _rungs(result: QuestionResult, answers: QuestionAnswers) -> Iterator[WayDown]:
    for rung in result.way_down:
        claims = {answers.claim(practice) for practice in rung.further}
        left = tuple(step for practice in rung.further for step in result.work[practice].steps)
        yield WayDown(rung, backs=claims == {Claim.IN_PLACE}, steps=left)


def _count(steps: list[Step], answers: QuestionAnswers) -> Count:
    states = [answers.step(step.id) for step in steps]
    return Count(states.count(StepState.DONE), len(states) - states.count(StepState.UNANSWERED), len(states))
