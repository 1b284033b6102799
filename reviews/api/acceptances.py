"""Acceptances: decisions to live with a finding for a while."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.permissions import require
from accounts.roles import Action
from reviews.actions import findings
from reviews.api import seen
from reviews.api.protocol import conditional
from reviews.api.protocol.fields import StrictSerializer, id_of
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.idempotency import idempotent
from reviews.api.protocol.schema import responses
from reviews.models import Acceptance, Finding


class AcceptanceSerializer(serializers.ModelSerializer[Acceptance]):
    """A decision to live with a finding for a while."""

    by = id_of("by", "Who decided: a person's id.")
    ended = serializers.ChoiceField(
        [("", "It runs"), *Acceptance.Ended.choices],
        read_only=True,
        help_text="Why it ended, empty while it runs: `date`, `worsened`, `resolved`, `renewed` or `withdrawn`.",
    )

    class Meta:
        model = Acceptance
        fields = ["severity", "reason", "by", "by_name", "at", "until", "ends_at", "ended_at", "ended"]
        read_only_fields = fields
        extra_kwargs = {
            "severity": {"help_text": "The severity that is accepted; a worse one is not."},
            "reason": {"help_text": "Why."},
            "by_name": {"help_text": "Who decided: the name."},
            "at": {"help_text": "When it was decided."},
            "until": {"help_text": "It ends at the start of this day, in the team's time zone."},
            "ends_at": {"help_text": "That moment."},
            "ended_at": {"help_text": "When it ended, null while it runs."},
        }


class NewAcceptanceSerializer(StrictSerializer):
    """What to decide."""

    reason = serializers.CharField(max_length=findings.MAX_REASON, help_text="Why; 1 to 1000 characters.")
    until = serializers.DateField(
        help_text="It ends at the start of this day, in the team's time zone; the day must lie ahead."
    )


class Acceptances(generics.ListAPIView[Acceptance]):
    """The decisions on a finding."""

    queryset = Acceptance.objects.select_related("by")
    serializer_class = AcceptanceSerializer
    filter_backends = [StrictFilters]
    keyset = ("-at", "-id")

    def get_queryset(self) -> QuerySet[Acceptance]:
        """Return the finding's acceptances."""
        return super().get_queryset().filter(finding=seen.finding(self.request, self.kwargs["public_id"]))

    @extend_schema(
        tags=["findings"],
        operation_id="finding_acceptances_list",
        description="Every decision to live with a finding, the newest first; at most one of them runs.",
        responses=responses(AcceptanceSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["findings"],
        operation_id="finding_acceptances_create",
        description=(
            "Accept an open finding at its present severity, until the start of a day. A running acceptance is "
            "renewed: it ends, and the new one takes its place. Reviewers may."
        ),
        request=NewAcceptanceSerializer,
        responses=responses(AcceptanceSerializer, 400, 403, 404, 422, code=201),
    )
    @idempotent
    def post(self, request: Request, public_id: str) -> Response:
        """Decide."""
        finding = seen.finding(request, public_id)
        require(seen.by(request), Action.DECIDE_FINDING, finding.review.workload.team)
        serializer = NewAcceptanceSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        made = findings.accept(finding=finding, **serializer.validated_data, by=seen.by(request))
        headers = {"Location": reverse("api_finding_acceptance", [public_id], request=request)}
        return conditional.single(represent(made), code=201, headers=headers)


class RunningAcceptance(generics.GenericAPIView[Acceptance]):
    """The acceptance that runs."""

    queryset = Acceptance.objects.none()
    serializer_class = AcceptanceSerializer

    @extend_schema(
        tags=["findings"],
        operation_id="finding_acceptance_retrieve",
        description="The acceptance of a finding that runs; 404 where none does.",
        responses=responses(AcceptanceSerializer, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """Read it."""
        return Response(represent(running(seen.finding(request, public_id))))

    @extend_schema(
        tags=["findings"],
        operation_id="finding_acceptance_destroy",
        description="Withdraw the acceptance that runs: the finding is open again. Reviewers may.",
        responses=responses(None, 403, 404, 412, 428, code=204),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Withdraw it."""
        with transaction.atomic():
            finding = seen.finding(request, public_id, lock=True)
            require(seen.by(request), Action.DECIDE_FINDING, finding.review.workload.team)
            conditional.require_match(request, represent(running(finding)))
            findings.withdraw(finding=finding, by=seen.by(request))
        return Response(status=204)


def running(finding: Finding) -> Acceptance:
    """Return the acceptance of a finding that runs. Raises Http404 where none does."""
    found = Acceptance.objects.filter(finding=finding, ended_at=None).select_related("by").first()
    if found is None:
        raise Http404
    return found


def represent(acceptance: Acceptance) -> dict[str, Any]:
    """Return an acceptance as a read gives it."""
    return dict(AcceptanceSerializer(acceptance).data)
