"""What the assessment says is wrong, and what people decided about it.

``external_ref`` of a finding names its ticket elsewhere: an object of ``system``, ``key``, ``url``, ``state``.
"""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When

from accounts.by import Subject
from accounts.ids import new_public_id
from accounts.models import User
from pillars.compiling import compiled
from reviews.models.reviews import Review
from reviews.models.workloads import Workload


class FindingQuerySet(models.QuerySet["Finding"]):
    """The words in which findings are asked for."""

    def visible_to(self, user: User) -> "FindingQuerySet":
        """Findings of workloads that this person may read."""
        return self.filter(review__workload__in=Workload.objects.visible_to(user))

    def open(self) -> "FindingQuerySet":
        """Findings that hold now, accepted or not."""
        return self.filter(resolved_at=None)

    def accepted(self, *, accepted: bool = True) -> "FindingQuerySet":
        """Findings of which an acceptance runs, or of which none does."""
        return self.filter(_accepted() if accepted else ~_accepted())

    def in_order(self) -> "FindingQuerySet":
        """Worst first, open before accepted, then the longest open. Each carries ``rank`` and ``held`` for that."""
        severity = Case(When(severity="HIGH", then=0), When(severity="MEDIUM", then=1), default=2)
        held = Case(When(_accepted(), then=1), default=0)
        return self.annotate(rank=severity, held=held).order_by("rank", "held", "opened_at", "public_id")


def _accepted() -> Exists:
    """Whether an acceptance of a finding runs."""
    return Exists(Acceptance.objects.filter(finding=OuterRef("pk"), ended_at=None))


class Finding(models.Model):
    """One thing that is wrong. Its identity survives: it is resolved and reopened, never made anew."""

    class Kind(models.TextChoices):
        """What is wrong."""

        GAP = "gap", "Gap"
        UNSUPPORTED = "unsupported", "Not supported"
        STALE = "stale", "Stale"

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    question = models.CharField(max_length=128, blank=True)
    practice = models.CharField(max_length=128, blank=True)
    severity = models.CharField(max_length=8, blank=True)
    opened_at = models.DateTimeField()
    first_opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    external_ref = models.JSONField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["first_opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "kind", "question", "practice"], name="finding_identity"),
            models.CheckConstraint(condition=Q(kind__in=["gap", "unsupported", "stale"]), name="finding_kind_known"),
            models.CheckConstraint(condition=Q(severity__in=["HIGH", "MEDIUM", ""]), name="finding_severity_known"),
        ]
        indexes = [models.Index(fields=["review"], name="finding_open", condition=Q(resolved_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} {self.practice or self.question}"

    @property
    def subject(self) -> Subject:
        """How events name this finding."""
        workload = self.review.workload
        name = f"{self.get_kind_display()}: {self._of_what()}"
        return Subject("finding", self.public_id, name, workload.public_id, workload.team.public_id)

    def _of_what(self) -> str:
        if not self.question:
            return self.review.lens.name
        question = compiled(self.review.version_id).question(self.question)
        return question.practice(self.practice).label if self.practice else question.title


class Acceptance(models.Model):
    """Somebody's decision to live with a finding of this severity until the start of a day in the team's zone."""

    class Ended(models.TextChoices):
        """Why an acceptance no longer holds."""

        DATE = "date", "its date came"
        WORSENED = "worsened", "the finding got worse"
        RESOLVED = "resolved", "the finding was resolved"
        RENEWED = "renewed", "it was renewed"
        WITHDRAWN = "withdrawn", "it was withdrawn"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="acceptances")
    severity = models.CharField(max_length=8)
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="acceptances")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    until = models.DateField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=12, choices=Ended.choices, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=Q(ended_at=None), name="acceptance_one_running_a_finding"
            ),
            models.CheckConstraint(condition=Q(severity__in=["HIGH", "MEDIUM"]), name="acceptance_severity_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="acceptance_has_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="") | Q(ended_at__isnull=False) & ~Q(ended=""),
                name="acceptance_end_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"accepted until {self.until}"
