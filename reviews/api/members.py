"""The members of a team: list, add, give another role, take out."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.actions import teams
from accounts.models import Membership, Team
from accounts.permissions import require
from accounts.roles import Action, TeamRole
from reviews.api import seen
from reviews.api.protocol import conditional
from reviews.api.protocol.fields import StrictSerializer
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.idempotency import idempotent
from reviews.api.protocol.schema import responses

_ROLE = "`viewer` reads; `contributor` answers and plans; `reviewer` decides on findings; `lead` manages and deletes."


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """Somebody in a team."""

    id = serializers.CharField(source="user.public_id", read_only=True, help_text="The person's id.")
    name = serializers.CharField(source="user.name", read_only=True, help_text="The person's name.")
    email = serializers.CharField(source="user.email", read_only=True, help_text="The address to sign in with.")
    role = serializers.ChoiceField(TeamRole.choices, read_only=True, help_text=_ROLE)

    class Meta:
        model = Membership
        fields = ["id", "name", "email", "role"]
        read_only_fields = fields


class RoleSerializer(StrictSerializer):
    """Which role somebody is to have."""

    role = serializers.ChoiceField(TeamRole.choices, help_text=_ROLE)


class NewMemberSerializer(RoleSerializer):
    """Who is to be in the team."""

    email = serializers.CharField(max_length=254, help_text="The address under which they sign in, ignoring case.")


def _members(team: Team) -> QuerySet[Membership]:
    return Membership.objects.filter(team=team).select_related("user")


def _told(member: Membership) -> dict[str, Any]:
    return dict(MemberSerializer(member).data)


class Members(generics.ListAPIView[Membership]):
    """The members of a team."""

    queryset = Membership.objects.none()
    serializer_class = MemberSerializer
    filter_backends = [StrictFilters]
    keyset = ("id",)

    def get_queryset(self) -> QuerySet[Membership]:
        """Return the team's members."""
        return _members(seen.team(self.request, self.kwargs["public_id"]))

    @extend_schema(
        tags=["teams"],
        operation_id="members_list",
        description="Who is in a team, in the order in which they came.",
        responses=responses(MemberSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["teams"],
        operation_id="members_create",
        description="Take somebody into a team who signs in here already. Leads may.",
        request=NewMemberSerializer,
        responses=responses(MemberSerializer, 400, 403, 404, 422, code=201),
    )
    @idempotent
    def post(self, request: Request, public_id: str) -> Response:
        """Add one."""
        team = seen.team(request, public_id)
        require(seen.by(request), Action.MANAGE_MEMBERS, team)
        serializer = NewMemberSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        added = teams.add_member(team=team, by=seen.by(request), **serializer.validated_data)
        location = reverse("api_member", [public_id, added.user.public_id], request=request)
        return conditional.single(_told(added), code=201, headers={"Location": location})


class OneMember(generics.GenericAPIView[Membership]):
    """One member of a team."""

    queryset = Membership.objects.none()
    serializer_class = MemberSerializer

    @extend_schema(
        tags=["teams"],
        operation_id="member_retrieve",
        description="Somebody in a team.",
        responses=responses(MemberSerializer, 404),
    )
    def get(self, request: Request, public_id: str, person: str) -> Response:
        """Read it."""
        return Response(_told(_member(seen.team(request, public_id), person)))

    @extend_schema(
        tags=["teams"],
        operation_id="member_update",
        description="Give somebody another role. Leads may; only an administrator takes the last lead's role.",
        request=RoleSerializer,
        responses=responses(MemberSerializer, 400, 403, 404, 412, 422, 428),
    )
    def patch(self, request: Request, public_id: str, person: str) -> Response:
        """Change the role."""
        with transaction.atomic():
            team = seen.team(request, public_id, lock=True)
            member = _member(team, person)
            require(seen.by(request), Action.MANAGE_MEMBERS, team)
            serializer = RoleSerializer(data=request.data)
            serializer.is_valid(raise_exception=True)
            conditional.require_match(request, _told(member))
            role = serializer.validated_data["role"]
            changed = teams.set_member(team=team, user=member.user, role=role, by=seen.by(request))
        return conditional.single(_told(changed))

    @extend_schema(
        tags=["teams"],
        operation_id="member_destroy",
        description="Take somebody out of a team. Leads may; only an administrator takes out the last lead.",
        responses=responses(None, 403, 404, 412, 422, 428, code=204),
    )
    def delete(self, request: Request, public_id: str, person: str) -> Response:
        """Take them out."""
        with transaction.atomic():
            team = seen.team(request, public_id, lock=True)
            member = _member(team, person)
            require(seen.by(request), Action.MANAGE_MEMBERS, team)
            conditional.require_match(request, _told(member))
            teams.remove_member(team=team, user=member.user, by=seen.by(request))
        return Response(status=204)


def _member(team: Team, person: str) -> Membership:
    return generics.get_object_or_404(_members(team), user__public_id=person)
