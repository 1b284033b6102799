"""Finding something in a lens."""

from collections.abc import Iterator
from dataclasses import dataclass

from pillars.reading import Lens

EXCERPT = 160
"""Characters of a hit's text that are shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: what it is, where it stands on the lens's page, its title and a piece of its text."""

    kind: str
    anchor: str
    label: str
    title: str
    text: str

    @property
    def excerpt(self) -> str:
        """The beginning of the text."""
        return self.text if len(self.text) <= EXCERPT else self.text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def find(lens: Lens, query: str) -> tuple[Hit, ...]:
    """Return what contains every word of ``query``, ignoring case, in the order of the lens's page."""
    words = query.casefold().split()
    if not words:
        return ()
    return tuple(hit for hit, text in _everything(lens) if all(word in text for word in words))


def _everything(lens: Lens) -> Iterator[tuple[Hit, str]]:
    yield from _asked(lens)
    for service in lens.services.values():
        yield _entry("service", f"service-{service.id}", "", service.name, service.text, [])
    for concept in lens.concepts:
        yield _entry("concept", f"concept-{concept.id}", "", concept.title, concept.text, [])
    for outcome in lens.outcomes:
        yield _entry("outcome", f"outcome-{outcome.id}", "", outcome.title, outcome.text, [])
    for challenge in lens.challenges:
        yield _entry("challenge", f"challenge-{challenge.id}", "", challenge.title, challenge.solution, [])
    for resource in lens.resources:
        yield _entry("resource", f"resource-{resource.id}", "", resource.title, resource.url, [])


def _asked(lens: Lens) -> Iterator[tuple[Hit, str]]:
    for question in lens.questions.values():
        label = question.code or question.id
        yield _entry("question", question.id, label, question.title, question.description, [])
        for practice in question.practices:
            more = [
                *(practice.description, practice.outcome, practice.in_place, practice.not_in_place),
                *(practice.not_applicable, *practice.anti_patterns, *(link.text for link in practice.links)),
            ]
            yield _entry("practice", practice.anchor, practice.label, practice.title, practice.why, more)
            for step in practice.steps:
                area = step.area.title if step.area else ""
                yield _entry("step", step.id, practice.label, step.title, step.statement, [step.guidance, area])


def _entry(kind: str, anchor: str, label: str, title: str, text: str, more: list[str]) -> tuple[Hit, str]:
    return Hit(kind, anchor, label, title, text), "\n".join([label, title, text, *more]).casefold()
