"""Findings: what the assessment says is wrong, and what was decided about it."""

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pillars import reading
from reviews.api import seen
from reviews.api.acceptances import AcceptanceSerializer
from reviews.api.external import TicketSerializer
from reviews.api.protocol.fields import OfReview
from reviews.api.protocol.filtering import FindingFilters, PlacedFindingFilters, StrictFilters
from reviews.api.protocol.schema import responses
from reviews.api.risks import RiskSerializer
from reviews.models import Acceptance, Finding, QuestionRecord, Workload
from reviews.models.findings import FindingQuerySet


class FindingSerializer(OfReview, serializers.ModelSerializer[Finding]):
    """One thing that is wrong. Its id stays the same when it is resolved and comes back."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The finding's id.")
    practice_code = serializers.SerializerMethodField(help_text="The practice's code, else its id; empty without one.")
    acceptance = serializers.SerializerMethodField(help_text="The acceptance that runs, null where there is none.")
    external_ref = TicketSerializer(
        read_only=True, allow_null=True, help_text="The ticket elsewhere that follows it, null where none does."
    )
    risk = serializers.SerializerMethodField(help_text="The risk of its question, null for a stale review.")

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
            "external_ref",
            "risk",
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
        running: list[Acceptance] = finding.running  # type: ignore[attr-defined]  # set by ``complete``
        return dict(AcceptanceSerializer(running[0]).data) if running else None

    @extend_schema_field(RiskSerializer(allow_null=True))
    def get_risk(self, finding: Finding) -> dict[str, Any] | None:
        """Return the risk of its question; it was fetched with the finding."""
        records: list[QuestionRecord] = finding.review.asked  # type: ignore[attr-defined]  # set by ``complete``
        found = next((record for record in records if record.question == finding.question), None)
        return dict(RiskSerializer(found).data) if found else None


def complete(findings: Sequence[Finding]) -> None:
    """Fetch what the serializer tells besides the findings' own columns. Two statements.

    Each must come with its review, workload, team, lens and version.
    """
    asked = QuestionRecord.objects.filter(question__in={finding.question for finding in findings})
    running = Acceptance.objects.filter(ended_at=None).select_related("by")
    prefetch_related_objects(
        findings,
        Prefetch("acceptances", running, to_attr="running"),
        Prefetch("review__question_records", asked, to_attr="asked"),
    )


def represent(finding: Finding) -> dict[str, Any]:
    """Return a finding as a read gives it. Two statements."""
    complete([finding])
    return dict(FindingSerializer(finding).data)


class _FindingList(generics.ListAPIView[Finding]):
    queryset = Finding.objects.select_related("review__workload__team", "review__lens", "review__version")
    serializer_class = FindingSerializer
    filter_backends = [StrictFilters]
    filterset_class = FindingFilters
    orders = {"created": ("first_opened_at", "public_id"), "worst": ("rank", "held", "opened_at", "public_id")}

    def paginate_queryset(self, queryset: QuerySet[Any, Any]) -> list[Any] | None:
        """Return the page's findings with all that is told of them."""
        rows = super().paginate_queryset(queryset)
        complete(rows or [])
        return rows


@extend_schema_view(
    get=extend_schema(
        tags=["findings"],
        operation_id="findings_list",
        description=(
            "The findings of all workloads that are not archived, those that were resolved too. `sort=worst` is the "
            "page's order: the worst first, open before accepted, the longest open first; one that changes meanwhile "
            "may stand on two pages or on none."
        ),
        responses=responses(FindingSerializer(many=True), 400),
    )
)
class Findings(_FindingList):
    """Findings across all that one may see."""

    filterset_class = PlacedFindingFilters

    def get_queryset(self) -> QuerySet[Finding]:
        """Return the findings of visible workloads that count."""
        visible = Workload.objects.visible_to(seen.asker(self.request)).current()
        return _ranked(super().get_queryset().filter(review__workload__in=visible))


@extend_schema_view(
    get=extend_schema(
        tags=["findings"],
        operation_id="review_findings_list",
        description="The findings of one review, those that were resolved too. `sort` as in the list of all.",
        responses=responses(FindingSerializer(many=True), 400, 404),
    )
)
class ReviewFindings(_FindingList):
    """Findings of one review."""

    def get_queryset(self) -> QuerySet[Finding]:
        """Return the review's findings."""
        review = seen.review(self.request, self.kwargs["public_id"], self.kwargs["alias"])
        return _ranked(super().get_queryset().filter(review=review))


def _ranked(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    return cast(FindingQuerySet, findings).in_order()


class OneFinding(generics.GenericAPIView[Finding]):
    """One finding."""

    queryset = Finding.objects.none()
    serializer_class = FindingSerializer

    @extend_schema(
        tags=["findings"],
        operation_id="finding_retrieve",
        description="A finding as it stands, with the risk of its question and the acceptance that runs.",
        responses=responses(FindingSerializer, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """Read it."""
        return Response(represent(seen.finding(request, public_id)))
