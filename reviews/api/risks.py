"""The risk of questions: as claimed, as supported, and until when it is accepted."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers

from pillars import reading
from reviews.api import seen
from reviews.api.protocol.fields import OfReview
from reviews.api.protocol.filtering import RiskFilters, StrictFilters
from reviews.api.protocol.schema import responses
from reviews.models import QuestionRecord, Workload


class RiskSerializer(serializers.ModelSerializer[QuestionRecord]):
    """The risk of one question."""

    title = serializers.SerializerMethodField(help_text="What the question asks.")
    revision = serializers.IntegerField(
        source="review.revision",
        read_only=True,
        help_text="Counts what changed in the review; risks follow at once.",
    )
    assessed_revision = serializers.IntegerField(
        source="review.assessed_revision",
        read_only=True,
        help_text="The revision of which findings, improvements and maturity tell.",
    )

    class Meta:
        model = QuestionRecord
        fields = [
            "question",
            "title",
            "risk",
            "supported",
            "complete",
            "accepted_until",
            "revision",
            "assessed_revision",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "question": {"help_text": "The question's id."},
            "risk": {"help_text": "As claimed: HIGH, MEDIUM, NONE, UNANSWERED or NOT_APPLICABLE."},
            "supported": {"help_text": "As supported by the essential steps; never better than as claimed."},
            "complete": {"help_text": "Whether every practice is answered; both risks are 'so far' until then."},
            "accepted_until": {"help_text": "The moment at which the acceptance ends, null where it is not accepted."},
        }

    def get_title(self, record: QuestionRecord) -> str:
        """Return the question's title in the review's lens version."""
        question = reading.lens(record.review.version_id).questions.get(record.question)
        return question.title if question else record.question


class PlacedRiskSerializer(OfReview, RiskSerializer):
    """The risk of one question, with where it belongs."""

    class Meta(RiskSerializer.Meta):
        fields = ["workload", "workload_name", "team", "team_name", "lens", "lens_version", *RiskSerializer.Meta.fields]
        read_only_fields = fields


@extend_schema_view(
    get=extend_schema(
        tags=["risks"],
        description="The risk of every question of every review of workloads that are not archived.",
        responses=responses(PlacedRiskSerializer(many=True), 400),
    )
)
class Risks(generics.ListAPIView[QuestionRecord]):
    """Risks across all that one may see."""

    queryset = QuestionRecord.objects.select_related("review__workload__team", "review__lens", "review__version")
    serializer_class = PlacedRiskSerializer
    filter_backends = [StrictFilters]
    filterset_class = RiskFilters
    keyset = ("review__created_at", "review__public_id", "question")

    def get_queryset(self) -> QuerySet[QuestionRecord]:
        """Return the records of visible workloads that count."""
        visible = Workload.objects.visible_to(seen.asker(self.request)).current()
        return super().get_queryset().filter(review__workload__in=visible)
