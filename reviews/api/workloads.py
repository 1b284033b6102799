"""Workloads: list, read, make, edit, copy, archive, delete."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.models import Team
from accounts.permissions import require, require_somewhere
from accounts.problems import refuse
from accounts.roles import Action
from reviews.actions import workloads
from reviews.api import seen
from reviews.api.protocol import conditional
from reviews.api.protocol.fields import id_of, name_of
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.idempotency import idempotent
from reviews.api.protocol.schema import responses
from reviews.api.workload_changes import (
    HELP,
    CopySerializer,
    NewWorkloadSerializer,
    WorkloadChangeSerializer,
    changed,
    parsed,
)
from reviews.api.workload_filters import ORDERS, WorkloadFilters
from reviews.models import Workload, WorkloadLink


class ReadLinkSerializer(serializers.ModelSerializer[WorkloadLink]):
    """Where the architecture is described."""

    class Meta:
        model = WorkloadLink
        fields = ["title", "url"]
        read_only_fields = fields
        extra_kwargs = {"title": {"help_text": "What it shows."}, "url": {"help_text": "Where it is."}}


class WorkloadSerializer(serializers.ModelSerializer[Workload]):
    """A workload as it stands."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The workload's id.")
    team = id_of("team", "The id of the team that it belongs to.")
    team_name = name_of("team", "The team's name.")
    owner = id_of("owner", "Who owns it: a person's id.")
    owner_name = name_of("owner", "Who owns it: the name.")
    tags = serializers.SlugRelatedField(  # type: ignore[var-annotated]
        slug_field="name", many=True, read_only=True, help_text="Words that group workloads, in lower case."
    )
    links = ReadLinkSerializer(many=True, read_only=True, help_text="Where the architecture is described.")
    archived = serializers.SerializerMethodField(help_text="Whether it left all counts.")

    class Meta:
        model = Workload
        fields = ["id", "team", "team_name", *HELP, "owner", "owner_name", "tags", "links", "created_at", "archived"]
        read_only_fields = fields
        extra_kwargs = {name: {"help_text": text} for name, text in HELP.items()} | {
            "created_at": {"help_text": "When it was registered."}
        }

    def get_archived(self, workload: Workload) -> bool:
        """Return whether it is archived."""
        return workload.archived_at is not None


def _told(workload: Workload) -> dict[str, Any]:
    return dict(WorkloadSerializer(workload).data)


def _made(workload: Workload, request: Request) -> Response:
    location = reverse("api_workload", [workload.public_id], request=request)
    return conditional.single(_told(workload), code=201, headers={"Location": location})


class Workloads(generics.ListAPIView[Workload]):
    """All workloads that one may see."""

    queryset = Workload.objects.select_related("team", "owner").prefetch_related("tags", "links")
    serializer_class = WorkloadSerializer
    filter_backends = [StrictFilters]
    filterset_class = WorkloadFilters
    orders = ORDERS

    def get_queryset(self) -> QuerySet[Workload]:
        """Return what this person may see."""
        visible = Workload.objects.visible_to(seen.asker(self.request))
        return super().get_queryset().filter(pk__in=visible.values("pk"))

    @extend_schema(
        tags=["workloads"],
        operation_id="workloads_list",
        description=(
            "The workloads that one may see, archived ones too. `sort=worst` is the portfolio's order: by the review "
            "against a lens, the worst first."
        ),
        responses=responses(WorkloadSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["workloads"],
        operation_id="workloads_create",
        description="Register a workload. Contributors of its team may.",
        request=NewWorkloadSerializer,
        responses=responses(WorkloadSerializer, 400, 403, 422, code=201),
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Register one."""
        require_somewhere(seen.by(request), Action.EDIT_WORKLOAD)
        given = parsed(NewWorkloadSerializer(data=request.data))
        team = Team.objects.visible_to(seen.asker(request)).filter(public_id=given.pop("team")).first()
        if team is None:
            raise refuse("team", "There is no such team.")
        require(seen.by(request), Action.EDIT_WORKLOAD, team)
        facts = changed(workloads.Facts(name=""), given, team)
        return _made(workloads.create(team=team, facts=facts, by=seen.by(request)), request)


class OneWorkload(generics.GenericAPIView[Workload]):
    """One workload."""

    queryset = Workload.objects.none()
    serializer_class = WorkloadSerializer

    @extend_schema(
        tags=["workloads"],
        operation_id="workload_retrieve",
        description="A workload as it stands.",
        responses=responses(WorkloadSerializer, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """Read it."""
        return Response(_told(seen.workload(request, public_id)))

    @extend_schema(
        tags=["workloads"],
        operation_id="workload_update",
        description=(
            "Change what is said of a workload, take it out of all counts, or bring it back. "
            "Contributors of its team may."
        ),
        request=WorkloadChangeSerializer,
        responses=responses(WorkloadSerializer, 400, 403, 404, 412, 422, 428),
    )
    def patch(self, request: Request, public_id: str) -> Response:
        """Change it."""
        by = seen.by(request)
        with transaction.atomic():
            workload = seen.workload(request, public_id, lock=True)
            require(by, Action.EDIT_WORKLOAD, workload.team)
            given = parsed(WorkloadChangeSerializer(data=request.data))
            conditional.require_match(request, _told(workload))
            archived = given.pop("archived", None)
            facts = changed(workloads.facts_of(workload), given, workload.team)
            workload = workloads.edit(workload=workload, facts=facts, by=by)
            if archived is not None:
                moved = workloads.archive if archived else workloads.bring_back
                moved(workload=workload, by=by)
        return conditional.single(_told(workload))

    @extend_schema(
        tags=["workloads"],
        operation_id="workload_destroy",
        description="Delete a workload with all that hangs on it: reviews, answers, milestones. Leads of its team may.",
        responses=responses(None, 403, 404, 412, 428, code=204),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Delete it. The entity tag says that the client knows what it deletes, as the typed name does on the page."""
        with transaction.atomic():
            workload = seen.workload(request, public_id, lock=True)
            require(seen.by(request), Action.DELETE_WORKLOAD, workload.team)
            conditional.require_match(request, _told(workload))
            workloads.delete(workload=workload, name=workload.name, by=seen.by(request))
        return Response(status=204)


class Copies(generics.GenericAPIView[Workload]):
    """Copies of a workload."""

    queryset = Workload.objects.none()
    serializer_class = WorkloadSerializer

    @extend_schema(
        tags=["workloads"],
        operation_id="workload_copies_create",
        description="Register a workload with the same facts, in the same team and without answers. Contributors may.",
        request=CopySerializer,
        responses=responses(WorkloadSerializer, 400, 403, 404, 422, code=201),
    )
    @idempotent
    def post(self, request: Request, public_id: str) -> Response:
        """Make one."""
        workload = seen.workload(request, public_id)
        require(seen.by(request), Action.EDIT_WORKLOAD, workload.team)
        given = parsed(CopySerializer(data=request.data))
        return _made(workloads.copy(workload=workload, name=given["name"], by=seen.by(request)), request)
