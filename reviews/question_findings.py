"""The findings box of the review page: what the worker found of one question, or that it has not looked yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from accounts.models import Event
from pillars import reading
from reviews.models import Acceptance, Finding, Review
from reviews.review_cards import Sheet
from reviews.states import StepState

LATE = timedelta(seconds=60)
"""A worker that has not assessed for so long is told as away: it takes a second or two, and the sweep runs each 15."""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """An essential step that is left to do, with its state."""

    step: reading.Step
    state: str


@dataclass(frozen=True, slots=True)
class Found:
    """One open finding; ``practice`` is None where it is about the whole question or review."""

    finding: Finding
    practice: reading.Practice | None
    label: str
    acceptance: Acceptance | None
    left: tuple[OpenStep, ...]
    services: tuple[reading.Service, ...]


@dataclass(frozen=True, slots=True)
class FindingsBox:
    """What was found. ``due``: an assessment of the present answers is to come; ``late``: for longer than a minute.

    ``complete``: every practice of the question has an answer.
    """

    found: tuple[Found, ...]
    due: bool
    late: bool
    complete: bool


def findings_box(review: Review, sheet: Sheet, *, at: datetime) -> FindingsBox:
    """Return the findings of the sheet's question and of the review as a whole.

    Two statements, and a third while the review is due.
    """
    running = Prefetch("acceptances", Acceptance.objects.filter(ended_at=None), to_attr="running")
    rows = Finding.objects.open().filter(review=review, question__in=(sheet.question.id, "")).prefetch_related(running)
    due = review.is_due_at(at)
    found = sorted(_found(rows, sheet), key=lambda each: (each.finding.severity != "HIGH", each.label))
    late = due and at - _changed_at(review, sheet) > LATE
    return FindingsBox(tuple(found), due, late, complete=sheet.result.complete)


def _found(rows: Iterable[Finding], sheet: Sheet) -> Iterator[Found]:
    practices = {practice.id: practice for practice in sheet.texts.practices}
    for finding in rows:
        practice = practices.get(finding.practice)
        left = _left(practice, sheet) if practice else ()
        services = {service.id: service for each in left for service in each.step.services}
        yield Found(
            finding=finding,
            practice=practice,
            label=practice.short_label if practice else "",
            acceptance=next(iter(finding.running), None),  # type: ignore[attr-defined]
            left=left,
            services=tuple(services.values()),
        )


def _left(practice: reading.Practice, sheet: Sheet) -> tuple[OpenStep, ...]:
    states = [(step, StepState(sheet.answers.step(step.id))) for step in practice.essential]
    return tuple(OpenStep(step, state.value) for step, state in states if state.is_open)


def _changed_at(review: Review, sheet: Sheet) -> datetime:
    """When the review was last changed: a note that is typed for a while stands in its item, the rest in events."""
    latest = Event.objects.filter(workload=review.workload.public_id).values_list("at", flat=True).first()
    typed = (item.changed_at for item in sheet.items.values())
    return max([review.created_at, *([latest] if latest else []), *typed])
