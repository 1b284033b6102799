"""Milestones of a workload: list, make, read with what they keep."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.permissions import require
from accounts.roles import Action
from reviews.actions import milestones
from reviews.api import seen
from reviews.api.protocol.fields import StrictSerializer, id_of
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.idempotency import idempotent
from reviews.api.protocol.schema import responses
from reviews.api.snapshots import KeptReviewSerializer
from reviews.models import Milestone, MilestoneReview


class KeptLensSerializer(serializers.ModelSerializer[MilestoneReview]):
    """A review that a milestone keeps, by its lens."""

    lens = serializers.CharField(source="version.lens.alias", read_only=True, help_text="The lens's alias.")
    lens_version = serializers.IntegerField(
        source="version.number", read_only=True, help_text="The lens version's number."
    )

    class Meta:
        model = MilestoneReview
        fields = ["lens", "lens_version"]
        read_only_fields = fields


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    """A named moment of a workload. It never changes."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The milestone's id.")
    workload = id_of("workload", "The workload's id.")
    by = id_of("by", "Who made it: a person's id.")
    reviews = KeptLensSerializer(many=True, read_only=True, help_text="The reviews that it keeps.")

    class Meta:
        model = Milestone
        fields = ["id", "workload", "name", "at", "by", "by_name", "reviews"]
        read_only_fields = fields
        extra_kwargs = {
            "name": {"help_text": "The name; once in its workload, ignoring case."},
            "at": {"help_text": "The moment that it keeps."},
            "by_name": {"help_text": "Who made it: the name, as it was then."},
        }


class WholeMilestoneSerializer(MilestoneSerializer):
    """A milestone with all that it keeps."""

    reviews = KeptReviewSerializer(many=True, read_only=True, help_text="Each review as it stood.")  # type: ignore[assignment]  # the same field, in full


class NewMilestoneSerializer(StrictSerializer):
    """How the milestone is to be called."""

    name = serializers.CharField(
        max_length=120, help_text="1 to 120 characters in one line; once in its workload, ignoring case."
    )


def for_reading() -> QuerySet[Milestone]:
    """Return milestones with what ``MilestoneSerializer`` tells of them: one statement more, without the snapshots."""
    kept = MilestoneReview.objects.select_related("version__lens").defer("snapshot")
    return Milestone.objects.select_related("workload", "by").prefetch_related(Prefetch("reviews", kept))


class Milestones(generics.ListAPIView[Milestone]):
    """The milestones of a workload."""

    queryset = Milestone.objects.all()
    serializer_class = MilestoneSerializer
    filter_backends = [StrictFilters]
    keyset = ("at", "public_id")

    def get_queryset(self) -> QuerySet[Milestone]:
        """Return the workload's milestones."""
        return for_reading().filter(workload=seen.workload(self.request, self.kwargs["public_id"]))

    @extend_schema(
        tags=["milestones"],
        operation_id="milestones_list",
        description="The milestones of a workload, the oldest first, without what they keep.",
        responses=responses(MilestoneSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["milestones"],
        operation_id="milestones_create",
        description="Keep all reviews of a workload as they stand; what is due is assessed first. Contributors may.",
        request=NewMilestoneSerializer,
        responses=responses(MilestoneSerializer, 400, 403, 404, 422, code=201),
    )
    @idempotent
    def post(self, request: Request, public_id: str) -> Response:
        """Make one."""
        workload = seen.workload(request, public_id)
        require(seen.by(request), Action.MAKE_MILESTONE, workload.team)
        serializer = NewMilestoneSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        made = milestones.make(workload=workload, by=seen.by(request), **serializer.validated_data)
        location = reverse("api_milestone", [public_id, made.public_id], request=request)
        told = MilestoneSerializer(for_reading().get(pk=made.pk)).data
        return Response(told, status=201, headers={"Location": location})


class OneMilestone(generics.GenericAPIView[Milestone]):
    """One milestone."""

    queryset = Milestone.objects.none()
    serializer_class = WholeMilestoneSerializer

    @extend_schema(
        tags=["milestones"],
        operation_id="milestone_retrieve",
        description="A milestone with all that it keeps: answers, risks, findings, plan.",
        responses=responses(WholeMilestoneSerializer, 404),
    )
    def get(self, request: Request, public_id: str, milestone: str) -> Response:
        """Read it."""
        workload = seen.workload(request, public_id)
        kept = Prefetch("reviews", MilestoneReview.objects.select_related("version"))
        whole = Milestone.objects.filter(workload=workload).select_related("workload", "by").prefetch_related(kept)
        return Response(WholeMilestoneSerializer(generics.get_object_or_404(whole, public_id=milestone)).data)
