"""The heat map's cell of a practice, and where a review stands in the worst-first list. Knows no Django."""

from dataclasses import dataclass
from enum import StrEnum

from pillars.rules import Risk
from reviews.maturity import LEVELS, LevelState, Maturity
from reviews.question_results import PracticeResult, QuestionResult
from reviews.states import Claim, Severity, Support


class CellState(StrEnum):
    """What a cell of the heat map shows."""

    IN_PLACE = "in_place"
    CLAIMED_ONLY = "claimed_only"
    IN_PART = "in_part"
    NOT_SUPPORTED = "not_supported"
    ABSENT = "absent"
    ACCEPTED = "accepted"
    NOT_APPLICABLE = "not_applicable"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Cell:
    """One practice in the heat map. ``severity`` is that of its finding, also where it is accepted."""

    question: str
    practice: str
    state: CellState
    severity: Severity
    essential_done: int
    essential_total: int


_IN_PLACE = {
    Support.CLAIMED_ONLY: CellState.CLAIMED_ONLY,
    Support.IN_PART: CellState.IN_PART,
    Support.NOT_SUPPORTED: CellState.NOT_SUPPORTED,
    Support.SUPPORTED: CellState.IN_PLACE,
    None: CellState.IN_PLACE,
}

_OTHERWISE = {
    Claim.NOT_IN_PLACE: CellState.ABSENT,
    Claim.NOT_APPLICABLE: CellState.NOT_APPLICABLE,
    Claim.UNANSWERED: CellState.UNANSWERED,
}


def cell_of(question: QuestionResult, practice: PracticeResult, *, accepted: bool) -> Cell:
    """Return the cell of a practice; ``accepted``: its finding is covered by a running acceptance."""
    state = _IN_PLACE[practice.support] if practice.claim == Claim.IN_PLACE else _OTHERWISE[practice.claim]
    if question.risk is Risk.NOT_APPLICABLE:
        state = CellState.NOT_APPLICABLE
    elif accepted:
        state = CellState.ACCEPTED
    return Cell(
        question=question.question,
        practice=practice.practice,
        state=state,
        severity=practice.severity,
        essential_done=practice.essential_done,
        essential_total=practice.essential_total,
    )


_WORST_FIRST = {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.UNANSWERED: 2, Risk.NONE: 3, Risk.NOT_APPLICABLE: 4}


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a review stands in the worst-first list (UI.md, "Portfolio"): smaller is worse, field by field.

    ``risk``: 0 HIGH to 4 NOT_APPLICABLE, as supported; ``accepted``: 0 open, 1 accepted; ``tier`` 1 to 3; ``kind``:
    0 claimed, 1 unsupported, 2 so far; ``target``: 0 below, 1 not; ``maturity``: 1 to 4, 0 not assessed, 5 has none.
    """

    risk: int
    accepted: int
    tier: int
    kind: int
    target: int
    maturity: int

    def number(self, *, first: bool) -> int:
        """Pack the rank into one number to sort by; ``first``: the review is stale or was sent back."""
        digits = (self.risk, self.accepted, 0 if first else 1, self.tier, self.kind, self.target, self.maturity)
        return int("".join(map(str, digits)))


def rank_of(
    questions: tuple[tuple[QuestionResult, bool], ...], maturity: Maturity, *, tier: int, target: int | None
) -> Rank:
    """Rank a review by its worst question. ``questions`` come with whether their risk is accepted."""
    risk, accepted, kind = min(
        ((_WORST_FIRST[question.supported], int(accepted), _kind(question)) for question, accepted in questions),
        default=(_WORST_FIRST[Risk.NOT_APPLICABLE], 0, 0),
    )
    level = maturity.level
    if level is None:
        level = 0 if maturity.state is LevelState.NOT_ASSESSED else LEVELS[-1] + 1
    return Rank(risk, accepted, tier, kind, 0 if maturity.is_below(target) else 1, level)


def _kind(question: QuestionResult) -> int:
    if not question.complete:
        return 2
    return 0 if question.risk == question.supported else 1
