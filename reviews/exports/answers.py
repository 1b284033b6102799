"""Answers as rows: every item of every review, in the lens's order, also where nobody answered.

There are close to a hundred items a review, so that a large portfolio has a million rows: they are made of plain
tuples, and no model instance is built.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Coalesce

from pillars import compiled as plain
from pillars.compiling import compiled
from reviews.models import Item, Review
from reviews.render.cells import Row
from reviews.states import Claim, ItemKind, QuestionState, StepState

_REVIEW = ("pk", "version_id", "workload_id")
_PLACE = ("workload__public_id", "workload__name", "workload__team__name", "lens__alias", "version__number")
_ITEM = ("review_id", "question", "item")
_SAID = ("state", "reason", "note", "by_name", "at", "version", "links")

Key = tuple[str, str]


def rows(workload_ids: Sequence[int], lens: str, at: datetime) -> list[Row]:
    """Return the answers of these workloads' reviews, in their order: two statements.

    ``lens`` is the alias of the lens to keep to, '' for all; nothing here depends on the moment.
    """
    reviews = Review.objects.filter(workload__in=workload_ids).order_by("lens__alias")
    if lens:
        reviews = reviews.filter(lens__alias=lens)
    of_workload = defaultdict(list)
    for row in reviews.values_list(*_REVIEW, *_PLACE):
        of_workload[row[2]].append(row)
    found = [row for workload in workload_ids for row in of_workload[workload]]
    said: dict[int, dict[Key, Row]] = {row[0]: {} for row in found}
    for review, question, item, state, reason, note, by, given_at, version, links in _items(said):
        evidence = [] if links == "[]" else json.loads(links)
        said[review][question, item] = (state, reason, note, evidence, by, given_at, version)
    return [row for review in found for row in _review(review[1], review[3:], said[review[0]])]


def _items(reviews: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    """Read the answers in any order: the lens has that of its items. Few have links, and only those are taken apart."""
    items = Item.objects.filter(review__in=list(reviews)).order_by()
    items = items.annotate(by_name=Coalesce("by__name", Value("")), links=Cast("evidence", TextField()))
    return iter(items.values_list(*_ITEM, *_SAID))


def _review(version_id: int, place: Row, said: dict[Key, Row]) -> Iterator[Row]:
    for key, item, start in layout(compiled(version_id)):
        yield place + item + said.get(key, start)


@lru_cache(maxsize=32)
def layout(lens: plain.Lens) -> tuple[tuple[Key, Row, Row], ...]:
    """Return the items of a lens in its order: key, the cells that name it, and those of no answer."""
    return tuple(item for question in lens.questions for item in _question(question))


def _question(question: plain.Question) -> Iterator[tuple[Key, Row, Row]]:
    about: Row = (question.id, "", ItemKind.QUESTION.value, "", question.title, None, None)
    yield (question.id, ""), about, _nobody(QuestionState.APPLICABLE.value)
    for practice in question.practices:
        place = (question.id, practice.label)
        about = (*place, ItemKind.PRACTICE.value, practice.id, practice.title, None, None)
        yield (question.id, practice.id), about, _nobody(Claim.UNANSWERED.value)
        for step in practice.steps:
            about = (*place, ItemKind.STEP.value, step.id, step.title, step.level, step.essential)
            yield (question.id, step.id), about, _nobody(StepState.UNANSWERED.value)


def _nobody(state: str) -> Row:
    return state, "", "", [], "", None, 0
