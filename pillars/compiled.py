"""A lens version as plain frozen data: what the pure functions read instead of the database.

Built by ``pillars.compiling`` from the tables; knows no Django. The order of every tuple is the lens's own.
"""

from dataclasses import dataclass
from enum import StrEnum

from pillars.rules import Rule


class Effort(StrEnum):
    """How much work a step is. S: up to two days of one person; M: up to one sprint of one team; L: more."""

    S = "S"
    M = "M"
    L = "L"

    @property
    def weight(self) -> int:
        """What the effort counts in sums: S 1, M 3, L 8."""
        return {"S": 1, "M": 3, "L": 8}[self.value]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement inside a practice. ``level`` is 2, 3 or 4; ``services`` and ``suggests`` hold ids."""

    id: str
    title: str
    area: str
    level: int
    effort: Effort
    essential: bool
    mark: str = ""
    services: tuple[str, ...] = ()
    suggests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Practice:
    """One best practice. ``id`` is the choice's id in the lens, ``code`` is like ``REL03-BP01`` (else '')."""

    id: str
    code: str
    title: str
    steps: tuple[Step, ...] = ()

    @property
    def essential(self) -> tuple[Step, ...]:
        """The steps without which "in place" is not believed."""
        return tuple(step for step in self.steps if step.essential)

    @property
    def label(self) -> str:
        """What names the practice in sorting: its code, else the choice's id."""
        return self.code or self.id


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``none_choices`` are the ids of "None of these" choices, which are no practices.

    ``rules`` stand in the document's order; the first true one wins.
    """

    id: str
    pillar: str
    title: str
    practices: tuple[Practice, ...]
    none_choices: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()

    def __hash__(self) -> int:
        # Questions are cache keys of the assessment: hashing 90 steps at each look-up would cost more than it saves.
        return hash((self.pillar, self.id, len(self.practices)))

    def practice(self, practice_id: str) -> Practice:
        """Return the practice with this choice id; raises KeyError when the question has none such."""
        for practice in self.practices:
            if practice.id == practice_id:
                return practice
        raise KeyError(practice_id)


@dataclass(frozen=True, slots=True)
class Lens:
    """One published version of a lens."""

    alias: str
    number: int
    name: str
    questions: tuple[Question, ...]

    def question(self, question_id: str) -> Question:
        """Return the question with this id; raises KeyError when the lens has none such."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)
