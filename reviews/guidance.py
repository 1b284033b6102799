"""The guidance column: what the step in hand is told apart from, and the services that help with it."""

from dataclasses import dataclass

from pillars import reading
from reviews.states import QuestionAnswers


@dataclass(frozen=True, slots=True)
class Other:
    """A step that sounds alike, what it asks instead, and its state where it belongs to the same question."""

    title: str
    difference: str
    state: str


@dataclass(frozen=True, slots=True)
class Near:
    """A group of steps that sound alike: what the step in hand asks, and what the others do."""

    difference: str
    others: tuple[Other, ...]


def near(step: reading.Step, answers: QuestionAnswers) -> tuple[Near, ...]:
    """Return the groups that a step is told apart in, so that nobody answers the same thing twice."""
    return tuple(
        Near(
            group.difference,
            tuple(
                Other(other.step.title, other.difference, answers.step(other.step.id).value) for other in group.others
            ),
        )
        for group in step.told_apart
    )


@dataclass(frozen=True, slots=True)
class Helping:
    """A service that helps with a step, and the retired services that it takes the place of."""

    service: reading.Service
    replaces: tuple[reading.Service, ...]


def helping(step: reading.Step, lens: reading.Lens) -> tuple[Helping, ...]:
    """Return the step's services, in its order."""
    retired = [service for service in lens.services.values() if service.retired]
    return tuple(
        Helping(service, tuple(old for old in retired if service.id in old.successor_ids)) for service in step.services
    )
