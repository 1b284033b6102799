"""What is published never changes: the base of every table that belongs to a lens version."""

from typing import NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class PublishedError(Exception):
    """Somebody tried to change a published lens version. A changed document makes a new version instead."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"a {model._meta.verbose_name} belongs to a published lens version and never changes")


class PublishedQuerySet(models.QuerySet[M]):
    """Reads as usual; ``update``, ``bulk_update`` and ``delete`` raise PublishedError."""

    def update(self, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise PublishedError(self.model)

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise PublishedError(self.model)

    def delete(self) -> NoReturn:
        """Refuse."""
        raise PublishedError(self.model)


class Unchanging(models.Model):
    """A row that comes into being by ``bulk_create``; ``save`` and ``delete`` raise PublishedError."""

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise PublishedError(type(self))

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise PublishedError(type(self))


class Published(Unchanging):
    """A row of a lens version, changed neither alone nor through a QuerySet."""

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True


class Part(Published):
    """Something that a lens version is made of; ``position`` counts from 0 in the document's order."""

    version = models.ForeignKey("pillars.LensVersion", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True


class NamedPart(Part):
    """A part that has an id in its lens document: 3 to 128 letters, digits and underscores."""

    key = models.CharField("id", max_length=128)

    class Meta:
        abstract = True
