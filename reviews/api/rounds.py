"""The rounds of a review: list, begin the next."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import require
from accounts.roles import Action
from reviews.actions import reviews
from reviews.api import seen
from reviews.api.protocol.fields import StrictSerializer, id_of, name_of
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.idempotency import idempotent
from reviews.api.protocol.schema import responses
from reviews.models import Round


class RoundSerializer(serializers.ModelSerializer[Round]):
    """One pass of a team over a review. Answers given or confirmed since its start belong to it."""

    started_by = id_of("started_by", "Who began it: a person's id.")
    started_by_name = name_of("started_by", "Who began it: the name.")

    class Meta:
        model = Round
        fields = ["number", "started_at", "started_by", "started_by_name"]
        read_only_fields = fields
        extra_kwargs = {
            "number": {"help_text": "Counts the review's rounds, from 1."},
            "started_at": {"help_text": "When it began; it ends where the next one begins."},
        }


class NewRoundSerializer(StrictSerializer):
    """Nothing has to be said of a round: it begins now."""


class Rounds(generics.ListAPIView[Round]):
    """The rounds of a review."""

    queryset = Round.objects.select_related("started_by")
    serializer_class = RoundSerializer
    filter_backends = [StrictFilters]
    keyset = ("number",)

    def get_queryset(self) -> QuerySet[Round]:
        """Return the review's rounds."""
        review = seen.review(self.request, self.kwargs["public_id"], self.kwargs["alias"])
        return super().get_queryset().filter(review=review)

    @extend_schema(
        tags=["reviews"],
        operation_id="rounds_list",
        description="The rounds of a review, the first one first.",
        responses=responses(RoundSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, public_id: str, alias: str) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["reviews"],
        operation_id="rounds_create",
        description=(
            "Begin the next round of a review. Answers stay, with by whom and when they were given, and wait to be "
            "confirmed. Contributors may."
        ),
        request=NewRoundSerializer,
        responses=responses(RoundSerializer, 400, 403, 404, 422, code=201),
    )
    @idempotent
    def post(self, request: Request, public_id: str, alias: str) -> Response:
        """Begin one."""
        review = seen.review(request, public_id, alias)
        require(seen.by(request), Action.START_ROUND, review.workload.team)
        NewRoundSerializer(data=request.data).is_valid(raise_exception=True)
        started = reviews.start_round(review=review, by=seen.by(request))
        return Response(RoundSerializer(started).data, status=201)
