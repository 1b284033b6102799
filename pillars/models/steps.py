"""Areas, maturity levels with their marks, and the steps inside a practice."""

from django.db import models
from django.db.models import F, Q

from pillars.models.published import NamedPart, Part, Published
from pillars.models.questions import Practice
from pillars.models.reading import Service


class Area(NamedPart):
    """The seed's section that a step comes from."""

    title = models.CharField(max_length=255)
    short = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="area_id"),
            models.UniqueConstraint(fields=["version", "position"], name="area_position"),
        ]

    def __str__(self) -> str:
        return self.title


class Level(Published):
    """A maturity level, 1 to 4."""

    version = models.ForeignKey("pillars.LensVersion", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255)

    class Meta:
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="level_number"),
            models.CheckConstraint(condition=Q(number__range=(1, 4)), name="level_number_range"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Mark(NamedPart):
    """What a maturity level looks like; steps of that level count towards it."""

    level = models.ForeignKey(Level, models.PROTECT, related_name="marks")
    title = models.CharField(max_length=255)

    class Meta:
        ordering = ["level_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="mark_id"),
            models.UniqueConstraint(fields=["level", "position"], name="mark_position"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Step(NamedPart):
    """One statement inside a practice. ``seed`` says where its bullet stands: section.subsection.bullet, or ''."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="steps")
    title = models.CharField(max_length=255)
    statement = models.TextField(blank=True)
    guidance = models.TextField(blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="steps", null=True)
    level = models.PositiveSmallIntegerField()
    effort = models.CharField(max_length=1, choices=[("S", "S"), ("M", "M"), ("L", "L")])
    essential = models.BooleanField()
    mark = models.ForeignKey(Mark, models.PROTECT, related_name="steps", null=True)
    seed = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["practice_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="step_id"),
            models.UniqueConstraint(fields=["practice", "position"], name="step_position"),
            models.CheckConstraint(condition=Q(level__range=(2, 4)), name="step_level"),
            models.CheckConstraint(condition=Q(effort__in=["S", "M", "L"]), name="step_effort"),
        ]

    def __str__(self) -> str:
        return self.title


class StepService(Part):
    """A service that helps with a step."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="step_services")
    service = models.ForeignKey(Service, models.PROTECT, related_name="step_services")

    class Meta:
        ordering = ["step_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["step", "service"], name="step_service_once"),
            models.UniqueConstraint(fields=["step", "position"], name="step_service_position"),
        ]

    def __str__(self) -> str:
        return str(self.service)


class StepSuggestion(Part):
    """Where ``step`` is done, ``suggested`` should be true as well."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="suggestions")
    suggested = models.ForeignKey(Step, models.PROTECT, related_name="suggested_by")

    class Meta:
        ordering = ["step_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["step", "suggested"], name="step_suggestion_once"),
            models.UniqueConstraint(fields=["step", "position"], name="step_suggestion_position"),
            models.CheckConstraint(condition=~Q(step=F("suggested")), name="step_suggestion_other"),
        ]

    def __str__(self) -> str:
        return str(self.suggested)
