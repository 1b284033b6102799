"""Teams and who is in them."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.ids import new_public_id
from accounts.models.people import User
from accounts.roles import TeamRole


class TeamQuerySet(models.QuerySet["Team"]):
    """The words in which teams are asked for."""

    def visible_to(self, user: User) -> "TeamQuerySet":
        """Teams whose work this person may read."""
        return self if user.reads_everything else self.filter(memberships__user=user)

    def where_may(self, user: User, roles: Sequence[str]) -> "TeamQuerySet":
        """Teams in which this person has one of the roles; all of them for administrators."""
        if user.is_administrator:
            return self
        return self.filter(memberships__user=user, memberships__role__in=roles)


class Team(models.Model):
    """A group of people that owns workloads. Days begin and end in the team's time zone."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC")
    members: models.ManyToManyField[User, "Membership"] = models.ManyToManyField(
        User, through="Membership", related_name="teams"
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_ignoring_case")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role in one team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=TeamRole.choices)

    class Meta:
        ordering = ["team", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=TeamRole.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}: {self.role}"
