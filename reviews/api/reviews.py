"""Reviews of a workload: list, begin, read."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.permissions import require
from accounts.problems import refuse
from accounts.roles import Action
from pillars.models import LensVersion
from reviews.actions import reviews
from reviews.api import seen
from reviews.api.protocol.fields import StrictSerializer, id_of, name_of
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.idempotency import idempotent
from reviews.api.protocol.schema import responses
from reviews.api.risks import RiskSerializer
from reviews.models import Review


class MaturitySerializer(serializers.Serializer[Review]):
    """The maturity of the workload against the review's lens: that of its lowest applicable practice."""

    state = serializers.CharField(source="maturity_state", help_text="`assessed`, `not_assessed` or `left_out`.")
    level = serializers.IntegerField(source="maturity", allow_null=True, help_text="1 to 4, null unless assessed.")
    below_target = serializers.BooleanField(help_text="Whether the level is lower than the workload's target.")
    practices = serializers.DictField(
        child=serializers.IntegerField(allow_null=True), source="levels", help_text="The level of each practice, by id."
    )


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A review as it stands."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The review's id.")
    workload = id_of("workload", "The workload's id.")
    workload_name = name_of("workload", "The workload's name.")
    lens = serializers.CharField(source="lens.alias", read_only=True, help_text="The lens's alias.")
    lens_name = serializers.CharField(source="version.name", read_only=True, help_text="The lens's name.")
    lens_version = serializers.IntegerField(
        source="version.number", read_only=True, help_text="The lens version's number."
    )
    due = serializers.SerializerMethodField(
        help_text="Whether an assessment is to come: findings, improvements and maturity may still change."
    )
    maturity = serializers.SerializerMethodField(help_text="The maturity at the assessed revision.")
    risks = RiskSerializer(
        many=True, read_only=True, source="question_records", help_text="The risk of each question, at this revision."
    )

    class Meta:
        model = Review
        fields = [
            "id",
            "workload",
            "workload_name",
            "lens",
            "lens_name",
            "lens_version",
            "created_at",
            "revision",
            "assessed_revision",
            "assessed_at",
            "due",
            "stale",
            "oldest_confirmed",
            "maturity",
            "risks",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "created_at": {"help_text": "When it was begun."},
            "revision": {"help_text": "Counts what changed in the review."},
            "assessed_revision": {"help_text": "The revision of which findings, improvements and maturity tell."},
            "assessed_at": {"help_text": "When that was computed, null before the first time."},
            "stale": {"help_text": "Whether answers are older than the workload's review interval."},
            "oldest_confirmed": {"help_text": "When the oldest answer that counts was given or confirmed."},
        }

    def get_due(self, review: Review) -> bool:
        """Return whether an input changed, or time itself, since the assessment."""
        return review.is_due_at(timezone.now())

    @extend_schema_field(MaturitySerializer)
    def get_maturity(self, review: Review) -> dict[str, Any]:
        """Return the maturity as the assessment stored it."""
        return dict(MaturitySerializer(review).data)


class NewReviewSerializer(StrictSerializer):
    """What to review against."""

    lens = serializers.CharField(help_text="The lens's alias; its newest version is taken.")


class Reviews(generics.ListAPIView[Review]):
    """The reviews of a workload."""

    queryset = Review.objects.select_related("workload", "lens", "version").prefetch_related("question_records__review")
    serializer_class = ReviewSerializer
    filter_backends = [StrictFilters]

    def get_queryset(self) -> QuerySet[Review]:
        """Return the workload's reviews."""
        workload = seen.workload(self.request, self.kwargs["public_id"])
        return super().get_queryset().filter(workload=workload)

    @extend_schema(
        tags=["reviews"],
        operation_id="reviews_list",
        description="The reviews of a workload, one a lens, with their risks.",
        responses=responses(ReviewSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["reviews"],
        operation_id="reviews_create",
        description="Begin the review of a workload against a lens, everything unanswered. Contributors may.",
        request=NewReviewSerializer,
        responses=responses(ReviewSerializer, 400, 403, 404, 422, code=201),
    )
    @idempotent
    def post(self, request: Request, public_id: str) -> Response:
        """Begin one."""
        workload = seen.workload(request, public_id)
        require(seen.by(request), Action.ANSWER, workload.team)
        serializer = NewReviewSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        alias = serializer.validated_data["lens"]
        version = LensVersion.objects.current().select_related("lens").filter(lens__alias=alias).first()
        if version is None:
            raise refuse("lens", f"There is no lens {alias!r}.")
        review = reviews.start(workload=workload, version=version, by=seen.by(request))
        location = reverse("api_review", [public_id, alias], request=request)
        return Response(ReviewSerializer(review).data, status=201, headers={"Location": location})


class OneReview(generics.GenericAPIView[Review]):
    """One review."""

    queryset = Review.objects.none()
    serializer_class = ReviewSerializer

    @extend_schema(
        tags=["reviews"],
        operation_id="review_retrieve",
        description="A review as it stands: the risk of each question, its maturity, and whether it is assessed.",
        responses=responses(ReviewSerializer, 404),
    )
    def get(self, request: Request, public_id: str, alias: str) -> Response:
        """Read it."""
        return Response(ReviewSerializer(seen.review(request, public_id, alias)).data)
