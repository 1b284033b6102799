"""The heat map's page of rows: each workload's risk in words, a cell for each practice or pillar, its maturity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from pillars import reading
from pillars.rules import Risk
from reviews.heat_map import CellState
from reviews.models import QuestionRecord, Review
from reviews.portfolio.deadlines import day_in
from reviews.portfolio.decisions import Decisions
from reviews.portfolio.figures import Line
from reviews.states import FindingKind

MOST_COLUMNS = 8
"""A lens with more practices than this has its pillars across."""

WORST_FIRST = {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.UNANSWERED: 2, Risk.NONE: 3, Risk.NOT_APPLICABLE: 4}


@dataclass(frozen=True, slots=True)
class Column:
    """What stands across: a practice, or a pillar of a lens that has many. ``anchor`` is a practice's place in it."""

    id: tuple[str, str]
    code: str
    name: str
    title: str
    anchor: str = ""

    @property
    def question(self) -> str:
        """The question's id, '' for a pillar."""
        return self.id[0] if self.practice else ""

    @property
    def practice(self) -> str:
        """The practice's id, '' for a pillar."""
        return self.id[1]

    @property
    def pillar(self) -> str:
        """The pillar's id, '' for a practice."""
        return "" if self.practice else self.id[0]

    @property
    def short(self) -> str:
        """What names it in a sentence: its code, else its name."""
        return self.code or self.name

    @property
    def address(self) -> str:
        """Where a review's page has this practice: the query and the fragment of its address."""
        question, practice = self.id
        return f"?{urlencode({'q': question, 'hand': practice})}#{self.anchor}"


@dataclass(frozen=True, slots=True)
class PracticeCell:
    """What the ``cell`` tag draws of a practice."""

    column: Column
    state: str
    severity: str = ""
    done: int = 0
    total: int = 0
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class PillarCell:
    """The worst risk in a pillar, as supported, and how many of its questions have it."""

    column: Column
    risk: str
    count: int
    accepted: bool
    so_far: bool


@dataclass(frozen=True, slots=True)
class RiskTold:
    """A review's worst question, as supported; ``others`` are further questions with the same risk."""

    risk: str
    claimed: str
    so_far: bool
    answered: int
    practices: int
    accepted_until: date | None
    back_since: date | None
    days_old: int | None
    others: int

    @property
    def differs(self) -> bool:
        """Whether the steps say something else than the claims."""
        return self.risk != self.claimed

    @property
    def accepted(self) -> bool:
        """Whether somebody accepts the risk for a while."""
        return self.accepted_until is not None


@dataclass(frozen=True, slots=True)
class Row:
    """A workload in the heat map; ``told`` is None where it has no review against the lens."""

    line: Line
    told: RiskTold | None
    assessing: bool
    practices: tuple[PracticeCell, ...]
    pillars: tuple[PillarCell, ...]


def columns(lens: reading.Lens) -> tuple[Column, ...]:
    """Return what stands across: the practices, or the pillars where those are too many."""
    if len(lens.practices) > MOST_COLUMNS:
        return tuple(Column((pillar.id, ""), "", pillar.name, pillar.name) for pillar in lens.pillars)
    return tuple(
        Column(key, short_code(practice.code), practice.short or practice.title, practice.title, practice.anchor)
        for key, practice in lens.practices.items()
    )


def short_code(code: str) -> str:
    """Return what tells a practice's code apart within its question: BP01 of REL03-BP01."""
    return code.rpartition("-")[2]


def rows(lines: Sequence[Line], lens: reading.Lens, made: Decisions, at: datetime) -> list[Row]:
    """Return the rows of one page. Two statements: the reviews, and the records of their questions."""
    ids = [line.review_id for line in lines if line.review_id is not None]
    found = Review.objects.filter(pk__in=ids).prefetch_related("question_records")
    held = {review.pk: review for review in found}
    across = columns(lens)
    return [_row(line, held.get(line.review_id or 0), across, lens, made, at) for line in lines]


