"""The review page: one question of a review, what was answered, and what follows from it at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from accounts.models import User
from pillars import reading
from pillars.compiling import compiled
from pillars.rules import Risk
from reviews.answering import answers_by_question
from reviews.assessment import assess_question
from reviews.contradictions import tells
from reviews.item_views import ItemView, Key, Named
from reviews.models import Item, QuestionRecord, Review, Round
from reviews.path import Stage, next_item, path
from reviews.review_cards import PracticeCard, Sheet, cards
from reviews.review_facts import Facts, WayRung, facts, way
from reviews.states import Claim, ItemKind, QuestionAnswers, StepState


class RoundFacts(NamedTuple):
    """The round that a review is in: of the answers that are there, how many were given or confirmed in it."""

    number: int
    started_at: datetime
    confirmed: int
    answered: int


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the list at the left. ``done`` of ``total`` essential steps, or practices where it has no steps."""

    id: str
    name: str
    code: str
    risk: Risk
    supported: Risk
    complete: bool
    so_far: bool
    accepted: bool
    done: int
    total: int
    here: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """A pillar's rows."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One question of a review as the page shows it, without the list at its left.

    ``answered`` counts the review's questions that are complete.
    ``next`` is the item to answer next, '' where everything that is offered was answered; ``hand`` the one in hand.
    """

    lens: reading.Lens
    question: reading.Question
    item: ItemView
    cards: tuple[PracticeCard, ...]
    facts: Facts
    way: tuple[WayRung, ...]
    looks_in_place: tuple[Named, ...]
    stages: tuple[Stage, ...]
    next: str
    hand: str
    round: RoundFacts
    saved_at: datetime | None
    row: Row
    answered: int


def fetch(user: User, workload_id: str, alias: str) -> Review:
    """Return a review that this person may read, with workload, team, lens and its latest round. One statement.

    Raises Review.DoesNotExist.
    """
    latest = Round.objects.filter(review=OuterRef("pk")).order_by("-number")
    return (
        Review.objects.visible_to(user)
        .select_related("workload__team", "lens")
        .annotate(
            round_number=Subquery(latest.values("number")[:1]), round_started=Subquery(latest.values("started_at")[:1])
        )
        .get(workload__public_id=workload_id, lens__alias=alias)
    )


def items_of(review: Review) -> dict[Key, Item]:
    """Return all items of a review with who answered them. One statement."""
    return {(item.question, item.item): item for item in Item.objects.filter(review=review).select_related("by")}


def records_of(review: Review) -> dict[str, QuestionRecord]:
    """Return what is stored of a review's questions, by id. One statement."""
    return {record.question: record for record in QuestionRecord.objects.filter(review=review)}


def sheet_of(
    review: Review, question_id: str, items: Mapping[Key, Item], *, reader: User, hand: str | None = None
) -> Sheet:
    """Return what the cards of one question are made of; without ``hand`` what comes next is in hand.

    ``review`` comes from ``fetch``. Raises KeyError where the lens has no such question. No statement.
    """
    question = compiled(review.version_id).question(question_id)
    answers = answers_by_question(items.values()).get(question_id, QuestionAnswers())
    result = assess_question(question, answers)
    return Sheet(
        question=question,
        texts=reading.lens(review.version_id).questions[question_id],
        items=items,
        answers=answers,
        result=result,
        said=tells(question, result, answers),
        reader=reader,
        round_started=review.round_started,  # type: ignore[attr-defined]
        hand=next_item(question, result, answers) if hand is None else hand,
        is_chosen=hand is not None,
    )


def page_of(review: Review, sheet: Sheet, *, accepted_until: datetime | None) -> ReviewPage:
    """Return the page of the sheet's question; ``review`` comes from ``fetch``. No statement."""
    texts = reading.lens(review.version_id)
    answers = answers_by_question(sheet.items.values())
    target = review.workload.target
    return ReviewPage(
        lens=texts,
        question=sheet.texts,
        item=sheet.view("", ItemKind.QUESTION),
        cards=cards(sheet),
        facts=facts(compiled(review.version_id), texts, sheet, answers, target=target, accepted_until=accepted_until),
        way=way(sheet),
        looks_in_place=tuple(sheet.name_of(each.practice) for each in sheet.result.practices if each.looks_in_place),
        stages=path(sheet.question, sheet.result, sheet.answers),
        next=next_item(sheet.question, sheet.result, sheet.answers),
        hand=sheet.hand,
        round=_round(review, sheet.items.values()),
        saved_at=max((item.changed_at for item in sheet.items.values()), default=None),
        row=_row_here(sheet, accepted_until),
        answered=sum(_is_answered(each, answers.get(each.id, QuestionAnswers())) for each in texts.questions.values()),
    )


def chapters_of(page: ReviewPage, records: Mapping[str, QuestionRecord], items: Iterable[Item]) -> tuple[Chapter, ...]:
    """Return the list at the left: the page's own question as computed, the others as they are stored."""
    answers = answers_by_question(items)
    made = []
    for pillar in page.lens.pillars:
        rows = tuple(
            page.row
            if question.id == page.question.id
            else _row(question, answers.get(question.id, QuestionAnswers()), records[question.id])
            for question in pillar.questions
        )
        made.append(Chapter(pillar.name, rows))
    return tuple(made)


def _row(question: reading.Question, answers: QuestionAnswers, record: QuestionRecord) -> Row:
    done, total = _progress(question, answers)
    return Row(
        id=question.id,
        name=question.short or question.title,
        code=question.code,
        risk=Risk(record.risk),
        supported=Risk(record.supported),
        complete=record.complete,
        so_far=not record.complete and Risk(record.risk) is not Risk.UNANSWERED,
        accepted=record.accepted_until is not None,
        done=done,
        total=total,
        here=False,
    )


def _row_here(sheet: Sheet, accepted_until: datetime | None) -> Row:
    done, total = _progress(sheet.texts, sheet.answers)
    return Row(
        id=sheet.texts.id,
        name=sheet.texts.short or sheet.texts.title,
        code=sheet.texts.code,
        risk=sheet.result.risk,
        supported=sheet.result.supported,
        complete=sheet.result.complete,
        so_far=sheet.result.so_far,
        accepted=accepted_until is not None,
        done=done,
        total=total,
        here=True,
    )


def _progress(question: reading.Question, answers: QuestionAnswers) -> tuple[int, int]:
    """Essential steps done, of those that apply; where a question has none, its practices answered, of all."""
    essential = [answers.step(step.id) for practice in question.practices for step in practice.essential]
    if not essential:
        return sum(practice.id in answers.claims for practice in question.practices), len(question.practices)
    return essential.count(StepState.DONE), len(essential) - essential.count(StepState.NOT_APPLICABLE)


def _is_answered(question: reading.Question, answers: QuestionAnswers) -> bool:
    """Whether the question does not apply or each of its practices has an answer."""
    claims = (answers.claim(practice.id) for practice in question.practices)
    return not answers.applicable or all(claim is not Claim.UNANSWERED for claim in claims)


def _round(review: Review, items: Iterable[Item]) -> RoundFacts:
    started: datetime = review.round_started  # type: ignore[attr-defined]
    given = [item.at for item in items if item.at is not None]
    return RoundFacts(
        number=review.round_number,  # type: ignore[attr-defined]
        started_at=started,
        confirmed=sum(at >= started for at in given),
        answered=len(given),
    )
