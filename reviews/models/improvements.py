"""The work that would close a finding.

``external_ref`` of an improvement names its ticket elsewhere: an object of ``system``, ``key``, ``url``, ``state``.
"""

from django.db import models
from django.db.models import Q

from accounts.by import Subject
from accounts.ids import new_public_id
from accounts.models import User
from reviews.models.reviews import Review
from reviews.models.workloads import Workload


class ImprovementQuerySet(models.QuerySet["Improvement"]):
    """The words in which improvements are asked for."""

    def visible_to(self, user: User) -> "ImprovementQuerySet":
        """Improvements of workloads that this person may read."""
        return self.filter(review__workload__in=Workload.objects.visible_to(user))

    def open(self) -> "ImprovementQuerySet":
        """Lines of the plan: an open finding asks for them, or steps that somebody added by hand are still open."""
        return self.filter(closed_at=None)

    def in_order(self) -> "ImprovementQuerySet":
        """The plan's order: severity, open before accepted, standing, risk removed per effort, due date, names."""
        return self.order_by(
            "severity_rank",
            "accepted",
            "standing",
            "-score",
            models.F("due").asc(nulls_last=True),
            "practice_label",
            "review__workload__name",
            "review__workload__team__name",
            "review__lens__alias",
            "question",
            "id",
        )


class Improvement(models.Model):
    """One practice to be made true. People write state, owner, due and added steps; the rest is computed."""

    class State(models.TextChoices):
        """How far the work is."""

        TO_DO = "to_do", "To do"
        IN_PROGRESS = "in_progress", "In progress"
        DONE = "done", "Done"

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="improvements")
    question = models.CharField(max_length=128)
    practice = models.CharField(max_length=128)
    practice_label = models.CharField(max_length=128)
    created_at = models.DateTimeField()

    state = models.CharField(max_length=12, choices=State.choices, default=State.TO_DO)
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="improvements")
    due = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    added_steps = models.JSONField(default=list, blank=True)
    external_ref = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    needed = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    severity = models.CharField(max_length=8, blank=True)
    severity_rank = models.PositiveSmallIntegerField(default=2)
    accepted = models.BooleanField(default=False)
    standing = models.PositiveSmallIntegerField(default=0)
    score = models.FloatField(default=0)
    effort = models.FloatField(default=0)
    estimate = models.BooleanField(default=False)
    plan = models.JSONField(default=dict)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "question", "practice"], name="improvement_once_a_practice"),
            models.CheckConstraint(
                condition=Q(state__in=["to_do", "in_progress", "done"]), name="improvement_state_known"
            ),
            models.CheckConstraint(condition=Q(severity__in=["HIGH", "MEDIUM", ""]), name="improvement_severity_known"),
        ]
        indexes = [
            models.Index(fields=["severity_rank", "accepted", "standing", "-score"], name="improvement_order"),
        ]

    def __str__(self) -> str:
        return f"{self.practice_label}: {self.state}"

    @property
    def subject(self) -> Subject:
        """How events name this improvement."""
        workload = self.review.workload
        name = f"Improvement {self.practice_label}"
        return Subject("improvement", self.public_id, name, workload.public_id, workload.team.public_id)