def _row(
    line: Line, review: Review | None, across: Sequence[Column], lens: reading.Lens, made: Decisions, at: datetime
) -> Row:
    records = list(review.question_records.all()) if review else []
    by_pillar = len(lens.practices) > MOST_COLUMNS
    return Row(
        line=line,
        told=_told(line, review, records, lens, made, at) if review and records else None,
        assessing=review is not None and review.is_due,
        practices=() if by_pillar else tuple(_practice_cells(review, across, made)),
        pillars=tuple(_pillar_cells(records, across, lens)) if by_pillar else (),
    )


def _told(
    line: Line,
    review: Review,
    records: Sequence[QuestionRecord],
    lens: reading.Lens,
    made: Decisions,
    at: datetime,
) -> RiskTold:
    worst = min(records, key=_badness)
    question = lens.questions.get(worst.question)
    practices = [practice.id for practice in question.practices] if question else []
    states = {cell["practice"]: cell["state"] for cell in review.cells if cell["question"] == worst.question}
    at_risk = Risk(worst.supported).is_at_risk
    until = day_in(line.zone, worst.accepted_until) if worst.accepted_until else None
    return RiskTold(
        risk=worst.supported,
        claimed=worst.risk,
        so_far=not worst.complete and worst.risk != Risk.UNANSWERED,
        answered=sum(states.get(name, CellState.UNANSWERED) != CellState.UNANSWERED for name in practices),
        practices=len(practices),
        accepted_until=until,
        back_since=made.back_in(review.pk) if at_risk and until is None else None,
        days_old=_age(review.oldest_confirmed, line.zone, at) if review.stale else None,
        others=sum(_badness(record) == _badness(worst) for record in records) - 1,
    )


def _age(confirmed: datetime | None, zone: str, at: datetime) -> int | None:
    """Return how many days ago a moment was, by the calendar of a time zone."""
    return None if confirmed is None else (day_in(zone, at) - day_in(zone, confirmed)).days


def _badness(record: QuestionRecord) -> tuple[int, bool, bool]:
    return WORST_FIRST[Risk(record.supported)], record.accepted_until is not None, not record.complete


def _practice_cells(review: Review | None, across: Sequence[Column], made: Decisions) -> Iterable[PracticeCell]:
    cells: Mapping[tuple[str, str], dict[str, Any]] = {
        (cell["question"], cell["practice"]): cell for cell in (review.cells if review else [])
    }
    for column in across:
        cell = cells.get(column.id)
        if review is None or cell is None:
            yield PracticeCell(column, CellState.UNANSWERED)
            continue
        accepted = cell["state"] == CellState.ACCEPTED
        yield PracticeCell(
            column,
            _beneath(made.accepted.get((review.pk, *column.id))) if accepted else cell["state"],
            cell["severity"],
            cell["essential_done"],
            cell["essential_total"],
            accepted=accepted,
        )


def _beneath(kind: str | None) -> str:
    """What is accepted: a claim that is not supported, else an absent practice."""
    return CellState.NOT_SUPPORTED if kind == FindingKind.UNSUPPORTED else CellState.ABSENT


def _pillar_cells(
    records: Sequence[QuestionRecord], across: Sequence[Column], lens: reading.Lens
) -> Iterable[PillarCell]:
    for column in across:
        inside = [
            record
            for record in records
            if record.question in lens.questions and lens.questions[record.question].pillar_id == column.id[0]
        ]
        if not inside:
            yield PillarCell(column, Risk.UNANSWERED, 0, accepted=False, so_far=False)
            continue
        worst = min(inside, key=_badness)
        yield PillarCell(
            column,
            worst.supported,
            sum(record.supported == worst.supported for record in inside),
            accepted=worst.accepted_until is not None,
            so_far=not worst.complete and worst.risk != Risk.UNANSWERED,
        )
