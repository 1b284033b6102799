"""Item rows as the plain answers that the pure functions read."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from reviews.states import Claim, ItemKind, QuestionAnswers, QuestionState, StepState


class AnswerRow(Protocol):
    """What of an item counts for the assessment: a row, or a dataclass of the same shape."""

    question: str
    item: str
    kind: str
    state: str


def answers_by_question(rows: Iterable[AnswerRow]) -> dict[str, QuestionAnswers]:
    """Return the answers of one review, by question id. Rows that hold only a note count as unanswered."""
    grouped: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        grouped[row.question].append(row)
    return {question: _answers(rows) for question, rows in grouped.items()}


def _answers(rows: list[AnswerRow]) -> QuestionAnswers:
    applicable = True
    claims: dict[str, Claim] = {}
    steps: dict[str, StepState] = {}
    confirmed = {}
    for row in rows:
        at = getattr(row, "at", None)
        if at is not None:
            confirmed[row.item] = at
        if row.kind == ItemKind.PRACTICE:
            claims[row.item] = Claim(row.state)
        elif row.kind == ItemKind.STEP:
            steps[row.item] = StepState(row.state)
        else:
            applicable = row.state != QuestionState.NOT_APPLICABLE
    return QuestionAnswers(applicable=applicable, claims=claims, steps=steps, confirmed=confirmed)
