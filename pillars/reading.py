"""A lens version to be read by people: all its texts, with what belongs together put together.

Built from the version's own document with one statement; evaluation uses ``pillars.compiling`` instead. References
that the document makes by id are objects here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from pillars.documents import reread, shapes
from pillars.models import LensSource

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Service(shapes.Service):
    """A service with its lifecycle and its product guides."""

    successors: tuple[shapes.Service, ...]
    guides: tuple[shapes.Resource, ...]

    @property
    def retired(self) -> bool:
        """Whether the service is retired: never recommended without its successors."""
        return self.retired_on is not None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another step that sounds alike, and what it asks instead."""

    step: shapes.Step
    difference: str


@dataclass(frozen=True, slots=True)
class ToldApart:
    """What a step asks within a group of steps that sound alike, and what the others ask."""

    title: str
    difference: str
    others: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class Step(shapes.Step):
    """A step with its area, mark, services, and the steps that it suggests or is told apart from."""

    practice_id: str
    practice_label: str
    area: shapes.Area | None
    mark: shapes.Mark | None
    services: tuple[Service, ...]
    suggests: tuple[shapes.Step, ...]
    told_apart: tuple[ToldApart, ...]


@dataclass(frozen=True, slots=True)
class Practice(shapes.Practice):
    """A practice with its guidance. ``anchor`` is its place on the lens's page."""

    question_id: str
    anchor: str
    steps: tuple[Step, ...]
    concepts: tuple[shapes.Note, ...]
    outcomes: tuple[shapes.Note, ...]
    challenges: tuple[shapes.Challenge, ...]

    @property
    def label(self) -> str:
        """Return the code, else the choice's id."""
        return self.code or self.id

    @property
    def short_label(self) -> str:
        """Return what tells it apart within its question: BP01 of REL03-BP01, else its title."""
        return self.code.rpartition("-")[2] or self.title

    @property
    def essential(self) -> tuple[Step, ...]:
        """The steps without which "in place" is not believed."""
        return tuple(step for step in self.steps if step.essential)

    @property
    def services(self) -> tuple[Service, ...]:
        """The services that help with its steps, each once, in the order of the steps."""
        return tuple({service.id: service for step in self.steps for service in step.services}.values())

    @property
    def help(self) -> tuple[shapes.Link, ...]:
        """The document's helpful resources."""
        return tuple(link for link in self.links if link.kind == "help")

    @property
    def plan(self) -> tuple[shapes.Link, ...]:
        """The document's improvement plan."""
        return tuple(link for link in self.links if link.kind == "plan")


@dataclass(frozen=True, slots=True)
class Question(shapes.Question):
    """A question with its practices."""

    pillar_id: str
    practices: tuple[Practice, ...]


@dataclass(frozen=True, slots=True)
class Pillar(shapes.Pillar):
    """A pillar with its questions."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Lens:
    """A lens version. The mappings go from ids: a practice's is (question id, choice id)."""

    version_id: int
    alias: str
    number: int
    published_at: datetime
    name: str
    description: str
    pillars: tuple[Pillar, ...]
    levels: tuple[shapes.Level, ...]
    concepts: tuple[shapes.Note, ...]
    outcomes: tuple[shapes.Note, ...]
    challenges: tuple[shapes.Challenge, ...]
    resources: tuple[shapes.Resource, ...]
    overlaps: tuple[shapes.Overlap, ...]
    areas: Mapping[str, shapes.Area] = field(repr=False)
    services: Mapping[str, Service] = field(repr=False)
    questions: Mapping[str, Question] = field(repr=False)
    practices: Mapping[tuple[str, str], Practice] = field(repr=False)
    steps: Mapping[str, Step] = field(repr=False)


