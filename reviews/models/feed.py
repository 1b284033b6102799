"""What changed, for clients that keep a copy: one row for each thing that was ever made, moved to the end by a change.

A row is written in the transaction that changes its thing, without a position. Positions are given later, to what is
committed, by one process at a time: so a position that is served is never overtaken by a lower one.
"""

from django.db import models
from django.db.models import Q

from accounts.ids import new_public_id


class FeedEntry(models.Model):
    """The last change of one thing. ``position`` is empty from the change until a reader of the feed comes by.

    ``key`` is the thing's public id, a lens's alias; for an answer REVIEW/QUESTION/ITEM and for a risk REVIEW/QUESTION,
    by the review's public id. ``workload`` and ``team`` are public ids, '' where there is none; whoever may see the
    team may see the entry, and everybody one without a team. What was deleted stays as a tombstone. ``told`` is what
    was last said of a lens or a team, which other rooms write: a reader who finds it otherwise tells it anew.
    """

    class Kind(models.IntegerChoices):
        """What it is."""

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
    told = models.CharField(max_length=200, blank=True)
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
    """The highest position that was given. Its one row is locked while positions are given.

    A place in the feed is good for one ``life``: a restored database gets another, since it may give positions again.
    """

    position = models.PositiveBigIntegerField(default=0)
    life = models.CharField(max_length=32, default=new_public_id)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="feed_head_alone")]

    def __str__(self) -> str:
        return f"Feed up to {self.position}"
