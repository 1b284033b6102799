"""A lens, its published versions, and the documents that they were loaded from."""

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from pillars.models.published import Published, PublishedQuerySet, Unchanging


class Lens(models.Model):
    """A body of knowledge to review against. ``name`` is that of its newest version."""

    alias = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=128)

    class Meta:
        ordering = ["alias"]
        verbose_name_plural = "lenses"

    def __str__(self) -> str:
        return self.name


def _parts(model_name: str) -> Coalesce:
    """Count the rows of a table that belong to a version, in a subquery of its own: joins would multiply each other."""
    parts = apps.get_model("pillars", model_name)._default_manager.filter(version=OuterRef("pk"))
    return Coalesce(Subquery(parts.order_by().values("version").annotate(count=Count("pk")).values("count")), 0)


class LensVersionQuerySet(PublishedQuerySet["LensVersion"]):
    """The words for choosing versions."""

    def current(self) -> Self:
        """The newest version of each lens."""
        newer = LensVersion.objects.filter(lens=OuterRef("lens"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))

    def for_list(self) -> Self:
        """With their lens and the counts of their questions, practices and steps, by name."""
        return (
            self.select_related("lens")
            .annotate(question_count=_parts("Question"), practice_count=_parts("Practice"), step_count=_parts("Step"))
            .order_by("name", "lens__alias", "-number")
        )


class LensVersion(Unchanging):
    """One published state of a lens; never changes. ``sha256`` is that of the document's bytes, in hexadecimal."""

    lens = models.ForeignKey(Lens, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=128)
    description = models.TextField(blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    published_at = models.DateTimeField()

    objects = LensVersionQuerySet.as_manager()

    class Meta:
        ordering = ["lens_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["lens", "number"], name="lens_version_number"),
            models.UniqueConstraint(fields=["lens", "sha256"], name="lens_version_content"),
            models.CheckConstraint(condition=Q(number__gte=1), name="lens_version_number_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="lens_version_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"


class LensSource(Published):
    """The document that a version was loaded from, byte for byte; apart, so that reading a version never costs it."""

    version = models.OneToOneField(LensVersion, models.PROTECT, primary_key=True, related_name="source")
    document = models.BinaryField()

    class Meta:
        verbose_name = "lens document"

    def __str__(self) -> str:
        return f"document of {self.version}"