@lru_cache(maxsize=32)
def lens(version_id: int) -> Lens:
    """Return a lens version with all its texts: one statement the first time and none after that.

    Raises LensSource.DoesNotExist. The cache is this process's own and never stale: a version doesn't change.
    """
    source = LensSource.objects.select_related("version__lens").get(pk=version_id)
    document = reread(bytes(source.document))
    builder = _Builder(document)
    pillars = builder.pillars()
    questions = {question.id: question for pillar in pillars for question in pillar.questions}
    practices = {(name, found.id): found for name, question in questions.items() for found in question.practices}
    return Lens(
        version_id=version_id,
        alias=source.version.lens.alias,
        number=source.version.number,
        published_at=source.version.published_at,
        name=document.name,
        description=document.description,
        pillars=pillars,
        levels=document.levels,
        concepts=document.concepts,
        outcomes=document.outcomes,
        challenges=document.challenges,
        resources=document.resources,
        overlaps=document.overlaps,
        areas=builder.areas,
        services=builder.services,
        questions=questions,
        practices=practices,
        steps={step.id: step for practice in practices.values() for step in practice.steps},
    )


def _extended(make: Callable[..., T], said: object, **more: object) -> T:
    """Return what the document says of a thing with ``more``, which replaces fields of the same name."""
    known = {place.name: getattr(said, place.name) for place in fields(said)}  # type: ignore[arg-type]  # a dataclass
    return make(**(known | more))


class _Builder:
    """Puts together what the document refers to by id."""

    def __init__(self, document: shapes.Document) -> None:
        self._document = document
        self._said = {
            step.id: step for question in document.questions for held in question.practices for step in held.steps
        }
        self.areas = {area.id: area for area in document.areas}
        self._marks = {mark.id: mark for level in document.levels for mark in level.marks}
        self.services = self._services()

    def _services(self) -> dict[str, Service]:
        said = {service.id: service for service in self._document.services}
        return {
            name: _extended(
                Service,
                service,
                successors=tuple(said[successor] for successor in service.successor_ids),
                guides=tuple(resource for resource in self._document.resources if resource.service_id == name),
            )
            for name, service in said.items()
        }

    def pillars(self) -> tuple[Pillar, ...]:
        return tuple(
            _extended(
                Pillar, pillar, questions=tuple(self._question(question, pillar.id) for question in pillar.questions)
            )
            for pillar in self._document.pillars
        )

    def _question(self, said: shapes.Question, pillar_id: str) -> Question:
        practices = tuple(self._practice(practice, said.id) for practice in said.practices)
        return _extended(Question, said, pillar_id=pillar_id, practices=practices)

    def _practice(self, said: shapes.Practice, question_id: str) -> Practice:
        document, code = self._document, said.code
        return _extended(
            Practice,
            said,
            question_id=question_id,
            # Choice ids are unique in their question only.
            anchor=code or f"{question_id}.{said.id}",
            steps=tuple(self._step(step, said) for step in said.steps),
            concepts=tuple(note for note in document.concepts if code and note.practice_code == code),
            outcomes=tuple(note for note in document.outcomes if code and note.practice_code == code),
            challenges=tuple(found for found in document.challenges if code in found.practice_codes),
        )

    def _step(self, said: shapes.Step, practice: shapes.Practice) -> Step:
        return _extended(
            Step,
            said,
            practice_id=practice.id,
            practice_label=practice.code or practice.id,
            area=self.areas.get(said.area_id),
            mark=self._marks.get(said.mark_id),
            services=tuple(self.services[name] for name in said.service_ids),
            suggests=tuple(self._said[name] for name in said.suggested_ids),
            told_apart=tuple(self._told_apart(said.id)),
        )

    def _told_apart(self, step_id: str) -> list[ToldApart]:
        groups = []
        for overlap in self._document.overlaps:
            differences = {member.step_id: member.difference for member in overlap.members}
            if step_id in differences:
                others = tuple(
                    Neighbour(self._said[name], text) for name, text in differences.items() if name != step_id
                )
                groups.append(ToldApart(overlap.title, differences[step_id], others))
        return groups
