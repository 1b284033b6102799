"""The plan through the API: improvements to list, to read, to edit one by one or many at once, to add by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.permissions import require, require_somewhere
from accounts.roles import Action
from reviews.actions import improvements
from reviews.api import seen
from reviews.api.improvements import ImprovementSerializer, represent
from reviews.api.plan_edits import (
    ImprovementChangeSerializer,
    ImprovementItemsSerializer,
    NewLineSerializer,
    SavedImprovementsSerializer,
    StaleImprovementsSerializer,
    edit_of,
    edits_of,
    lines_of,
    require_versions,
)
from reviews.api.protocol import conditional
from reviews.api.protocol.filtering import ImprovementFilters, PlacedImprovementFilters, StrictFilters
from reviews.api.protocol.idempotency import idempotent
from reviews.api.protocol.problems import CONTENT_TYPE
from reviews.api.protocol.schema import responses
from reviews.models import Improvement, Workload

_STALE = {
    (412, CONTENT_TYPE): OpenApiResponse(
        StaleImprovementsSerializer, "Somebody else changed an improvement; nothing was stored."
    )
}

_PLAN = (
    *("severity_rank", "accepted", "standing", "-score", "due_or_never", "practice_label"),
    *("review__workload__name", "review__workload__team__name", "review__lens__alias", "question", "public_id"),
)
"""``ImprovementQuerySet.in_order`` in columns that hold no null."""

_SORT = (
    " `sort=plan` is the plan's order: severity, open before accepted, those that lower a risk by themselves, risk "
    "removed per effort, due date; one that changes meanwhile may stand on two pages or on none."
)


class _ImprovementList(generics.ListAPIView[Improvement]):
    queryset = Improvement.objects.select_related(
        "owner", "review__workload__team", "review__lens", "review__version"
    ).annotate(due_or_never=Coalesce("due", Value(date.max), output_field=DateField()))
    serializer_class = ImprovementSerializer
    filter_backends = [StrictFilters]
    filterset_class = ImprovementFilters
    orders = {"created": ("created_at", "public_id"), "plan": _PLAN}


class Improvements(_ImprovementList):
    """Improvements across all that one may see."""

    filterset_class = PlacedImprovementFilters

    def get_queryset(self) -> QuerySet[Improvement]:
        """Return the improvements of visible workloads that count."""
        visible = Workload.objects.visible_to(seen.asker(self.request)).current()
        return super().get_queryset().filter(review__workload__in=visible)

    @extend_schema(
        tags=["improvements"],
        operation_id="improvements_list",
        description=f"The improvements of all workloads that are not archived, those that left the plan too.{_SORT}",
        responses=responses(ImprovementSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["improvements"],
        operation_id="improvements_update",
        description=(
            "Change several improvements, all or none. Each names the version that it was read at: where one has moved "
            "on, nothing is stored and the present ones come back. What an item leaves out stays. Contributors may."
        ),
        request=ImprovementItemsSerializer,
        responses=responses(SavedImprovementsSerializer, 400, 403, 422, 428) | _STALE,
    )
    def patch(self, request: Request) -> Response:
        """Change several."""
        by = seen.by(request)
        require_somewhere(by, Action.EDIT_IMPROVEMENT)
        items = _parsed(ImprovementItemsSerializer(data=request.data))["items"]
        lines = lines_of(request, items)
        for team in {line.review.workload.team for line in lines}:
            require(by, Action.EDIT_IMPROVEMENT, team)
        edits = edits_of(items)
        require_versions(items)
        try:
            improvements.edit_each(edits=list(zip(lines, edits, strict=True)), by=by)
        except improvements.StaleImprovements as stale:
            raise conditional.ItemsMovedOn(_told(lines_of(request, items), stale.conflicts)) from stale
        return Response({"items": [represent(line) for line in lines_of(request, items)]})


class ReviewImprovements(_ImprovementList):
    """Improvements of one review."""

    def get_queryset(self) -> QuerySet[Improvement]:
        """Return the review's improvements."""
        review = seen.review(self.request, self.kwargs["public_id"], self.kwargs["alias"])
        return super().get_queryset().filter(review=review)

    @extend_schema(
        tags=["improvements"],
        operation_id="review_improvements_list",
        description=f"The improvements of one review, those that left the plan too.{_SORT}",
        responses=responses(ImprovementSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, public_id: str, alias: str) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["improvements"],
        operation_id="review_improvements_create",
        description=(
            "Put steps of a practice on the plan by hand. Where the practice has an improvement already, open or "
            "closed, the steps join it: 200. They stand in `steps` after the next assessment. Contributors may."
        ),
        request=NewLineSerializer,
        responses=responses(ImprovementSerializer, 400, 403, 404, 422, code=201) | responses(ImprovementSerializer),
    )
    @idempotent
    def post(self, request: Request, public_id: str, alias: str) -> Response:
        """Add steps."""
        review = seen.review(request, public_id, alias)
        require(seen.by(request), Action.EDIT_IMPROVEMENT, review.workload.team)
        given = _parsed(NewLineSerializer(data=request.data))
        known = Improvement.objects.filter(review=review, question=given["question"], practice=given["practice"])
        joined = known.exists()
        line = improvements.add_steps(review=review, **given, by=seen.by(request))
        headers = {} if joined else {"Location": reverse("api_improvement", [line.public_id], request=request)}
        told = represent(seen.improvement(request, line.public_id))
        return conditional.single(told, code=200 if joined else 201, headers=headers)


class OneImprovement(generics.GenericAPIView[Improvement]):
    """One improvement."""

    queryset = Improvement.objects.none()
    serializer_class = ImprovementSerializer

    @extend_schema(
        tags=["improvements"],
        operation_id="improvement_retrieve",
        description="An improvement as it stands.",
        responses=responses(ImprovementSerializer, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """Read it."""
        return Response(represent(seen.improvement(request, public_id)))

    @extend_schema(
        tags=["improvements"],
        operation_id="improvement_update",
        description="Change state, owner or due date of an improvement. Contributors may.",
        request=ImprovementChangeSerializer,
        responses=responses(ImprovementSerializer, 400, 403, 404, 412, 422, 428),
    )
    def patch(self, request: Request, public_id: str) -> Response:
        """Change it."""
        with transaction.atomic():
            line = seen.improvement(request, public_id, lock=True)
            require(seen.by(request), Action.EDIT_IMPROVEMENT, line.review.workload.team)
            edit = edit_of(_parsed(ImprovementChangeSerializer(data=request.data)))
            conditional.require_match(request, represent(line))
            improvements.edit(improvement=line, edit=edit, by=seen.by(request))
            return conditional.single(represent(seen.improvement(request, public_id)))


def _parsed(serializer: serializers.BaseSerializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _told(present: Sequence[Improvement], conflicts: Sequence[improvements.Stale]) -> list[dict[str, Any]]:
    """Return each conflict with its improvement as it stands."""
    return [
        {
            "index": conflict.index,
            "present_version": present[conflict.index].version,
            "present": represent(present[conflict.index]),
        }
        for conflict in conflicts
    ]
