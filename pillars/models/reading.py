"""What helps in answering: services, concepts, challenges, outcomes, resources, overlaps."""

from django.db import models
from django.db.models import F, Q

from pillars.models.published import NamedPart, Part
from pillars.models.questions import Practice


class Service(NamedPart):
    """A recommended product. A retired one has the date of its retirement and successors to use instead."""

    name = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    url = models.TextField("URL", blank=True)
    status = models.CharField(max_length=7, choices=[("active", "active"), ("retired", "retired")])
    retired_on = models.DateField(null=True)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="service_id"),
            models.UniqueConstraint(fields=["version", "position"], name="service_position"),
            models.CheckConstraint(
                condition=Q(status="active", retired_on__isnull=True) | Q(status="retired", retired_on__isnull=False),
                name="service_lifecycle",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceSuccessor(Part):
    """What to use instead of a retired service."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Service, models.PROTECT, related_name="succeeds")

    class Meta:
        ordering = ["service_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["service", "successor"], name="service_successor_once"),
            models.UniqueConstraint(fields=["service", "position"], name="service_successor_position"),
            models.CheckConstraint(condition=~Q(service=F("successor")), name="service_successor_other"),
        ]

    def __str__(self) -> str:
        return str(self.successor)


class Concept(NamedPart):
    """An idea that the lens builds on, shown at a practice."""

    title = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="concepts", null=True)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="concept_id"),
            models.UniqueConstraint(fields=["version", "position"], name="concept_position"),
        ]

    def __str__(self) -> str:
        return self.title


class Challenge(NamedPart):
    """A known difficulty with its solution, shown where the practices that it concerns are answered."""

    title = models.CharField(max_length=255)
    solution = models.TextField(blank=True)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="challenge_id"),
            models.UniqueConstraint(fields=["version", "position"], name="challenge_position"),
        ]

    def __str__(self) -> str:
        return self.title


class ChallengePractice(Part):
    """A practice that a challenge concerns."""

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="challenge_practices")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="challenge_practices")

    class Meta:
        ordering = ["challenge_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "practice"], name="challenge_practice_once"),
            models.UniqueConstraint(fields=["challenge", "position"], name="challenge_practice_position"),
        ]

    def __str__(self) -> str:
        return str(self.practice)


class ChallengeArea(Part):
    """An area that a challenge concerns."""

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="challenge_areas")
    area = models.ForeignKey("pillars.Area", models.PROTECT, related_name="challenge_areas")

    class Meta:
        ordering = ["challenge_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "area"], name="challenge_area_once"),
            models.UniqueConstraint(fields=["challenge", "position"], name="challenge_area_position"),
        ]

    def __str__(self) -> str:
        return str(self.area)


class Outcome(NamedPart):
    """What a practice is good for."""

    title = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="outcomes", null=True)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="outcome_id"),
            models.UniqueConstraint(fields=["version", "position"], name="outcome_position"),
        ]

    def __str__(self) -> str:
        return self.title


class Resource(NamedPart):
    """Something to read on; a product guide names its service."""

    title = models.CharField(max_length=255)
    url = models.TextField("URL")
    service = models.ForeignKey(Service, models.PROTECT, related_name="resources", null=True)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="resource_id"),
            models.UniqueConstraint(fields=["version", "position"], name="resource_position"),
        ]

    def __str__(self) -> str:
        return self.title


class Overlap(Part):
    """A group of steps that sound alike and ask different things."""

    title = models.CharField(max_length=255)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="overlap_position")]

    def __str__(self) -> str:
        return self.title


class OverlapStep(Part):
    """A step of an overlap and what tells it apart from the others."""

    overlap = models.ForeignKey(Overlap, models.PROTECT, related_name="overlap_steps")
    step = models.ForeignKey("pillars.Step", models.PROTECT, related_name="overlap_steps")
    difference = models.TextField()

    class Meta:
        ordering = ["overlap_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["overlap", "step"], name="overlap_step_once"),
            models.UniqueConstraint(fields=["overlap", "position"], name="overlap_step_position"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.difference}"
