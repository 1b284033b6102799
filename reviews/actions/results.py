"""Storing what a question's risk is, at once with the change that moved it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from pillars.compiled import Lens
from reviews.acceptances import AcceptanceFact, EndedAcceptance, EndReason, FindingKey
from reviews.actions.bulk_sql import upsert
from reviews.answering import AnswerRow, answers_by_question
from reviews.assessment import Context, ReviewedQuestion, assess
from reviews.models import Acceptance, Item, QuestionRecord, Review, RiskChange
from reviews.prepared import Prepared
from reviews.states import FindingKind, Severity


@dataclass(frozen=True, slots=True)
class Standing:
    """A question's risk as it is stored."""

    risk: str
    supported: str
    complete: bool
    accepted_until: datetime | None

    @classmethod
    def of(cls, question: ReviewedQuestion) -> "Standing":
        """What is stored of a computed result."""
        result = question.result
        return cls(result.risk.value, result.supported.value, result.complete, question.accepted_until)

    @property
    def columns(self) -> dict[str, Any]:
        """It, by the names of a question record's columns."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def in_trend(self) -> tuple[str, str, bool, bool]:
        """What of it the trend tells apart."""
        return self.risk, self.supported, self.complete, self.accepted_until is not None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What some questions were before a change and are after it, by question id."""

    before: Mapping[str, Standing]
    after: Mapping[str, ReviewedQuestion]

    @classmethod
    def empty(cls) -> "Outcome":
        """What follows where nothing was stored."""
        return cls({}, {})

    def moves(self) -> list[dict[str, Any]]:
        """What an event tells of the questions: risk and support before and after, also where they stayed."""
        return [
            {
                "question": question,
                "risk": [self.before[question].risk, reviewed.result.risk.value],
                "supported": [self.before[question].supported, reviewed.result.supported.value],
            }
            for question, reviewed in self.after.items()
            if question in self.before
        ]


def running_acceptances(review: Review) -> dict[FindingKey, AcceptanceFact]:
    """Return the acceptances of a review that have not ended, by finding. One statement."""
    return {
        FindingKey(FindingKind(kind), question, practice): AcceptanceFact(Severity(severity), ends_at)
        for kind, question, practice, severity, ends_at in _RUNNING.rows(review=review.pk)
    }


_RUNNING = Prepared(
    lambda review: (
        Acceptance.objects.filter(finding__review_id=review, ended_at=None)
        .order_by()
        .values_list("finding__kind", "finding__question", "finding__practice", "severity", "ends_at")
    ),
    review=0,
)


def refresh(
    review: Review, lens: Lens, *, before: Iterable[AnswerRow], after: Iterable[AnswerRow], at: datetime
) -> Outcome:
    """Compute the questions of these items anew, store what moved, and return both sides.

    ``before`` and ``after`` are all items of the questions concerned. Runs inside the caller's transaction, which holds
    the review's row. Acceptances that no longer cover their finding end here.
    """
    before, after = list(before), list(after)
    acceptances = running_acceptances(review)
    then = _assess(review, lens, before, after, acceptances, at)
    old = {question: Standing.of(reviewed) for question, reviewed in then[0].items()}
    end_acceptances(review, then[2], acceptances, at)
    store(review, old, {question: Standing.of(reviewed) for question, reviewed in then[1].items()}, day=at.date())
    return Outcome(old, then[1])


def refresh_after_decision(review: Review, lens: Lens, items: Iterable[Item], at: datetime) -> None:
    """Store what a decision on a finding made of the questions' acceptance, compared with what was stored before."""
    records = QuestionRecord.objects.filter(review=review)
    old = {r.question: Standing(r.risk, r.supported, r.complete, r.accepted_until) for r in records}
    assessment = assess(lens, answers_by_question(items), context_of(review, running_acceptances(review), at))
    new = {question.result.question: Standing.of(question) for question in assessment.questions}
    store(review, old, new, day=at.date())


def context_of(review: Review, acceptances: Mapping[FindingKey, AcceptanceFact], at: datetime) -> Context:
    """Return what the assessment knows of a review beside its answers. The review must come with its workload."""
    workload = review.workload
    return Context(
        now=at,
        interval_days=workload.interval_days,
        tier=workload.tier,
        target=workload.target,
        acceptances=acceptances,
    )


def _assess(
    review: Review,
    lens: Lens,
    before: Sequence[AnswerRow],
    after: Sequence[AnswerRow],
    acceptances: Mapping[FindingKey, AcceptanceFact],
    at: datetime,
) -> tuple[dict[str, ReviewedQuestion], dict[str, ReviewedQuestion], tuple[EndedAcceptance, ...]]:
    touched = {item.question for item in after}
    part = replace(lens, questions=tuple(question for question in lens.questions if question.id in touched))
    of_part = {key: fact for key, fact in acceptances.items() if key.question in touched}
    context = context_of(review, of_part, at)
    old = assess(part, answers_by_question(before), context)
    new = assess(part, answers_by_question(after), context)
    by_id = [{question.result.question: question for question in each.questions} for each in (old, new)]
    return by_id[0], by_id[1], new.ended


def store(review: Review, old: Mapping[str, Standing], new: Mapping[str, Standing], *, day: date) -> None:
    """Store the standings that differ from the old ones, and the day's row of the trend where it tells them apart."""
    moved = {question: standing for question, standing in new.items() if standing != old.get(question)}
    if moved:
        write_records([(review, question, standing) for question, standing in moved.items()])
    in_trend = [
        (review, question, standing, day)
        for question, standing in moved.items()
        if question not in old or standing.in_trend != old[question].in_trend
    ]
    if in_trend:
        write_trend(in_trend)


def write_records(rows: Iterable[tuple[Review, str, Standing]]) -> None:
    """Insert or overwrite questions' standings. One statement for a few thousand."""
    values = [
        {
            "review_id": review.pk,
            "question": question,
            **standing.columns,
        }
        for review, question, standing in rows
    ]
    told = ("risk", "supported", "complete", "accepted_until")
    upsert(QuestionRecord, values, unique=("review_id", "question"), update=told)


def write_trend(rows: Iterable[tuple[Review, str, Standing, date]]) -> None:
    """Insert or overwrite what held at the end of a day. One statement for a few thousand."""
    values = [
        {
            "review_id": review.pk,
            "question": question,
            "day": day,
            "risk": standing.risk,
            "supported": standing.supported,
            "complete": standing.complete,
            "accepted": standing.accepted_until is not None,
        }
        for review, question, standing, day in rows
    ]
    told = ("risk", "supported", "complete", "accepted")
    upsert(RiskChange, values, unique=("review_id", "question", "day"), update=told)


def end_acceptances(
    review: Review, ended: Iterable[EndedAcceptance], facts: Mapping[FindingKey, AcceptanceFact], at: datetime
) -> None:
    """Store that acceptances ended: at the moment they name where their date came, else now."""
    for end in ended:
        moment = facts[end.key].until if end.reason is EndReason.DATE else at
        Acceptance.objects.filter(
            finding__review=review,
            finding__kind=end.key.kind,
            finding__question=end.key.question,
            finding__practice=end.key.practice,
            ended_at=None,
        ).update(ended_at=moment, ended=end.reason.value)
