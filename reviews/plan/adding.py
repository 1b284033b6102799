"""The open steps of a workload that are not on its plan yet: what somebody can add by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from pillars import reading
from reviews.models import Improvement, Item, Review, Workload
from reviews.states import ItemKind, StepState


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that can be put on the plan; ``value`` names it in a form, with its lens."""

    value: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Offered:
    """The open steps of one practice."""

    lens: str
    code: str
    name: str
    choices: tuple[Choice, ...]


def offered(workload: Workload) -> tuple[Offered, ...]:
    """Return the open steps of a workload's reviews that no line of its plan has, by practice. Three statements."""
    reviews = list(Review.objects.filter(workload=workload).order_by("lens__alias"))
    closed = Item.objects.filter(review__in=reviews, kind=ItemKind.STEP)
    closed = closed.filter(state__in=[StepState.DONE, StepState.NOT_APPLICABLE])
    taken = set(closed.values_list("review_id", "item"))
    lines = Improvement.objects.filter(review__in=reviews).open()
    for review_id, plan, added in lines.values_list("review_id", "plan", "added_steps"):
        taken |= {(review_id, step) for step in [*plan.get("steps", ()), *added]}
    return tuple(found for review in reviews for found in _of_review(review, taken))


def _of_review(review: Review, taken: set[tuple[int, str]]) -> Iterator[Offered]:
    lens = reading.lens(review.version_id)
    for practice in lens.practices.values():
        choices = tuple(
            Choice(f"{lens.alias}:{step.id}", step.title, step.level)
            for step in practice.steps
            if (review.pk, step.id) not in taken
        )
        if choices:
            yield Offered(lens.name, practice.code, practice.short or practice.title, choices)


@dataclass(frozen=True, slots=True)
class Named:
    """A step that a form names: where it is."""

    review: Review
    question: str
    practice: str
    step: str


def named(workload: Workload, value: str) -> Named | None:
    """Find the step that ``Choice.value`` names among a workload's reviews; None where it has none such."""
    alias, _, step = value.partition(":")
    reviews = Review.objects.select_related("workload__team", "lens")
    review = reviews.filter(workload=workload, lens__alias=alias).first()
    if review is None:
        return None
    for (question, practice), held in reading.lens(review.version_id).practices.items():
        if any(known.id == step for known in held.steps):
            return Named(review, question, practice, step)
    return None
