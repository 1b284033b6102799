"""What is reviewed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.by import Subject
from accounts.ids import new_public_id
from accounts.models import Team, User


class WorkloadQuerySet(models.QuerySet["Workload"]):
    """The words in which workloads are asked for."""

    def visible_to(self, user: User) -> "WorkloadQuerySet":
        """Workloads that this person may read: their teams', or all with an installation role."""
        return self if user.reads_everything else self.filter(team__memberships__user=user)

    def current(self) -> "WorkloadQuerySet":
        """Workloads that count: not archived."""
        return self.filter(archived_at=None)


class Workload(models.Model):
    """A system that a team runs and reviews."""

    class Environment(models.TextChoices):
        """Where it runs."""

        PRODUCTION = "production", "Production"
        PRE_PRODUCTION = "pre_production", "Pre-production"

    class Tier(models.IntegerChoices):
        """How much its loss hurts."""

        ONE = 1, "1: stops the company within the hour"
        TWO = 2, "2: hurts within the day"
        THREE = 3, "3: can wait"

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="workloads")
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=2000, blank=True)
    environment = models.CharField(max_length=20, choices=Environment.choices, default=Environment.PRODUCTION)
    tier = models.PositiveSmallIntegerField(choices=Tier.choices, default=Tier.TWO)
    target = models.PositiveSmallIntegerField(null=True, blank=True)
    go_live = models.DateField(null=True, blank=True)
    industry = models.CharField(max_length=80, blank=True)
    regions = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="owned_workloads")
    interval_days = models.PositiveSmallIntegerField(default=180)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = WorkloadQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("team", Lower("name"), name="workload_name_in_team_ignoring_case"),
            models.CheckConstraint(condition=Q(tier__in=[1, 2, 3]), name="workload_tier_known"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__range=(1, 4)), name="workload_target_known"
            ),
            models.CheckConstraint(
                condition=Q(environment__in=["production", "pre_production"]), name="workload_environment_known"
            ),
            models.CheckConstraint(condition=Q(interval_days__range=(1, 3650)), name="workload_interval_in_range"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        """How events name this workload."""
        return Subject("workload", self.public_id, self.name, self.public_id, self.team.public_id)


class WorkloadTag(models.Model):
    """A word that groups workloads, kept in lower case."""

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workload", "name"], name="tag_once_a_workload")]
        indexes = [models.Index(fields=["name"], name="tag_name")]

    def __str__(self) -> str:
        return self.name


class WorkloadLink(models.Model):
    """Where the workload's architecture is described."""

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(max_length=120)
    url = models.URLField(max_length=500)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title
