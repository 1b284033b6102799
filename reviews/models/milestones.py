"""Unchangeable snapshots of a workload's reviews."""

from django.db import models
from django.db.models.functions import Lower

from accounts.by import Subject
from accounts.ids import new_public_id
from accounts.models import User
from pillars.models import LensVersion
from reviews.models.workloads import Workload


class Milestone(models.Model):
    """A named moment of a workload. Nothing of it ever changes."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="milestones")
    by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint("workload", Lower("name"), name="milestone_name_ignoring_case")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        """How events name this milestone."""
        workload = self.workload
        return Subject("milestone", self.public_id, self.name, workload.public_id, workload.team.public_id)


class MilestoneReview(models.Model):
    """One review as it stood: ``snapshot`` holds answers, risks, findings and plan."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="reviews")
    version = models.ForeignKey(LensVersion, on_delete=models.PROTECT, related_name="milestone_reviews")
    snapshot = models.JSONField()

    class Meta:
        ordering = ["milestone_id", "version_id"]
        constraints = [models.UniqueConstraint(fields=["milestone", "version"], name="milestone_review_once")]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.version}"
