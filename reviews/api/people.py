"""Who is asking."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership, User
from accounts.roles import InstallationRole, TeamRole
from reviews.api import seen
from reviews.api.protocol.schema import responses


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    """A role in a team."""

    id = serializers.CharField(source="team.public_id", read_only=True, help_text="The team's id.")
    name = serializers.CharField(source="team.name", read_only=True, help_text="The team's name.")
    role = serializers.ChoiceField(TeamRole.choices, read_only=True, help_text="What one may do there.")

    class Meta:
        model = Membership
        fields = ["id", "name", "role"]
        read_only_fields = fields


class MeSerializer(serializers.ModelSerializer[User]):
    """The person that a token or session acts for."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The person's id.")
    installation_role = serializers.ChoiceField(
        InstallationRole.choices, read_only=True, help_text="What one may do everywhere; empty for members of teams."
    )
    teams = MembershipSerializer(many=True, read_only=True, source="memberships", help_text="The teams one is in.")

    class Meta:
        model = User
        fields = ["id", "name", "email", "time_zone", "installation_role", "teams"]
        read_only_fields = fields
        extra_kwargs = {
            "name": {"help_text": "The name."},
            "email": {"help_text": "The address to sign in with."},
            "time_zone": {"help_text": "In which pages show times; the API speaks UTC."},
        }


class Me(generics.GenericAPIView[User]):
    """Who is asking."""

    queryset = User.objects.prefetch_related(Prefetch("memberships", Membership.objects.select_related("team")))
    serializer_class = MeSerializer

    @extend_schema(tags=["people"], description="Who one is, and in which teams.", responses=responses(MeSerializer))
    def get(self, request: Request) -> Response:
        """Read it."""
        return Response(MeSerializer(self.get_queryset().get(pk=seen.asker(request).pk)).data)
