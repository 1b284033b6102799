"""Workloads: list, read, make, edit."""

from dataclasses import replace
from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.models import Team, User
from accounts.permissions import require
from accounts.problems import refuse
from accounts.roles import Action
from reviews.actions import workloads
from reviews.api import seen
from reviews.api.protocol.fields import StrictSerializer, id_of, name_of
from reviews.api.protocol.filtering import StrictFilters, YesNo
from reviews.api.protocol.schema import responses
from reviews.models import Workload, WorkloadLink

_HELP = {
    "name": "1 to 120 characters; once in its team, ignoring case.",
    "description": "At most 2000 characters.",
    "environment": "Where it runs.",
    "tier": "1 stops the company within the hour, 2 hurts within the day, 3 can wait.",
    "target": "The maturity that it should reach, 1 to 4; null for none.",
    "go_live": "The day on which it goes live; null where that is unknown.",
    "industry": "At most 80 characters.",
    "regions": "Where it runs, in words; at most 200 characters.",
    "interval_days": "How old an answer may be, in days; 1 to 3650.",
}


class LinkSerializer(StrictSerializer):
    """Where the architecture is described."""

    title = serializers.CharField(help_text="1 to 120 characters.")
    url = serializers.CharField(help_text="An http or https address of at most 500 characters.")


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
        fields = ["id", "team", "team_name", *_HELP, "owner", "owner_name", "tags", "links", "created_at", "archived"]
        read_only_fields = fields
        extra_kwargs = {name: {"help_text": text} for name, text in _HELP.items()} | {
            "created_at": {"help_text": "When it was registered."}
        }

    def get_archived(self, workload: Workload) -> bool:
        """Return whether it is archived."""
        return workload.archived_at is not None


class WorkloadChangeSerializer(StrictSerializer):
    """What to change of a workload; what is left out stays."""

    name = serializers.CharField(required=False, help_text=_HELP["name"])
    description = serializers.CharField(required=False, allow_blank=True, help_text=_HELP["description"])
    environment = serializers.ChoiceField(Workload.Environment.choices, required=False, help_text=_HELP["environment"])
    tier = serializers.IntegerField(required=False, help_text=_HELP["tier"])
    target = serializers.IntegerField(required=False, allow_null=True, help_text=_HELP["target"])
    go_live = serializers.DateField(required=False, allow_null=True, help_text=_HELP["go_live"])
    industry = serializers.CharField(required=False, allow_blank=True, help_text=_HELP["industry"])
    regions = serializers.CharField(required=False, allow_blank=True, help_text=_HELP["regions"])
    owner = serializers.CharField(required=False, allow_null=True, help_text="The id of somebody in the team; or null.")
    interval_days = serializers.IntegerField(required=False, help_text=_HELP["interval_days"])
    tags = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="At most 20, of at most 40 characters."
    )
    links = LinkSerializer(many=True, required=False, help_text="At most 20.")


class NewWorkloadSerializer(WorkloadChangeSerializer):
    """What to register."""

    team = serializers.CharField(help_text="The id of the team that it belongs to.")
    name = serializers.CharField(help_text=_HELP["name"])


class WorkloadFilters(django_filters.FilterSet):  # type: ignore[misc]
    """What a list of workloads can be narrowed to."""

    team = django_filters.CharFilter("team__public_id", label="The team's id.")
    environment = django_filters.ChoiceFilter(choices=Workload.Environment.choices, label="Where it runs.")
    tier = django_filters.ChoiceFilter(choices=[(1, "1"), (2, "2"), (3, "3")], label="The tier.")
    tag = django_filters.CharFilter("tags__name", lookup_expr="iexact", label="A tag that it has.")
    archived = YesNo("archived_at", lookup_expr="isnull", exclude=True, label="Whether it is archived.")

    class Meta:
        model = Workload
        fields: list[str] = []


class Workloads(generics.ListAPIView[Workload]):
    """All workloads that one may see."""

    queryset = Workload.objects.select_related("team", "owner").prefetch_related("tags", "links")
    serializer_class = WorkloadSerializer
    filter_backends = [StrictFilters]
    filterset_class = WorkloadFilters

    def get_queryset(self) -> QuerySet[Workload]:
        """Return what this person may see."""
        visible = Workload.objects.visible_to(seen.asker(self.request))
        return super().get_queryset().filter(pk__in=visible.values("pk"))

    @extend_schema(
        tags=["workloads"],
        description="The workloads that one may see, archived ones too.",
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
    def post(self, request: Request) -> Response:
        """Register one."""
        given = _parsed(NewWorkloadSerializer(data=request.data))
        team = Team.objects.visible_to(seen.asker(request)).filter(public_id=given.pop("team")).first()
        if team is None:
            raise refuse("team", "There is no such team.")
        facts = _changed(workloads.Facts(name=""), given, team)
        made = workloads.create(team=team, facts=facts, by=seen.by(request))
        location = reverse("api_workload", [made.public_id], request=request)
        return Response(WorkloadSerializer(made).data, status=201, headers={"Location": location})


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
        return Response(WorkloadSerializer(seen.workload(request, public_id)).data)

    @extend_schema(
        tags=["workloads"],
        operation_id="workload_update",
        description="Change what is said of a workload. Contributors of its team may.",
        request=WorkloadChangeSerializer,
        responses=responses(WorkloadSerializer, 400, 403, 404, 422),
    )
    def patch(self, request: Request, public_id: str) -> Response:
        """Change it."""
        workload = seen.workload(request, public_id)
        require(seen.by(request), Action.EDIT_WORKLOAD, workload.team)
        given = _parsed(WorkloadChangeSerializer(data=request.data))
        facts = _changed(workloads.facts_of(workload), given, workload.team)
        return Response(WorkloadSerializer(workloads.edit(workload=workload, facts=facts, by=seen.by(request))).data)


def _parsed(serializer: StrictSerializer) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _changed(facts: workloads.Facts, given: dict[str, Any], team: Team) -> workloads.Facts:
    if "tags" in given:
        given["tags"] = tuple(given["tags"])
    if "links" in given:
        given["links"] = tuple(workloads.Link(link["title"], link["url"]) for link in given["links"])
    if given.get("owner") is not None:
        given["owner"] = _member(given["owner"], team)
    return replace(facts, **given)


def _member(public_id: str, team: Team) -> User:
    member = User.objects.filter(public_id=public_id, memberships__team=team).first()
    if member is None:
        raise refuse("owner", "Nobody in the team has this id.")
    return member
