"""What the portfolio asks for: what is missing most often, and who must act."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pillars import reading
from reviews.api.portfolio import workloads
from reviews.api.portfolio_filters import PARAMETERS, asked
from reviews.api.protocol.paging import DEFAULT_LIMIT, MAX_LIMIT, limit_of
from reviews.api.protocol.schema import responses
from reviews.models import Workload
from reviews.portfolio import filters as choosing
from reviews.portfolio import missing, work
from reviews.portfolio.decisions import decisions

_LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    description="How many are told at most.",
)


class MissingSerializer(serializers.Serializer[missing.Missing]):
    """A practice that is absent somewhere."""

    question = serializers.CharField(source="column.question", help_text="The question's id.")
    practice = serializers.CharField(source="column.practice", help_text="The practice's id.")
    practice_code = serializers.CharField(source="label", help_text="The practice's code, else its id.")
    title = serializers.CharField(source="column.title", help_text="What the lens calls it.")
    absent = serializers.IntegerField(help_text="In how many workloads it is not in place.")
    answered = serializers.IntegerField(help_text="In how many workloads it is answered and applies.")


class MissingMostSerializer(serializers.Serializer[Any]):
    """What is missing most often."""

    results = MissingSerializer(many=True, help_text="The practices, the most often absent first.")


class SizesSerializer(serializers.Serializer[work.Sizes]):
    """How many steps of each size are left to do."""

    small = serializers.IntegerField(help_text="Small ones.")
    medium = serializers.IntegerField(help_text="Medium ones.")
    large = serializers.IntegerField(help_text="Large ones.")


class DeedSerializer(serializers.Serializer[work.Deed]):
    """Something that waits for somebody."""

    kind = serializers.ChoiceField(
        ["overdue", "without_owner", "decide"],
        help_text=(
            "`overdue`: an improvement whose day is over; `without_owner`: improvements of a workload that nobody "
            "owns; `decide`: a workload with a risk whose acceptance ended."
        ),
    )
    workload = serializers.CharField(source="workload_id", help_text="The workload's id.")
    workload_name = serializers.CharField(source="workload", help_text="The workload's name.")
    practices = serializers.ListField(
        child=serializers.CharField(), help_text="What names the practices within their question; empty for `decide`."
    )
    who = serializers.CharField(help_text="For whom it waits: a name; empty for nobody yet.")
    turn_to = serializers.CharField(help_text="Who owns the workload, where an owner is looked for; else empty.")
    on = serializers.DateField(allow_null=True, help_text="The due date, or the day on which the acceptance ended.")
    days_late = serializers.IntegerField(source="late", help_text="By how many days it is overdue.")
    steps = SizesSerializer(source="sizes", help_text="What is left to do of an overdue one.")


class ClearingSerializer(serializers.Serializer[work.Clearing]):
    """The steps that take every question out of HIGH, as supported, by its cheapest way."""

    open = SizesSerializer(help_text="Where the risk is open.")
    whole = SizesSerializer(help_text="Where it is accepted too.")


class ActingSerializer(serializers.Serializer[Any]):
    """Who must act."""

    improvements = serializers.IntegerField(help_text="Improvements in the plan.")
    overdue = serializers.IntegerField(help_text="Of these, how many are overdue.")
    without_owner = serializers.IntegerField(source="unowned", help_text="How many have no owner and are not done.")
    either = serializers.IntegerField(help_text="How many are overdue or without an owner.")
    clearing = ClearingSerializer(help_text="What it would take to clear all high risks.")
    results = DeedSerializer(many=True, help_text="The most pressing of each kind, kind by kind.")


class Missing(generics.GenericAPIView[Workload]):
    """What is missing most."""

    queryset = Workload.objects.none()
    serializer_class = MissingMostSerializer

    @extend_schema(
        tags=["portfolio"],
        operation_id="portfolio_missing_retrieve",
        description="Every practice that is absent where it is answered and applies: what could be put right once.",
        parameters=PARAMETERS,
        responses=responses(MissingMostSerializer, 400, 404),
    )
    def get(self, request: Request) -> Response:
        """Read it."""
        wanted = asked(request)
        reviews = choosing.reviews(workloads(request, wanted), wanted.version.lens_id)
        found = missing.missing_most(reviews, reading.lens(wanted.version.pk), most=None)
        return Response(MissingMostSerializer({"results": found}).data)


class Acting(generics.GenericAPIView[Workload]):
    """Who must act."""

    queryset = Workload.objects.none()
    serializer_class = ActingSerializer

    @extend_schema(
        tags=["portfolio"],
        operation_id="portfolio_acting_retrieve",
        description=(
            "What is overdue, without an owner, or waits for a decision, in numbers and the most pressing of each. All "
            "of the improvements stand in `improvements/`, with `overdue` and `without_owner`."
        ),
        parameters=[*PARAMETERS, _LIMIT],
        responses=responses(ActingSerializer, 400, 404),
    )
    def get(self, request: Request) -> Response:
        """Read it."""
        wanted, at = asked(request, "limit"), timezone.now()
        reviews = choosing.reviews(workloads(request, wanted), wanted.version.lens_id)
        lines = work.open_work(reviews)
        found = work.acting(lines, decisions(reviews), at, most=limit_of(wanted.query))
        told = {name: getattr(found, name) for name in ("improvements", "overdue", "unowned", "either")}
        told |= {"clearing": work.Clearing.of(lines), "results": [_named(deed) for deed in found.deeds]}
        return Response(ActingSerializer(told).data)


def _named(deed: work.Deed) -> work.Deed:
    """Return the deed with its kind in the words of the API."""
    return replace(deed, kind="without_owner") if deed.kind == "unowned" else deed
