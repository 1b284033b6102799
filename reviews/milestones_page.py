"""A workload's milestones, and what moved between two of them, or between one and now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pillars import reading
from pillars.compiling import compiled
from reviews.comparing import Comparison, PracticeMove, QuestionMove, compare
from reviews.models import Milestone, MilestoneReview, Review, Workload
from reviews.snapshots import snapshot

NOW = "now"


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of a comparison: a milestone, or now."""

    key: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """A practice in the comparison; ``before`` and ``after`` are the states of its steps up to the highest level
    answered, in groups by area."""

    move: PracticeMove
    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]
    done_before: int
    done_after: int


@dataclass(frozen=True, slots=True)
class AreaMoves:
    """The steps of one area and practice that moved the same way."""

    area: str
    practice: str
    titles: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewComparison:
    """One lens of the comparison, with its sums."""

    lens: reading.Lens
    comparison: Comparison
    questions: tuple[tuple[QuestionMove, tuple[PracticeRow, ...]], ...]
    rose: tuple[AreaMoves, ...]
    fell: tuple[AreaMoves, ...]
    risen: int
    fallen: int


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Everything that the page of a comparison shows."""

    start: Moment
    end: Moment
    moments: tuple[Moment, ...]
    reviews: tuple[ReviewComparison, ...]

    @property
    def risen(self) -> int:
        """How many steps rose, over all lenses."""
        return sum(review.risen for review in self.reviews)

    @property
    def fallen(self) -> int:
        """How many steps fell, over all lenses."""
        return sum(review.fallen for review in self.reviews)


def moments(workload: Workload, *, at: datetime) -> tuple[Moment, ...]:
    """Return what can be compared: the milestones, oldest first, and now."""
    kept = Milestone.objects.filter(workload=workload).order_by("at", "id")
    return (*(Moment(each.public_id, each.name, each.at) for each in kept), Moment(NOW, "Now", at))


def compared(workload: Workload, *, start: str, end: str, at: datetime) -> ComparisonPage | None:
    """Compare two moments by their keys; None where one of them is not the workload's."""
    known = moments(workload, at=at)
    by_key = {moment.key: moment for moment in known}
    if start not in by_key or end not in by_key:
        return None
    before, after = _documents(workload, start), _documents(workload, end)
    shared = [version for version in after if version in before]
    return ComparisonPage(
        start=by_key[start],
        end=by_key[end],
        moments=known,
        reviews=tuple(_compared(version, before[version], after[version]) for version in shared),
    )


def _documents(workload: Workload, key: str) -> dict[int, Mapping[str, Any]]:
    """Return the snapshots of a moment by lens version."""
    if key == NOW:
        reviews = Review.objects.filter(workload=workload).select_related("lens")
        return {review.version_id: snapshot(review) for review in reviews}
    kept = MilestoneReview.objects.filter(milestone__public_id=key, milestone__workload=workload)
    return {each.version_id: each.snapshot for each in kept}


def _compared(version: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> ReviewComparison:
    comparison = compare(compiled(version), before, after)
    lens = reading.lens(version)
    moves = [practice for question in comparison.questions for practice in question.practices]
    return ReviewComparison(
        lens=lens,
        comparison=comparison,
        questions=tuple(
            (question, tuple(_row(lens, practice) for practice in question.practices))
            for question in comparison.questions
        ),
        rose=tuple(_areas(lens, moves, 1)),
        fell=tuple(_areas(lens, moves, -1)),
        risen=sum(move.risen for move in moves),
        fallen=sum(move.fallen for move in moves),
    )


def _areas(lens: reading.Lens, moves: Sequence[PracticeMove], direction: int) -> Iterator[AreaMoves]:
    for move in moves:
        steps = [step for step in move.steps if step.direction == direction]
        for area in dict.fromkeys(step.area for step in steps):
            here = [step for step in steps if step.area == area]
            yield AreaMoves(
                area=lens.areas[area].title if area in lens.areas else area,
                practice=move.code or move.title,
                titles=tuple(step.title for step in here),
                before=tuple(step.before for step in here),
                after=tuple(step.after for step in here),
            )


def _row(lens: reading.Lens, move: PracticeMove) -> PracticeRow:
    answered = [step for step in move.steps if {step.before, step.after} != {"unanswered"}]
    top = max((lens.steps[step.step].level for step in answered), default=2)
    shown = [step for step in move.steps if lens.steps[step.step].level <= top]
    areas = list(dict.fromkeys(step.area for step in shown))
    return PracticeRow(
        move=move,
        before=tuple(tuple(step.before for step in shown if step.area == area) for area in areas),
        after=tuple(tuple(step.after for step in shown if step.area == area) for area in areas),
        done_before=sum(step.before == "done" for step in shown),
        done_after=sum(step.after == "done" for step in shown),
    )
