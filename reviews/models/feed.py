"""What changed, for clients that keep a copy: one row for each thing that was ever made, moved to the end by a change.

A row is written in the transaction that changes its thing, without a position. Positions are given later, to what is
committed, by one process at a time: so a position that is served is never overtaken by a lower one.
"""

from django.db import models
from django.db.models import Q


class FeedEntry(models.Model):
    """The last change of one thing. ``position`` is empty from the change until a reader of the feed comes by.

    ``key`` is the thing's public id; for an answer REVIEW/QUESTION/ITEM and for a risk REVIEW/QUESTION, by the review's
    public id. ``workload`` and ``team`` are public ids, '' where there is none; whoever may see the team may see the
    entry, and everybody one without a team. What was deleted stays as a tombstone.
    """

    class Kind(models.IntegerChoices):
        """What it is; a thing hangs on things of lower kinds only, so that a copy can be built in order."""

        LENS = 1, "lens"
        TEAM = 2, "team"
        WORKLOAD = 3, "workload"
        REVIEW = 4, "review"
        ANSWER = 5, "answer"
        RISK = 6, "risk"
        FINDING = 7, "finding"
        IMPROVEMENT = 8, "improvement"
        MILESTONE = 9, "milestone"

    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    key = models.CharField(max_length=300)
    workload = models.CharField(max_length=32, blank=True)
    team = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()
    deleted = models.BooleanField(default=False)
    position = models.PositiveBigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="feed_entry_once"),
            models.CheckConstraint(condition=Q(kind__range=(1, 9)), name="feed_entry_kind_known"),
        ]
        indexes = [
            models.Index(fields=["workload"], name="feed_entry_workload"),
            models.Index(fields=["at", "kind", "id"], name="feed_entry_to_place", condition=Q(position=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"


class FeedHead(models.Model):
    """The highest position that was given. Its one row is locked while positions are given."""

    position = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="feed_head_alone")]

    def __str__(self) -> str:
        return f"Feed up to {self.position}"
