"""One item of a review as pages show it: its state, who gave it and when, what doesn't fit it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reviews.states import Claim, ItemKind, QuestionState, StepState

Key = tuple[str, str]
"""A question's id and the item's id in it."""

START = {
    ItemKind.QUESTION: QuestionState.APPLICABLE.value,
    ItemKind.PRACTICE: Claim.UNANSWERED.value,
    ItemKind.STEP: StepState.UNANSWERED.value,
}
"""What an item is before anybody has answered."""


@dataclass(frozen=True, slots=True)
class Given:
    """Who gave or confirmed an answer and when. ``name`` is '' where that person is gone."""

    name: str
    mine: bool
    at: datetime
    in_round: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Another item by its id, with the words that name it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Told:
    """What doesn't fit beside an item, with the other items by name."""

    kind: str
    others: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Backing:
    """A link that backs a practice, and the day for which it speaks."""

    title: str
    url: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item as it stands."""

    question: str
    item: str
    kind: ItemKind
    state: str
    version: int
    reason: str
    note: str
    evidence: tuple[Backing, ...]
    given: Given | None
    tells: tuple[Told, ...]

    @property
    def is_answered(self) -> bool:
        """Whether somebody gave a state other than the one at the start."""
        return self.state != START[self.kind]

    @property
    def key(self) -> str:
        """What tells the item from every other one of its review."""
        return f"{self.question}/{self.item}"


def backing_of(link: Mapping[str, str | None]) -> Backing:
    """Return a stored evidence link as a page shows it."""
    day = link["as_of"]
    return Backing(link["title"] or "", link["url"] or "", date.fromisoformat(day) if day else None)
