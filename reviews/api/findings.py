"""Findings: what the assessment says is wrong, and what was decided about it."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import generics, serializers

from pillars import reading
from reviews.api import seen
from reviews.api.protocol.fields import OfReview, id_of
from reviews.api.protocol.filtering import FindingFilters, PlacedFindingFilters, StrictFilters
from reviews.api.protocol.schema import responses
from reviews.models import Acceptance, Finding, Workload


class AcceptanceSerializer(serializers.ModelSerializer[Acceptance]):
    """A decision to live with a finding for a while."""

    by = id_of("by", "Who decided: a person's id.")

    class Meta:
        model = Acceptance
        fields = ["severity", "reason", "by", "by_name", "at", "until", "ends_at"]
        read_only_fields = fields
        extra_kwargs = {
            "severity": {"help_text": "The severity that is accepted; a worse one is not."},
            "reason": {"help_text": "Why."},
            "by_name": {"help_text": "Who decided: the name."},
            "at": {"help_text": "When it was decided."},
            "until": {"help_text": "It ends at the start of this day, in the team's time zone."},
            "ends_at": {"help_text": "That moment."},
        }


class FindingSerializer(OfReview, serializers.ModelSerializer[Finding]):
    """One thing that is wrong. Its id stays the same when it is resolved and comes back."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The finding's id.")
    practice_code = serializers.SerializerMethodField(help_text="The practice's code, else its id; empty without one.")
    acceptance = serializers.SerializerMethodField(help_text="The acceptance that runs, null where there is none.")

    class Meta:
        model = Finding
        fields = [
            "id",
            "workload",
            "workload_name",
            "team",
            "team_name",
            "lens",
            "lens_version",
            "kind",
            "question",
            "practice",
            "practice_code",
            "severity",
            "first_opened_at",
            "opened_at",
            "resolved_at",
            "reopened",
            "acceptance",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "kind": {"help_text": "What is wrong."},
            "question": {"help_text": "The question's id; empty for a stale review."},
            "practice": {"help_text": "The practice's id; empty where the finding is on the question or the review."},
            "severity": {"help_text": "HIGH or MEDIUM; empty for a stale review."},
            "first_opened_at": {"help_text": "When it was first found."},
            "opened_at": {"help_text": "When it was found last."},
            "resolved_at": {"help_text": "When it no longer held, null while it holds."},
            "reopened": {"help_text": "How often it came back."},
        }

    def get_practice_code(self, finding: Finding) -> str:
        """Return what people call the practice."""
        practice = reading.lens(finding.review.version_id).practices.get((finding.question, finding.practice))
        return practice.label if practice else finding.practice

    @extend_schema_field(AcceptanceSerializer(allow_null=True))
    def get_acceptance(self, finding: Finding) -> dict[str, Any] | None:
        """Return the running acceptance; it was fetched with the finding."""
        running = list(finding.acceptances.all())
        return dict(AcceptanceSerializer(running[0]).data) if running else None


RUNNING = Prefetch("acceptances", Acceptance.objects.filter(ended_at=None).select_related("by"))


class _FindingList(generics.ListAPIView[Finding]):
    queryset = Finding.objects.select_related("review__workload__team", "review__lens", "review__version")
    serializer_class = FindingSerializer
    filter_backends = [StrictFilters]
    filterset_class = FindingFilters
    keyset = ("first_opened_at", "public_id")


@extend_schema_view(
    get=extend_schema(
        tags=["findings"],
        operation_id="findings_list",
        description="The findings of all workloads that are not archived, those that were resolved too.",
        responses=responses(FindingSerializer(many=True), 400),
    )
)
class Findings(_FindingList):
    """Findings across all that one may see."""

    filterset_class = PlacedFindingFilters

    def get_queryset(self) -> QuerySet[Finding]:
        """Return the findings of visible workloads that count."""
        visible = Workload.objects.visible_to(seen.asker(self.request)).current()
        return super().get_queryset().filter(review__workload__in=visible).prefetch_related(RUNNING)


@extend_schema_view(
    get=extend_schema(
        tags=["findings"],
        operation_id="review_findings_list",
        description="The findings of one review, those that were resolved too.",
        responses=responses(FindingSerializer(many=True), 400, 404),
    )
)
class ReviewFindings(_FindingList):
    """Findings of one review."""

    def get_queryset(self) -> QuerySet[Finding]:
        """Return the review's findings."""
        review = seen.review(self.request, self.kwargs["public_id"], self.kwargs["alias"])
        return super().get_queryset().filter(review=review).prefetch_related(RUNNING)
