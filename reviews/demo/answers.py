"""From what the demo says of practices and levels to the changes that a save takes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pillars.compiled import Practice, Question
from reviews.changes import Change, Evidence
from reviews.demo.fixture import Answer, Calendar, Said
from reviews.models import Item
from reviews.states import QuestionState, StepState


def changes_of(event: Answer, question: Question, present: Mapping[str, Item], calendar: Calendar) -> list[Change]:
    """Return the changes that an event makes; ``present`` are the question's items by id."""
    changes = {change.item: change for change in _changes(event, question, calendar)}
    if event.confirm:
        others = [item for item in present.values() if item.at is not None and item.item not in changes]
        changes |= {item.item: Change(question.id, item.item, item.version, confirm=True) for item in others}
    return [
        replace(change, version=present[change.item].version) if change.item in present else change
        for change in changes.values()
    ]


def _changes(event: Answer, question: Question, calendar: Calendar) -> Iterator[Change]:
    if event.not_applicable:
        yield Change(question.id, "", 0, state=QuestionState.NOT_APPLICABLE, reason=event.not_applicable)
    by_code = {practice.code: practice for practice in question.practices}
    for code, said in event.said().items():
        practice = by_code[code]
        if said.state or said.note or said.evidence:
            yield Change(
                question.id,
                practice.id,
                0,
                state=said.state,
                reason=said.reason,
                note=said.note,
                evidence=_evidence(said, calendar) if said.evidence else None,
            )
        for step, state in _states(practice, said).items():
            reason = said.not_applicable.get(step)
            yield Change(question.id, step, 0, state=state, reason=reason, note=said.notes.get(step))


def _states(practice: Practice, said: Said) -> dict[str, str]:
    """Return the state of each step that something is said of."""
    states = {step.id: said.levels[str(step.level)] for step in practice.steps if str(step.level) in said.levels}
    lists: Mapping[str, Any] = {
        StepState.DONE: said.done,
        StepState.PARTLY: said.partly,
        StepState.NOT_DONE: said.not_done,
        StepState.NOT_APPLICABLE: said.not_applicable,
    }
    return states | {step: state for state, steps in lists.items() for step in steps}


def _evidence(said: Said, calendar: Calendar) -> tuple[Evidence, ...]:
    return tuple(Evidence(link["title"], link["url"], calendar.day(link["day"])) for link in said.evidence)
