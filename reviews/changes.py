"""What somebody asks to change in a review, as plain data, and the check of it against the lens version.

Knows no database. ``check`` tells every problem at once, by JSON pointer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.problems import InputProblems, Problem
from pillars.compiled import Lens, Question
from reviews.addresses import is_web_address
from reviews.states import Claim, ItemKind, QuestionState, StepState

MAX_NOTE = 2084
MAX_REASON = 500
MAX_EVIDENCE = 20
MAX_CHANGES = 1000

_STATES: dict[ItemKind, type[QuestionState] | type[Claim] | type[StepState]] = {
    ItemKind.QUESTION: QuestionState,
    ItemKind.PRACTICE: Claim,
    ItemKind.STEP: StepState,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A link that backs a practice. ``as_of`` is the day for which it speaks."""

    title: str
    url: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One item to change. ``item`` is '' for the question itself.

    ``version`` is the item's version that the change was based on, 0 where nobody had answered. What is None stays as
    it is. ``confirm`` says that the present state is still true: it renews when and by whom, and nothing else.
    """

    question: str
    item: str
    version: int
    state: str | None = None
    reason: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] | None = None
    confirm: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Which item this is about."""
        return self.question, self.item

    @property
    def asks_nothing(self) -> bool:
        """Whether it names an item and changes nothing of it."""
        return (self.state, self.reason, self.note, self.evidence) == (None, None, None, None) and not self.confirm

    @property
    def only_note(self) -> bool:
        """Whether nothing but the note is changed."""
        return self.note is not None and self.state is None and self.evidence is None and not self.confirm


def kind_of(question: Question, item: str) -> ItemKind | None:
    """Return what kind of item this id is in the question, None where the question has no such item."""
    if item == "":
        return ItemKind.QUESTION
    for practice in question.practices:
        if practice.id == item:
            return ItemKind.PRACTICE
        if any(step.id == item for step in practice.steps):
            return ItemKind.STEP
    return None


def name_of(question: Question, item: str) -> str:
    """Return what people call an item: a practice's code (else its id), a step's title, the question's title."""
    for practice in question.practices:
        if practice.id == item:
            return practice.label
        for step in practice.steps:
            if step.id == item:
                return step.title
    return question.title


def check(lens: Lens, changes: Sequence[Change]) -> None:
    """Raise InputProblems, with every problem, unless each change fits the lens version and itself."""
    problems: list[Problem] = []
    if len(changes) > MAX_CHANGES:
        raise InputProblems([Problem("/items", f"At most {MAX_CHANGES} items at once, not {len(changes)}.")])
    seen: set[tuple[str, str]] = set()
    for index, change in enumerate(changes):
        problems += (Problem(f"/items/{index}/{field}", message) for field, message in _wrong(lens, change))
        if change.key in seen:
            problems.append(Problem(f"/items/{index}/item", "This item stands twice in one request."))
        seen.add(change.key)
    if problems:
        raise InputProblems(problems)


def _wrong(lens: Lens, change: Change) -> Iterable[tuple[str, str]]:
    question = next((question for question in lens.questions if question.id == change.question), None)
    if question is None:
        yield "question", f"The lens has no question {change.question!r}."
        return
    kind = kind_of(question, change.item)
    if kind is None:
        yield "item", f"The question has no practice or step {change.item!r}."
        return
    if change.state is not None:
        states = [state.value for state in _STATES[kind]]
        if change.state not in states:
            yield "state", f"{change.state!r} is not a state of a {kind}: expected one of {', '.join(states)}."
        elif change.state == Claim.NOT_APPLICABLE and not (change.reason or "").strip():
            yield "reason", "Not applicable needs a reason."
    yield from _wrong_texts(change, kind)


def _wrong_texts(change: Change, kind: ItemKind) -> Iterable[tuple[str, str]]:
    if change.reason is not None and len(change.reason) > MAX_REASON:
        yield "reason", f"At most {MAX_REASON} characters, not {len(change.reason)}."
    if change.note is not None and len(change.note) > MAX_NOTE:
        yield "note", f"At most {MAX_NOTE} characters, not {len(change.note)}."
    for text_field in ("reason", "note"):
        if "\x00" in (getattr(change, text_field) or ""):
            yield text_field, "A text may not hold the NUL character."
    if change.version < 0:
        yield "version", "A version is 0 (never answered) or more."
    if change.evidence is None:
        return
    if kind != ItemKind.PRACTICE:
        yield "evidence", "Only a practice carries evidence links."
    if len(change.evidence) > MAX_EVIDENCE:
        yield "evidence", f"At most {MAX_EVIDENCE} links."
    for link in change.evidence:
        if not is_web_address(link.url):
            yield "evidence", f"{link.url!r} is not an http or https address."
        if "\x00" in link.title:
            yield "evidence", "A text may not hold the NUL character."
        if not link.title.strip() or len(link.title) > 120 or len(link.url) > 500:
            yield "evidence", "A link has a title of 1 to 120 characters and an address of at most 500."
