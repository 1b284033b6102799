"""Is it getting better? The risks of the portfolio by day, and what moved between two days."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pillars.rules import Risk
from reviews import trend
from reviews.api.portfolio import workloads
from reviews.api.portfolio_filters import PARAMETERS, asked
from reviews.api.protocol.queries import SPAN, span
from reviews.api.protocol.schema import responses
from reviews.models import Workload
from reviews.portfolio import filters as choosing
from reviews.portfolio import ledger
from reviews.trend import Day, Footing

_DAYS = (
    "The span has at most 3660 days, in UTC; a day's figure is what held at its end. Filters use what is true of a "
    "workload today."
)

_AT_RISK = [
    (name, risk, footing) for name, risk in (("high", Risk.HIGH), ("medium", Risk.MEDIUM)) for footing in Footing
]
_ELSE = [("none", Risk.NONE), ("unanswered", Risk.UNANSWERED), ("not_applicable", Risk.NOT_APPLICABLE)]


class DaySerializer(serializers.Serializer[Any]):
    """How many questions had each risk, as claimed, at the end of a day."""

    day = serializers.DateField(help_text="The day, UTC.")
    high_open = serializers.IntegerField(help_text="High, complete and not accepted.")
    high_accepted = serializers.IntegerField(help_text="High and accepted.")
    high_so_far = serializers.IntegerField(help_text="High while practices are unanswered.")
    medium_open = serializers.IntegerField(help_text="Medium, complete and not accepted.")
    medium_accepted = serializers.IntegerField(help_text="Medium and accepted.")
    medium_so_far = serializers.IntegerField(help_text="Medium while practices are unanswered.")
    none = serializers.IntegerField(help_text="Without a risk.")
    unanswered = serializers.IntegerField(help_text="Unanswered.")
    not_applicable = serializers.IntegerField(help_text="Not applicable.")


class TrendSerializer(serializers.Serializer[Any]):
    """The risks by day."""

    lens = serializers.CharField(help_text="The alias of the lens whose reviews count.")
    days = DaySerializer(many=True, help_text="Each day of the span.")


class MovedSerializer(serializers.Serializer[ledger.Ledger]):
    """How many questions moved."""

    opened = serializers.IntegerField(help_text="Into the open.")
    closed = serializers.IntegerField(help_text="Out of risk.")
    accepted = serializers.IntegerField(help_text="Into acceptance.")
    came_back = serializers.IntegerField(help_text="From acceptance back into the open.")


class FallSerializer(serializers.Serializer[ledger.Fall]):
    """The last time that accepting, not work, took open high risks away."""

    on = serializers.DateField(help_text="The day of the first of these acceptances.")
    count = serializers.IntegerField(help_text="How many risks were accepted.")
    before = serializers.IntegerField(help_text="How many high risks were open before.")
    after = serializers.IntegerField(help_text="How many were open after.")
    back = serializers.IntegerField(help_text="How many of the accepted ones are open again.")


class LedgerSerializer(serializers.Serializer[Any]):
    """What moved in a span of days."""

    lens = serializers.CharField(help_text="The alias of the lens whose reviews count.")
    first = serializers.DateField(help_text="The span's first day.")
    last = serializers.DateField(help_text="The span's last day.")
    high = MovedSerializer(help_text="Questions with a high risk, as claimed.")
    at_risk = MovedSerializer(help_text="Questions with a high or a medium risk, as claimed.")
    last_fall = FallSerializer(
        allow_null=True,
        help_text="A fall within 180 days before the span's end that was no progress; null where there was none.",
    )


class Trend(generics.GenericAPIView[Workload]):
    """The risks by day."""

    queryset = Workload.objects.none()
    serializer_class = TrendSerializer

    @extend_schema(
        tags=["portfolio"],
        operation_id="portfolio_trend_retrieve",
        description=f"How many questions had each risk on each day. {_DAYS}",
        parameters=[*PARAMETERS, *SPAN],
        responses=responses(TrendSerializer, 400, 404),
    )
    def get(self, request: Request) -> Response:
        """Read it."""
        wanted = asked(request, "from", "to")
        since, until = span(wanted.query, today=timezone.now().date())
        reviews = choosing.reviews(workloads(request, wanted), wanted.version.lens_id)
        days = trend.daily(trend.moves(reviews, until=until), since=since, until=until)
        told = {"lens": wanted.version.lens.alias, "days": [dict(counts_of(day)) for day in days]}
        return Response(TrendSerializer(told).data)


class Ledger(generics.GenericAPIView[Workload]):
    """What moved."""

    queryset = Workload.objects.none()
    serializer_class = LedgerSerializer

    @extend_schema(
        tags=["portfolio"],
        operation_id="portfolio_ledger_retrieve",
        description=f"What opened, closed, was accepted and came back. A risk that is accepted is not closed. {_DAYS}",
        parameters=[*PARAMETERS, *SPAN],
        responses=responses(LedgerSerializer, 400, 404),
    )
    def get(self, request: Request) -> Response:
        """Read it."""
        wanted = asked(request, "from", "to")
        since, until = span(wanted.query, today=timezone.now().date())
        reviews = choosing.reviews(workloads(request, wanted), wanted.version.lens_id)
        moves = trend.moves(reviews, until=until)
        before = since - timedelta(days=1)
        told = {
            "lens": wanted.version.lens.alias,
            "first": since,
            "last": until,
            "high": ledger.ledger(moves, ledger.HIGH, since=before),
            "at_risk": ledger.ledger(moves, ledger.AT_RISK, since=before),
            "last_fall": ledger.last_fall(moves, today=until),
        }
        return Response(LedgerSerializer(told).data)


def counts_of(day: Day) -> Iterator[tuple[str, Any]]:
    """Yield the columns of ``DaySerializer`` with their values."""
    yield "day", day.day
    for name, risk, footing in _AT_RISK:
        yield f"{name}_{footing.value}", day.count(risk, footing)
    for name, risk in _ELSE:
        yield name, sum(day.count(risk, footing) for footing in Footing)
