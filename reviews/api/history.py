"""The history of the risks, for a warehouse: a row for each workload, lens and day."""

import base64
import binascii
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.problems import Problem
from pillars.rules import Risk
from reviews import history
from reviews.api import seen
from reviews.api.protocol.fields import id_of, name_of
from reviews.api.protocol.filtering import PAGING
from reviews.api.protocol.paging import KeysetPages, limit_of
from reviews.api.protocol.problems import BadQuery
from reviews.api.protocol.queries import SPAN, given, span
from reviews.api.protocol.schema import responses
from reviews.api.trend import DaySerializer, counts_of
from reviews.models import Review

_FILTERS = {
    "workload": ("workload__public_id", "The workload's id."),
    "team": ("workload__team__public_id", "The team's id."),
    "lens": ("lens__alias", "The lens's alias."),
}
_PARAMETERS = [
    *SPAN,
    *(OpenApiParameter(name, OpenApiTypes.STR, description=text) for name, (_, text) in _FILTERS.items()),
]


class HistorySerializer(DaySerializer):
    """The questions of one review at the end of a day: how many had each risk, as claimed and as supported."""

    workload = id_of("review.workload", "The workload's id.")
    workload_name = name_of("review.workload", "The workload's name today.")
    team = id_of("review.workload.team", "The id of the workload's team.")
    team_name = name_of("review.workload.team", "The team's name today.")
    review = id_of("review", "The review's id.")
    lens = serializers.CharField(source="review.lens.alias", help_text="The lens's alias.")
    lens_version = serializers.IntegerField(source="review.version.number", help_text="The lens version's number.")
    claimed_high = serializers.IntegerField(help_text="High as claimed: open, accepted or so far.")
    claimed_medium = serializers.IntegerField(help_text="Medium as claimed: open, accepted or so far.")
    supported_high = serializers.IntegerField(help_text="High as supported by the essential steps.")
    supported_medium = serializers.IntegerField(help_text="Medium as supported by the essential steps.")


class HistoryPages(KeysetPages):
    """Pages of rows that stand in no table: by review, the first begun first, and day."""

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: APIView | None = None) -> list[Any]:
        """Return the page's rows. Raises BadQuery for a query that cannot be."""
        query = given(request, {"from", "to", *_FILTERS, *PAGING})
        since, until = span(query, today=timezone.now().date())
        after = _place(query["cursor"]) if "cursor" in query else None
        chosen = queryset.filter(**{column: query[name] for name, (column, _) in _FILTERS.items() if name in query})
        limit = limit_of(query)
        rows = history.rows(chosen, since=since, until=until, after=after, most=limit + 1)
        self._request = request
        self._next = _cursor(rows[limit - 1].place) if len(rows) > limit else None
        return [dict(_told(row)) for row in rows[:limit]]


@extend_schema_view(
    get=extend_schema(
        tags=["portfolio"],
        operation_id="portfolio_history_list",
        description=(
            "How many questions had each risk, for each workload, lens and day: exact, for any span of at most 3660 "
            "days, in UTC. A day's figure is what held at its end; today's still moves. A review has rows from the day "
            "on which it began, those of archived workloads have none. Names and filters are today's."
        ),
        parameters=_PARAMETERS,
        responses=responses(HistorySerializer(many=True), 400),
    )
)
class History(generics.ListAPIView[Review]):
    """The risks by workload, lens and day."""

    queryset = Review.objects.none()
    serializer_class = HistorySerializer
    pagination_class = HistoryPages
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Review]:
        """Return the reviews of visible workloads that count."""
        return Review.objects.visible_to(seen.asker(self.request)).current()


def _told(row: history.Row) -> Iterator[tuple[str, Any]]:
    yield "review", row.review
    yield from counts_of(row.claimed)
    for name, risk in (("high", Risk.HIGH), ("medium", Risk.MEDIUM)):
        yield f"claimed_{name}", sum(count for (claimed, _), count in row.claimed.counts.items() if claimed is risk)
        yield f"supported_{name}", row.supported.get(risk, 0)


def _cursor(place: history.Place) -> str:
    values = [place.created_at.isoformat(), place.review, place.day.isoformat()]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def _place(cursor: str) -> history.Place:
    try:
        created_at, review, day = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        # Moments stand in UTC as written above; databases fail on one that leaves the calendar on its way there.
        if isinstance(review, str) and "\x00" not in review and created_at.endswith("+00:00"):
            return history.Place(datetime.fromisoformat(created_at), review, date.fromisoformat(day))
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise BadQuery([_NO_CURSOR]) from error
    raise BadQuery([_NO_CURSOR])


_NO_CURSOR = Problem("/cursor", "This is not a cursor of this list.")
