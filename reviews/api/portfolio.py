"""The portfolio through the API: its figures, its workloads worst first, its heat map."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pillars import reading
from reviews.api import seen
from reviews.api.portfolio_filters import PARAMETERS, Asked, asked
from reviews.api.portfolio_lines import HeatMapSerializer, LineSerializer
from reviews.api.protocol.filtering import PAGING
from reviews.api.protocol.paging import DEFAULT_LIMIT, MAX_LIMIT
from reviews.api.protocol.schema import responses
from reviews.models import Review, Workload
from reviews.portfolio import filters as choosing
from reviews.portfolio import heat
from reviews.portfolio.decisions import decisions
from reviews.portfolio.figures import Figures, Line, lines

_ORDER = (
    " Worst first, a workload without a review where an unanswered one stands. As long as nothing changes that order, "
    "a workload stands on one page only; one that changes meanwhile may stand on two or on none."
)


class FiguresSerializer(serializers.Serializer[Any]):
    """Sums over workloads. Risks count questions, as claimed; ``unsupported`` practices; the rest workloads."""

    lens = serializers.CharField(help_text="The alias of the lens whose reviews count.")
    lens_version = serializers.IntegerField(help_text="The number of its newest version.")
    workloads = serializers.IntegerField(help_text="Workloads that the filters leave.")
    high = serializers.IntegerField(help_text="High risks that are open.")
    high_so_far = serializers.IntegerField(help_text="High risks of questions that are not complete.")
    high_accepted = serializers.IntegerField(help_text="High risks that are accepted.")
    accepted = serializers.IntegerField(help_text="Risks that are accepted, high and medium.")
    ending_soon = serializers.IntegerField(help_text="Of these, how many end within 30 days.")
    to_review = serializers.IntegerField(help_text="Workloads without a review, or with an incomplete or stale one.")
    unsupported = serializers.IntegerField(help_text="Practices that are claimed and not supported.")
    below_target = serializers.IntegerField(help_text="Workloads whose maturity is lower than their target.")
    assessed = serializers.IntegerField(help_text="Workloads whose maturity is assessed.")
    tags = serializers.ListField(
        child=serializers.CharField(), help_text="The tags that workloads can be narrowed to, whatever the filters."
    )


class Portfolio(generics.GenericAPIView[Workload]):
    """The portfolio's figures."""

    queryset = Workload.objects.none()
    serializer_class = FiguresSerializer

    @extend_schema(
        tags=["portfolio"],
        operation_id="portfolio_retrieve",
        description="The figures of the workloads that one may see and that are not archived.",
        parameters=PARAMETERS,
        responses=responses(FiguresSerializer, 400, 404),
    )
    def get(self, request: Request) -> Response:
        """Read them."""
        wanted = asked(request)
        counted = Figures.of(lines(workloads(request, wanted), timezone.now()))
        told = asdict(counted) | {"lens": wanted.version.lens.alias, "lens_version": wanted.version.number}
        return Response(FiguresSerializer(told | {"tags": choosing.tags_of(seen.asker(request))}).data)


class _WorstFirst(generics.GenericAPIView[Any]):
    queryset = Workload.objects.none()
    keyset = ("place", "name", "public_id")

    def page(self, request: Request, wanted: Asked, at: datetime) -> list[Line]:
        """Return the page's workloads, in order. Two statements."""
        rows = self.paginate_queryset(workloads(request, wanted)) or ()
        found = workloads(request, wanted).filter(pk__in=[row.pk for row in rows])
        by_id = {line.workload_id: line for line in lines(found, at)}
        return [by_id[row.pk] for row in rows if row.pk in by_id]


class PortfolioWorkloads(_WorstFirst):
    """The portfolio's workloads."""

    serializer_class = LineSerializer
    filter_backends = []

    @extend_schema(
        tags=["portfolio"],
        operation_id="portfolio_workloads_list",
        description=f"The workloads with what counts in each.{_ORDER}",
        parameters=PARAMETERS,
        responses=responses(LineSerializer(many=True), 400, 404),
    )
    def get(self, request: Request) -> Response:
        """List."""
        found = self.page(request, asked(request, *PAGING), timezone.now())
        return self.get_paginated_response(self.get_serializer(found, many=True).data)


class HeatMap(_WorstFirst):
    """The heat map."""

    serializer_class = HeatMapSerializer

    @extend_schema(
        tags=["portfolio"],
        operation_id="portfolio_heat_map_retrieve",
        description=(
            "The heat map: a row for each workload with its worst question and a cell for each practice, or for each "
            f"pillar of a lens with more than {heat.MOST_COLUMNS} practices.{_ORDER}"
        ),
        parameters=[
            *PARAMETERS,
            OpenApiParameter("cursor", OpenApiTypes.STR, description="Where the page begins: taken from `next`."),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
                description="How many rows a page has at most.",
            ),
        ],
        responses=responses(HeatMapSerializer, 400, 404),
    )
    def get(self, request: Request) -> Response:
        """Read a page of it."""
        wanted, at = asked(request, *PAGING), timezone.now()
        lens = reading.lens(wanted.version.pk)
        found = self.page(request, wanted, at)
        made = decisions(Review.objects.filter(pk__in=[line.review_id for line in found if line.review_id]))
        page = self.get_paginated_response(heat.rows(found, lens, made, at)).data
        page |= {"lens": lens.alias, "lens_version": lens.number, "columns": heat.columns(lens)}
        return Response(HeatMapSerializer(page).data)


def workloads(request: Request, wanted: Asked) -> QuerySet[Workload]:
    """Return the workloads that were asked for, worst first."""
    return choosing.workloads(seen.asker(request), wanted.filters, wanted.version.lens_id)
