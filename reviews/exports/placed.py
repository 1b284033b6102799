"""What findings and improvements have in common as rows: where they belong, their question's risk, their ticket."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Q, When
from django.db.models import Value as Constant

from pillars.compiling import compiled
from reviews.models import QuestionRecord
from reviews.render.cells import Row

PLACE = (
    *("review__workload__public_id", "review__workload__name", "review__workload__team__name"),
    *("review__lens__alias", "review__version__number"),
)

Risks = Mapping[tuple[int, str], Row]


def risks(workload_ids: Sequence[int]) -> Risks:
    """Return, by review and question, the risk as claimed, as supported, and whether it is complete. One statement."""
    records = QuestionRecord.objects.filter(review__workload__in=workload_ids).order_by()
    rows = records.values_list("review_id", "question", "risk", "supported", "complete")
    return {(review, question): (risk, supported, whole) for review, question, risk, supported, whole in rows}


#: Of what has no question.
NO_RISK: Row = ("", "", None)


def due(at: datetime) -> Case:
    """Return, as an annotation, whether the review's assessment is still to come at this moment."""
    computed = Q(review__revision=F("review__assessed_revision")) & Q(review__engine=settings.ASSESSMENT_ENGINE)
    overtaken = Q(review__next_change_at__lte=at)
    return Case(When(overtaken, then=Constant(True)), When(computed, then=Constant(False)), default=Constant(True))


def code(version_id: int, question: str, practice: str) -> str:
    """Return what people call a practice, '' where there is none; its id where the lens has another one by now."""
    if not practice:
        return ""
    try:
        return compiled(version_id).question(question).practice(practice).label
    except KeyError:
        return practice


def ticket(reference: Mapping[str, Any] | None) -> Row:
    """Return system, key, URL and state of a ticket elsewhere."""
    known = reference or {}
    return tuple(str(known.get(name) or "") for name in ("system", "key", "url", "state"))
