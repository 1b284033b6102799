"""What the page of a workload shows: each review's risk and why, what to do first, what happened."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Event
from pillars import reading
from pillars.models import LensVersion
from pillars.rules import Risk
from reviews.live import LiveReview, acceptances_of, live
from reviews.maturity import HoldBack
from reviews.models import Improvement, Item, Milestone, Review, Workload, WorkloadLink
from reviews.question_results import PracticeResult, QuestionResult
from reviews.states import Claim, StepState
from reviews.way_down import Rung

#: How many events the page shows first, and at most.
EVENTS = 30
ALL_EVENTS = 1000
FIRST = 5


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """A practice with its result. ``steps`` are the states of its next steps, ``open`` the open ones' titles."""

    text: reading.Practice
    result: PracticeResult
    accepted: bool
    note: str
    level: int
    steps: tuple[StepState, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RungRow:
    """A rung of the way down, with the texts of the practices that it adds and the titles of what is left to do.

    ``backs``: all of them are claimed already, and their steps have to follow. ``skips_medium``: it leads from high to
    none, and no other leads to medium.
    """

    rung: Rung
    practices: tuple[reading.Practice, ...]
    left: tuple[str, ...]
    backs: bool
    skips_medium: bool


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with its result, why it is so, and the way down."""

    text: reading.Question
    result: QuestionResult
    accepted_until: datetime | None
    practices: tuple[PracticeRow, ...]
    rungs: tuple[RungRow, ...]

    @property
    def is_claim(self) -> bool:
        """Whether the steps say that the risk is higher than claimed."""
        return self.result.risk != self.result.supported


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review of the workload."""

    review: Review
    live: LiveReview
    questions: tuple[QuestionRow, ...]
    holds_back: HoldBack | None
    held_practice: reading.Practice | None
    days_old: int | None

    @property
    def answered(self) -> int:
        """How many questions are complete."""
        return sum(question.result.complete for question in self.questions)


@dataclass(frozen=True, slots=True)
class Line:
    """One of the first lines of the plan."""

    improvement: Improvement
    practice: reading.Practice
    steps: tuple[str, ...]
    days_late: int


@dataclass(frozen=True, slots=True)
class WorkloadPage:
    """Everything on the page."""

    reviews: tuple[ReviewRow, ...]
    startable: tuple[LensVersion, ...]
    lines: tuple[Line, ...]
    plan_size: int
    milestone: Milestone | None
    events: tuple[Event, ...]
    more_events: bool
    tags: tuple[str, ...]
    links: tuple[WorkloadLink, ...]
    assessing: bool

    @property
    def worst(self) -> QuestionRow | None:
        """The question that carries most, as supported; None where nothing was begun."""
        questions = [question for review in self.reviews for question in review.questions]
        return min(questions, key=lambda question: _WORST.index(question.result.supported), default=None)


_WORST = (Risk.HIGH, Risk.MEDIUM, Risk.UNANSWERED, Risk.NONE, Risk.NOT_APPLICABLE)


def read(workload: Workload, *, at: datetime, events: int = EVENTS) -> WorkloadPage:
    """Read the page of a workload that comes with its team and owner, with so many of its latest events.

    The statements don't grow with what it holds.
    """
    reviews = list(Review.objects.filter(workload=workload).select_related("lens").order_by("lens__alias"))
    for review in reviews:
        review.workload = workload
    items: dict[int, list[Item]] = defaultdict(list)
    for item in Item.objects.filter(review__in=reviews):
        items[item.review_id].append(item)
    acceptances = acceptances_of(reviews)
    rows = [_review(live(each, items[each.pk], acceptances.get(each.pk, {}), at=at), at) for each in reviews]
    started = {review.lens_id for review in reviews}
    plan = Improvement.objects.filter(review__in=reviews).open().in_order()
    lines = list(plan.select_related("owner", "review"))
    latest = list(Event.objects.filter(workload=workload.public_id)[: events + 1])
    return WorkloadPage(
        reviews=tuple(rows),
        startable=tuple(v for v in LensVersion.objects.current().for_list() if v.lens_id not in started),
        lines=tuple(_line(line, at.date()) for line in lines[:FIRST]),
        plan_size=len(lines),
        milestone=Milestone.objects.filter(workload=workload).first(),
        events=tuple(latest[:events]),
        more_events=len(latest) > events,
        tags=tuple(tag.name for tag in workload.tags.all()),
        links=tuple(workload.links.all()),
        assessing=any(review.is_due_at(at) for review in reviews),
    )


def _review(of: LiveReview, at: datetime) -> ReviewRow:
    held = next(iter(of.holds_back), None)
    oldest = of.assessment.oldest_confirmed
    return ReviewRow(
        review=of.review,
        live=of,
        questions=tuple(_question(of, question.result.question) for question in of.assessment.questions),
        holds_back=held,
        held_practice=of.texts.practices[held.question, held.practice] if held else None,
        days_old=(at.date() - oldest.date()).days if oldest else None,
    )


def _question(of: LiveReview, question_id: str) -> QuestionRow:
    reviewed = next(each for each in of.assessment.questions if each.result.question == question_id)
    accepted = {
        (finding.key.question, finding.key.practice) for finding in of.assessment.findings if finding.accepted_until
    }
    return QuestionRow(
        text=of.texts.questions[question_id],
        result=reviewed.result,
        accepted_until=reviewed.accepted_until,
        practices=tuple(
            _practice(of, question_id, practice, accepted=(question_id, practice.practice) in accepted)
            for practice in reviewed.result.practices
        ),
        rungs=tuple(_rung(of, reviewed.result, rung) for rung in reviewed.result.way_down),
    )


def _practice(of: LiveReview, question_id: str, result: PracticeResult, *, accepted: bool) -> PracticeRow:
    text = of.texts.practices[question_id, result.practice]
    answers = of.answers.get(question_id)
    next_level = min((result.maturity.level or 1) + 1, 4)
    steps = [step for step in text.steps if step.level == next_level]
    states = [answers.step(step.id) if answers else StepState.UNANSWERED for step in steps]
    return PracticeRow(
        text=text,
        result=result,
        accepted=accepted,
        note=of.notes.get((question_id, result.practice), ""),
        level=next_level,
        steps=tuple(states),
        open=tuple(step.title for step, state in zip(steps, states, strict=True) if state.is_open),
    )


def _rung(of: LiveReview, result: QuestionResult, rung: Rung) -> RungRow:
    texts = tuple(of.texts.practices[result.question, practice] for practice in rung.further)
    left = [step for practice in rung.further for step in result.work[practice].steps]
    claims = {practice.practice: practice.claim for practice in result.practices}
    return RungRow(
        rung=rung,
        practices=texts,
        left=tuple(of.texts.steps[step].title for step in left),
        backs=all(claims[practice] is Claim.IN_PLACE for practice in rung.further),
        skips_medium=result.supported is Risk.HIGH and all(each.risk is Risk.NONE for each in result.way_down),
    )


def _line(line: Improvement, today: date) -> Line:
    texts = reading.lens(line.review.version_id)
    return Line(
        improvement=line,
        practice=texts.practices[line.question, line.practice],
        steps=tuple(texts.steps[step].title for step in line.plan.get("steps", []) if step in texts.steps),
        days_late=(today - line.due).days if line.due and line.due < today else 0,
    )
