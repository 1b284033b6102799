"""The audit trail: one row for each thing that somebody did, written in the transaction that did it."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.ids import new_public_id
from accounts.models.people import User


class Via(models.TextChoices):
    """How an action reached us."""

    PAGE = "page", "page"
    TOKEN = "token", "API token"
    COMMAND = "command", "command"
    JOB = "job", "job"


class Event(models.Model):
    """Append-only. Objects are named by their public ids as text, so that an event outlives what it tells of."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="events")
    actor_name = models.CharField(max_length=120)
    via = models.CharField(max_length=10, choices=Via.choices)
    verb = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=32)
    object_name = models.CharField(max_length=200)
    workload = models.CharField(max_length=32, blank=True)
    team = models.CharField(max_length=32, blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["object_id", "-at"], name="event_object"),
            models.Index(fields=["workload", "-at"], name="event_workload"),
        ]
        constraints = [models.CheckConstraint(condition=Q(via__in=Via.values), name="event_via_known")]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.object_name}"

    @property
    def number_of_items(self) -> int:
        """How many items the event lists; a template can't ask, since a mapping's ``items`` is its method."""
        return len(self.changes.get("items", []))

    @property
    def claims(self) -> list[dict[str, str]]:
        """The practices of which the event says something new, each with ``name`` and ``to``."""
        items = self.changes.get("items", [])
        return [item for item in items if item.get("kind") == "practice" and item.get("from") != item.get("to")]

    @property
    def risk_moved(self) -> bool:
        """Whether the first question of which the event tells has another risk than before it."""
        moves = self.changes.get("risk", [])
        return bool(moves) and moves[0]["risk"][0] != moves[0]["risk"][1]

    @property
    def until(self) -> date | None:
        """The day that the event names, None where it names none."""
        day = self.changes.get("until")
        return date.fromisoformat(day) if day else None
