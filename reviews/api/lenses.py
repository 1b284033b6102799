"""The lenses that can be reviewed against: their versions in short and in full, their documents, search in them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.problems import Problem
from pillars import reading
from pillars.models import Lens, LensSource, LensVersion
from pillars.search import Hit, find
from reviews.api.lens_questions import WholeLensSerializer
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.problems import BadQuery
from reviews.api.protocol.queries import given
from reviews.api.protocol.schema import files, responses

LONGEST_QUERY = 100


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


class HitSerializer(serializers.Serializer[Hit]):
    """Something that was found."""

    kind = serializers.ChoiceField(
        ["question", "practice", "step", "service", "concept", "outcome", "challenge", "resource"],
        help_text="What it is.",
    )
    code = serializers.CharField(
        source="label", help_text="The code or id of the question or practice that it belongs to; or empty."
    )
    anchor = serializers.CharField(help_text="Where it stands on the lens's page: the fragment of its address.")
    title = serializers.CharField(help_text="Its title.")
    excerpt = serializers.CharField(help_text="The beginning of its text.")


class HitsSerializer(serializers.Serializer[Any]):
    """What was found."""

    results = HitSerializer(many=True, help_text="All of it, in the lens's order.")


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


class LensVersions(generics.ListAPIView[LensVersion]):
    """The versions of a lens."""

    queryset = LensVersion.objects.for_list()
    serializer_class = LensSerializer
    filter_backends = [StrictFilters]
    keyset = ("-number",)

    def get_queryset(self) -> QuerySet[LensVersion]:
        """Return the versions of the lens."""
        lens = get_object_or_404(Lens, alias=self.kwargs["alias"])
        return super().get_queryset().filter(lens=lens)

    @extend_schema(
        tags=["lenses"],
        operation_id="lens_versions_list",
        description="The versions of a lens, the newest first. A published version never changes.",
        responses=responses(LensSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, alias: str) -> Response:
        """List."""
        return self.list(request)


class OneLens(generics.GenericAPIView[LensVersion]):
    """A lens in its newest version."""

    queryset = LensVersion.objects.none()
    serializer_class = WholeLensSerializer

    @extend_schema(
        tags=["lenses"],
        operation_id="lens_retrieve",
        description="The newest version of a lens in full: questions with rules, practices, steps, and its guidance.",
        responses=responses(WholeLensSerializer, 404),
    )
    def get(self, request: Request, alias: str) -> Response:
        """Read it."""
        version = get_object_or_404(LensVersion.objects.current(), lens__alias=alias)
        return Response(WholeLensSerializer(reading.lens(version.pk)).data)


class OneLensVersion(generics.GenericAPIView[LensVersion]):
    """One version of a lens."""

    queryset = LensVersion.objects.none()
    serializer_class = WholeLensSerializer

    @extend_schema(
        tags=["lenses"],
        operation_id="lens_version_retrieve",
        description="A version of a lens in full, as its newest one is read.",
        responses=responses(WholeLensSerializer, 404),
    )
    def get(self, request: Request, alias: str, number: int) -> Response:
        """Read it."""
        return Response(WholeLensSerializer(_version(alias, number)).data)


class LensDocument(APIView):
    """The document of a lens version."""

    @extend_schema(
        tags=["lenses"],
        operation_id="lens_document",
        description="The document that a version was loaded from, byte for byte.",
        responses=files("application/json", 404),
    )
    def get(self, request: Request, alias: str, number: int) -> HttpResponse:
        """Send it."""
        source = get_object_or_404(LensSource, version__lens__alias=alias, version__number=number)
        headers = {"Content-Disposition": f'attachment; filename="{alias}-{number}.json"'}
        return HttpResponse(bytes(source.document), content_type="application/json", headers=headers)


class LensSearch(generics.GenericAPIView[LensVersion]):
    """Finding something in a lens version."""

    queryset = LensVersion.objects.none()
    serializer_class = HitsSerializer

    @extend_schema(
        tags=["lenses"],
        operation_id="lens_search",
        description="Everything in a version that has each of the words, ignoring case, in the lens's order.",
        parameters=[
            OpenApiParameter(
                "q",
                {"type": "string", "minLength": 1, "maxLength": LONGEST_QUERY},
                required=True,
                description="The words.",
            )
        ],
        responses=responses(HitsSerializer, 400, 404),
    )
    def get(self, request: Request, alias: str, number: int) -> Response:
        """Search."""
        words = given(request, {"q"}).get("q", "").strip()
        if not 1 <= len(words) <= LONGEST_QUERY:
            raise BadQuery([Problem("/q", f"Expected 1 to {LONGEST_QUERY} characters to look for.")])
        return Response(HitsSerializer({"results": find(_version(alias, number), words)}).data)


def _version(alias: str, number: int) -> reading.Lens:
    """Return a version of a lens with all its texts. Raises Http404 where there is none such."""
    version = get_object_or_404(LensVersion, lens__alias=alias, number=number)
    return reading.lens(version.pk)
