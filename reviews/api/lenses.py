"""The lenses that can be reviewed against."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers

from pillars.models import LensVersion
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.schema import responses


class LensSerializer(serializers.ModelSerializer[LensVersion]):
    """A lens in its newest version."""

    alias = serializers.CharField(source="lens.alias", read_only=True, help_text="What names the lens.")
    version = serializers.IntegerField(source="number", read_only=True, help_text="The version's number.")
    questions = serializers.IntegerField(source="question_count", read_only=True, help_text="How many questions.")
    practices = serializers.IntegerField(source="practice_count", read_only=True, help_text="How many practices.")
    steps = serializers.IntegerField(source="step_count", read_only=True, help_text="How many steps.")

    class Meta:
        model = LensVersion
        fields = ["alias", "name", "description", "version", "published_at", "questions", "practices", "steps"]
        read_only_fields = fields
        extra_kwargs = {
            "name": {"help_text": "The lens's name."},
            "description": {"help_text": "What it is about."},
            "published_at": {"help_text": "When the version was loaded."},
        }


@extend_schema_view(
    get=extend_schema(
        tags=["lenses"],
        operation_id="lenses_list",
        description="The lenses in their newest versions.",
        responses=responses(LensSerializer(many=True), 400),
    )
)
class Lenses(generics.ListAPIView[LensVersion]):
    """The newest version of each lens."""

    queryset = LensVersion.objects.current().for_list()
    serializer_class = LensSerializer
    filter_backends = [StrictFilters]
    keyset = ("lens__alias",)
