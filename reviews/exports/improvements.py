"""Improvements as rows, a workload's in its plan's order; those that left the plan come with their ``closed_at``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Value
from django.db.models.functions import Coalesce

from reviews.exports.placed import NO_RISK, PLACE, due, risks, ticket
from reviews.models import Improvement
from reviews.render.cells import Row


class _Read(NamedTuple):
    workload: int
    review: int
    id: str
    question: str
    practice: str
    code: str
    said: Row
    effort: float
    estimate: bool
    plan: dict[str, Any]
    added_steps: list[str]
    score: float
    history: Row
    ticket: dict[str, Any] | None
    due: bool


_NAMES = ("review__workload_id", "review_id", "public_id", "question", "practice", "practice_label")
_SAID = ("severity", "accepted", "state", "owner_name", "due", "done_at")
_WORK = ("effort", "estimate", "plan", "added_steps", "score")
_HISTORY = ("created_at", "closed_at", "version")
_COLUMNS = (*_NAMES, *_SAID, *_WORK, *_HISTORY, "external_ref", "is_due")


def rows(workload_ids: Sequence[int], lens: str, at: datetime) -> list[Row]:
    """Return the improvements of these workloads' reviews, in their order: two statements.

    ``lens`` is the alias of the lens to keep to, '' for all; ``at`` is the moment of the export.
    """
    found = Improvement.objects.filter(review__workload__in=workload_ids)
    if lens:
        found = found.filter(review__lens__alias=lens)
    found = found.annotate(is_due=due(at), owner_name=Coalesce("owner__name", Value(""))).in_order()
    of_question = risks(workload_ids)
    place = {pk: number for number, pk in enumerate(workload_ids)}
    read = sorted(found.values_list(*_COLUMNS, *PLACE), key=lambda row: place[row[0]])
    return [_row(_parted(row), tuple(row[len(_COLUMNS) :]), of_question.get((row[1], row[3]))) for row in read]


def _parted(row: Sequence[Any]) -> _Read:
    start, end = len(_NAMES), len(_NAMES) + len(_SAID)
    work = end + len(_WORK)
    history = work + len(_HISTORY)
    said, told = tuple(row[start:end]), tuple(row[work:history])
    return _Read._make((*row[:start], said, *row[end:work], told, row[history], row[history + 1]))


def _row(read: _Read, place: Row, risk: Row | None) -> Row:
    plan = read.plan
    return (
        *(read.id, *place),
        *(read.question, read.practice, read.code, *read.said),
        *(read.effort, read.estimate, *(int(plan.get(size, 0)) for size in ("small", "medium", "large"))),
        *(list(plan.get("steps", [])), list(read.added_steps), read.score),
        *read.history,
        *(risk or NO_RISK),
        read.due,
        *ticket(read.ticket),
    )
