"""A workload held against a lens version: its answers, and what was computed from them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.by import Subject
from accounts.ids import new_public_id
from accounts.models import User
from pillars.models import Lens, LensVersion
from pillars.rules import Risk
from reviews.models.workloads import Workload
from reviews.states import Claim, ItemKind, QuestionState, StepState

RISKS = [risk.value for risk in Risk]


class ReviewQuerySet(models.QuerySet["Review"]):
    """The words in which reviews are asked for."""

    def visible_to(self, user: User) -> "ReviewQuerySet":
        """Reviews of workloads that this person may read."""
        return self if user.reads_everything else self.filter(workload__team__memberships__user=user)

    def current(self) -> "ReviewQuerySet":
        """Reviews that count: of workloads that are not archived."""
        return self.filter(workload__archived_at=None)

    def due(self, at: datetime) -> "ReviewQuerySet":
        """Reviews to be assessed at this moment: changed, computed by an older formula, or overtaken by time."""
        changed = ~Q(revision=F("assessed_revision")) | ~Q(engine=settings.ASSESSMENT_ENGINE)
        return self.filter(changed | Q(next_change_at__lte=at))

    def not_waiting(self, at: datetime) -> "ReviewQuerySet":
        """Reviews that did not fail lately: the next attempt at one that fails waits longer each time."""
        return self.filter(Q(retry_at=None) | Q(retry_at__lte=at))


class Review(models.Model):
    """One workload against one lens version. ``revision`` counts what changed; the rest below it is computed."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="reviews")
    lens = models.ForeignKey(Lens, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(LensVersion, on_delete=models.PROTECT, related_name="reviews")
    created_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    assessed_revision = models.PositiveIntegerField(default=0)
    assessed_at = models.DateTimeField(null=True, blank=True)
    engine = models.PositiveSmallIntegerField(default=0)
    next_change_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    complete = models.BooleanField(default=False)
    unsupported = models.PositiveSmallIntegerField(default=0)
    maturity = models.PositiveSmallIntegerField(null=True, blank=True)
    maturity_state = models.CharField(max_length=16, default="not_assessed")
    below_target = models.BooleanField(default=False)
    stale = models.BooleanField(default=False)
    oldest_confirmed = models.DateTimeField(null=True, blank=True)
    rank = models.PositiveIntegerField(default=2_000_000)
    cells = models.JSONField(default=list)
    levels = models.JSONField(default=dict)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["workload_id", "lens_id"]
        constraints = [models.UniqueConstraint(fields=["workload", "lens"], name="review_once_a_lens")]
        indexes = [
            models.Index(fields=["lens", "rank"], name="review_worst_first"),
            models.Index(fields=["next_change_at"], name="review_overtaken"),
            models.Index(
                fields=["id"],
                name="review_changed",
                condition=~Q(revision=F("assessed_revision")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workload} against {self.lens}"

    @property
    def is_due(self) -> bool:
        """Whether an assessment of the present answers has not happened yet."""
        return self.revision != self.assessed_revision or self.engine != settings.ASSESSMENT_ENGINE

    def is_due_at(self, at: datetime) -> bool:
        """Whether it is due at this moment, because something changed or because time overtook it (``due``)."""
        return self.is_due or (self.next_change_at is not None and self.next_change_at <= at)

    def days_old(self, at: datetime) -> int | None:
        """How many days ago, by the calendar in UTC, the oldest answer was confirmed; None where nothing was."""
        return (at.date() - self.oldest_confirmed.date()).days if self.oldest_confirmed else None

    @property
    def subject(self) -> Subject:
        """How events name this review."""
        workload = self.workload
        return Subject("review", self.public_id, self.lens.name, workload.public_id, workload.team.public_id)


class QuestionRecord(models.Model):
    """What was last computed for one question of a review; ``accepted_until`` holds while its risk is accepted."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="question_records")
    question = models.CharField(max_length=128)
    risk = models.CharField(max_length=16)
    supported = models.CharField(max_length=16)
    complete = models.BooleanField()
    accepted_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["review_id", "question"]
        constraints = [
            models.UniqueConstraint(fields=["review", "question"], name="question_record_once"),
            models.CheckConstraint(condition=Q(risk__in=RISKS) & Q(supported__in=RISKS), name="question_risk_known"),
        ]
        indexes = [models.Index(fields=["risk", "complete"], name="question_record_risk")]

    def __str__(self) -> str:
        return f"{self.question}: {self.risk}"


class RiskChange(models.Model):
    """What a question's risk was from the end of this UTC day on, until the next row of the same question."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="risk_changes")
    question = models.CharField(max_length=128)
    day = models.DateField()
    risk = models.CharField(max_length=16)
    supported = models.CharField(max_length=16)
    complete = models.BooleanField()
    accepted = models.BooleanField()

    class Meta:
        ordering = ["review_id", "question", "day"]
        constraints = [
            models.UniqueConstraint(fields=["review", "question", "day"], name="risk_change_once_a_day"),
            models.CheckConstraint(condition=Q(risk__in=RISKS) & Q(supported__in=RISKS), name="risk_change_risk_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.question} {self.risk}"


class Item(models.Model):
    """One thing that people answered or wrote a note on. Made when it is first answered; versions count from 1.

    ``item`` is a practice's or step's id in the lens, '' for the question itself. ``at`` is when the state was last
    given or confirmed, and is empty while only a note was written.
    """

    STATES = {
        ItemKind.QUESTION: [state.value for state in QuestionState],
        ItemKind.PRACTICE: [state.value for state in Claim],
        ItemKind.STEP: [state.value for state in StepState],
    }

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="items")
    question = models.CharField(max_length=128)
    item = models.CharField(max_length=128, blank=True)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ItemKind])
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=500, blank=True)
    note = models.TextField(max_length=2084, blank=True)
    evidence = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="answers")
    at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["review_id", "question", "kind", "item"]
        constraints = [
            models.UniqueConstraint(fields=["review", "question", "item"], name="item_once"),
            models.CheckConstraint(
                name="item_state_fits_kind",
                condition=Q(kind="question", state__in=[state.value for state in QuestionState])
                | Q(kind="practice", state__in=[state.value for state in Claim])
                | Q(kind="step", state__in=[state.value for state in StepState]),
            ),
            models.CheckConstraint(
                name="item_not_applicable_has_reason", condition=~Q(state="not_applicable") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="item_question_has_no_item",
                condition=Q(kind="question", item="") | (~Q(kind="question") & ~Q(item="")),
            ),
            models.CheckConstraint(name="item_version_positive", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.item or self.question}: {self.state}"


class Round(models.Model):
    """One pass of a team over a review. Answers given or confirmed since ``started_at`` belong to it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="rounds")

    class Meta:
        ordering = ["review_id", "number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="round_number_once")]

    def __str__(self) -> str:
        return f"Round {self.number}"
