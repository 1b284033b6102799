"""Findings as rows, those that were resolved too, with the acceptance that runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from reviews.exports.placed import NO_RISK, PLACE, code, due, risks, ticket
from reviews.models import Acceptance, Finding
from reviews.models.findings import FindingQuerySet
from reviews.render.cells import Row


class _Read(NamedTuple):
    workload: int
    pk: int
    review: int
    version: int
    id: str
    question: str
    practice: str
    kind: str
    severity: str
    first_opened_at: datetime
    opened_at: datetime
    resolved_at: datetime | None
    reopened: int
    ticket: dict[str, Any] | None
    due: bool


_COLUMNS = (
    *("review__workload_id", "pk", "review_id", "review__version_id", "public_id"),
    *("question", "practice", "kind", "severity", "first_opened_at", "opened_at", "resolved_at", "reopened"),
    *("external_ref", "is_due"),
)

_NOT_ACCEPTED: Row = (None, None, "", None, "")


def rows(workload_ids: Sequence[int], lens: str, at: datetime) -> list[Row]:
    """Return the findings of these workloads' reviews, in their order: three statements.

    ``lens`` is the alias of the lens to keep to, '' for all; ``at`` is the moment of the export.
    """
    found = Finding.objects.filter(review__workload__in=workload_ids)
    if lens:
        found = found.filter(review__lens__alias=lens)
    accepted, of_question = _accepted(found), risks(workload_ids)
    place = {pk: number for number, pk in enumerate(workload_ids)}
    read = list(found.annotate(is_due=due(at)).values_list(*_COLUMNS, *PLACE))
    read.sort(key=lambda row: place[row[0]])
    return [
        _row(_Read(*row[: len(_COLUMNS)]), tuple(row[len(_COLUMNS) :]), accepted, of_question.get((row[2], row[5])))
        for row in read
    ]


def _accepted(found: FindingQuerySet) -> dict[int, Row]:
    running = Acceptance.objects.filter(finding__in=found.order_by().values("pk"), ended_at=None).order_by()
    rows = running.values_list("finding_id", "until", "ends_at", "by_name", "at", "reason")
    return {finding: (until, ends_at, who, when, why) for finding, until, ends_at, who, when, why in rows}


def _row(read: _Read, place: Row, accepted: dict[int, Row], risk: Row | None) -> Row:
    acceptance = accepted.get(read.pk, _NOT_ACCEPTED)
    state = "resolved" if read.resolved_at else "accepted" if read.pk in accepted else "open"
    return (
        *(read.id, *place),
        *(read.question, read.practice, code(read.version, read.question, read.practice)),
        *(read.kind, read.severity, state),
        *(read.first_opened_at, read.opened_at, read.resolved_at, read.reopened),
        *acceptance,
        *(risk or NO_RISK),
        read.due,
        *ticket(read.ticket),
    )
