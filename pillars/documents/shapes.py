"""What a lens document says, as plain frozen data; references between its parts are ids, as in the document.

Every tuple keeps the document's order. A text that the document leaves out is ''.
"""

from dataclasses import dataclass
from datetime import date

from pillars.compiled import Effort
from pillars.rules import Risk, Tree


@dataclass(frozen=True, slots=True)
class Link:
    """Something to read on. ``kind`` is "help" (helpful resource) or "plan" (improvement plan)."""

    kind: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Service:
    """A recommended product; ``retired_on`` and ``successor_ids`` are set for a retired one only."""

    id: str
    name: str
    text: str
    url: str
    retired_on: date | None
    successor_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """Where a step comes from."""

    id: str
    title: str
    short: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a maturity level looks like."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Level:
    """A maturity level, 1 to 4."""

    number: int
    title: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A concept or an outcome, shown at the practice with ``practice_code`` ('' for none)."""

    id: str
    title: str
    text: str
    practice_code: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """A known difficulty and its solution."""

    id: str
    title: str
    solution: str
    practice_codes: tuple[str, ...]
    area_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """A page to read on; a product guide names its service."""

    id: str
    title: str
    url: str
    service_id: str


@dataclass(frozen=True, slots=True)
class Member:
    """A step of an overlap and what tells it apart from the others."""

    step_id: str
    difference: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """Steps that sound alike and ask different things."""

    title: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement inside a practice. ``level`` is 2 to 4; ``seed`` counts section, subsection, bullet from 1."""

    id: str
    title: str
    statement: str
    guidance: str
    area_id: str
    level: int
    effort: Effort
    essential: bool
    mark_id: str
    service_ids: tuple[str, ...]
    suggested_ids: tuple[str, ...]
    seed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """One best practice. ``risk`` is what its absence alone gives, None where the document doesn't say."""

    id: str
    code: str
    title: str
    short: str
    description: str
    risk: Risk | None
    why: str
    outcome: str
    in_place: str
    not_in_place: str
    not_applicable: str
    anti_patterns: tuple[str, ...]
    links: tuple[Link, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class NoneChoice:
    """A "None of these" choice: no practice."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Rule:
    """``text`` is the condition as written, ``tree`` the same parsed."""

    text: str
    tree: Tree
    risk: Risk


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its practices and rules."""

    id: str
    title: str
    description: str
    aws_id: str
    code: str
    short: str
    links: tuple[Link, ...]
    practices: tuple[Practice, ...]
    none_choices: tuple[NoneChoice, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Pillar:
    """A chapter of the lens."""

    id: str
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole lens document."""

    alias: str
    name: str
    description: str
    pillars: tuple[Pillar, ...]
    concepts: tuple[Note, ...]
    services: tuple[Service, ...]
    areas: tuple[Area, ...]
    levels: tuple[Level, ...]
    challenges: tuple[Challenge, ...]
    outcomes: tuple[Note, ...]
    resources: tuple[Resource, ...]
    overlaps: tuple[Overlap, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, pillar by pillar."""
        return tuple(question for pillar in self.pillars for question in pillar.questions)
