"""What a workload's report knows beside its results: the texts of the lenses, the team's days, the last milestone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from pillars import compiled as plain
from pillars import reading
from pillars.compiling import compiled
from pillars.models import LensVersion
from reviews.models import Milestone, Workload
from reviews.results_document import ReviewPart, WorkloadResults


@dataclass(frozen=True, slots=True)
class LensTold:
    """A published lens version, to compute with and to read."""

    lens: plain.Lens
    texts: reading.Lens


@dataclass(frozen=True, slots=True)
class MilestoneTold:
    """A milestone by its name, who made it and when."""

    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Background:
    """``lenses`` go by alias and number; ``zone`` is the team's time zone; the milestone is None before the first."""

    lenses: Mapping[tuple[str, int], LensTold]
    zone: str
    milestone: MilestoneTold | None

    def of(self, review: ReviewPart) -> LensTold:
        """Return the lens that a review is held against."""
        return self.lenses[review.lens, review.lens_version]


def background(results: WorkloadResults) -> Background:
    """Read it. Three statements, however much there is, and one for each lens version that is read the first time."""
    workload = Workload.objects.filter(public_id=results.id)
    newest = Milestone.objects.filter(workload__in=workload).values_list("name", "by_name", "at").first()
    return Background(
        lenses=_lenses({(review.lens, review.lens_version) for review in results.reviews}),
        zone=workload.values_list("team__time_zone", flat=True).get(),
        milestone=MilestoneTold(*newest) if newest else None,
    )


def _lenses(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], LensTold]:
    chosen = Q(pk__in=[])
    for alias, number in wanted:
        chosen |= Q(lens__alias=alias, number=number)
    rows = LensVersion.objects.filter(chosen).values_list("lens__alias", "number", "pk")
    return {(alias, number): LensTold(compiled(pk), reading.lens(pk)) for alias, number, pk in rows}
