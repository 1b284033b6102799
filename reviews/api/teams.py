"""Teams that one may see."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership, Team, User
from accounts.roles import TeamRole
from reviews.api import seen
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.schema import responses
from reviews.models import Workload


class TeamSerializer(serializers.ModelSerializer[Team]):
    """A team as the person who asks sees it."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The team's id.")
    role = serializers.ChoiceField(
        TeamRole.choices,
        read_only=True,
        allow_null=True,
        help_text="What one may do there oneself: `viewer`, `contributor`, `reviewer` or `lead`; null where not in it.",
    )
    members = serializers.IntegerField(source="member_count", read_only=True, help_text="How many people are in it.")
    workloads = serializers.IntegerField(
        source="workload_count", read_only=True, help_text="How many workloads it has, archived ones left out."
    )

    class Meta:
        model = Team
        fields = ["id", "name", "time_zone", "role", "members", "workloads"]
        read_only_fields = fields
        extra_kwargs = {
            "name": {"help_text": "The name."},
            "time_zone": {"help_text": "In which its days begin and end, such as `Europe/Berlin`."},
        }


def for_reading(user: User) -> QuerySet[Team]:
    """Return the teams that a person may see, with what ``TeamSerializer`` tells of them. No statement more a team."""
    own = Membership.objects.filter(team=OuterRef("pk"), user=user)
    return Team.objects.visible_to(user).annotate(
        role=Subquery(own.values("role")[:1]),
        member_count=_counted(Membership.objects.all()),
        workload_count=_counted(Workload.objects.current()),
    )


def _counted(rows: QuerySet[Membership] | QuerySet[Workload]) -> Coalesce:
    of_team = rows.filter(team=OuterRef("pk")).order_by().values("team").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(of_team, output_field=IntegerField()), 0)


class Teams(generics.ListAPIView[Team]):
    """All teams that one may see."""

    queryset = Team.objects.all()
    serializer_class = TeamSerializer
    filter_backends = [StrictFilters]
    keyset = ("id",)

    def get_queryset(self) -> QuerySet[Team]:
        """Return what this person may see."""
        return for_reading(seen.asker(self.request))

    @extend_schema(
        tags=["teams"],
        operation_id="teams_list",
        description="The teams that one is in; with a role in the installation, all of them.",
        responses=responses(TeamSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """List."""
        return self.list(request)


class OneTeam(generics.GenericAPIView[Team]):
    """One team."""

    queryset = Team.objects.none()
    serializer_class = TeamSerializer

    @extend_schema(
        tags=["teams"],
        operation_id="team_retrieve",
        description="A team as it stands.",
        responses=responses(TeamSerializer, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """Read it."""
        found = generics.get_object_or_404(for_reading(seen.asker(request)), public_id=public_id)
        return Response(TeamSerializer(found).data)
