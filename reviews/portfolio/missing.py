"""Which practices are missing most often: what could be put right once for many workloads."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from pillars import reading
from reviews.models import Item, Review
from reviews.portfolio.heat import Column, short_code
from reviews.states import Claim, ItemKind, QuestionState

MOST = 5


@dataclass(frozen=True, slots=True)
class Missing:
    """A practice that is absent in ``absent`` of the ``answered`` workloads where it is answered and applies."""

    column: Column
    label: str
    absent: int
    answered: int


def missing_most(reviews: QuerySet[Review], lens: reading.Lens, *, most: int | None = MOST) -> tuple[Missing, ...]:
    """Return the practices that are absent anywhere, most often absent first, at most so many. One statement.

    Equal numbers: the greater share first, then the lens's order.
    """
    outside = Item.objects.filter(
        review=OuterRef("review"),
        question=OuterRef("question"),
        kind=ItemKind.QUESTION,
        state=QuestionState.NOT_APPLICABLE,
    )
    rows = (
        Item.objects.filter(review__in=reviews, kind=ItemKind.PRACTICE)
        .filter(state__in=[Claim.IN_PLACE, Claim.NOT_IN_PLACE])
        .filter(~Exists(outside))
        .order_by()
        .values_list("question", "item", "state")
        .annotate(number=Count("pk"))
    )
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for question, item, state, number in rows:
        counts[question, item][state] = number
    found = [
        Missing(
            Column(key, short_code(practice.code), practice.short or practice.title, practice.title, practice.anchor),
            practice.label,
            counts[key][Claim.NOT_IN_PLACE],
            counts[key].total(),
        )
        for key, practice in lens.practices.items()
        if counts[key][Claim.NOT_IN_PLACE]
    ]
    return tuple(sorted(found, key=lambda each: (-each.absent, -each.absent / each.answered))[:most])
