"""What leaves the house: the results of a workload and of the portfolio, assessed first where that is due."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from time import monotonic

from accounts.models import User
from reviews.actions import assessing
from reviews.models import Review, Workload
from reviews.models.reviews import ReviewQuerySet
from reviews.portfolio import filters as choosing
from reviews.portfolio.filters import Filters
from reviews.render import csv, json
from reviews.results_document import WorkloadResults
from reviews.results_reading import results, with_rows

#: How many workloads are read at once.
BATCH = 50

#: How long somebody waits for what is due before the file begins; what is due still says so in it.
SECONDS = 20.0

EXTENSIONS = ("json", "csv")


def workload(workload: Workload, extension: str, *, at: datetime) -> Iterator[str]:
    """Return a workload's results in pieces; ``extension`` is json or csv."""
    assess_first(Review.objects.filter(workload=workload), at=at)
    found = results(with_rows(Workload.objects.all()).get(pk=workload.pk), at=at)
    return json.workload(found, at=at) if extension == "json" else csv.workload(found)


def portfolio(user: User, filters: Filters, extension: str, *, at: datetime) -> Iterator[str]:
    """Return the results of all workloads that a person may see and the filters leave, in pieces, worst first.

    Where the filters name a lens only its reviews are told. ``extension`` is json or csv.
    """
    version = choosing.chosen_lens(choosing.lenses(), filters.lens)
    found = choosing.workloads(user, filters, version.lens_id if version else 0)
    ids = list(found.values_list("pk", flat=True))
    assess_first(Review.objects.filter(workload__in=found.order_by().values("pk")), at=at)
    told = _in_batches(ids, filters.lens, at)
    return json.portfolio(told, at=at) if extension == "json" else csv.portfolio(told)


def assess_first(reviews: ReviewQuerySet, *, at: datetime) -> None:
    """Assess those of the reviews that are due, in batches, for about so many seconds as somebody waits."""
    end = monotonic() + SECONDS
    due = list(reviews.due(at).not_waiting(at).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(due), assessing.BATCH):
        if monotonic() > end:
            break
        assessing.attempt(due[start : start + assessing.BATCH], at=at)


def _in_batches(ids: Sequence[int], lens: str, at: datetime) -> Iterator[WorkloadResults]:
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = {row.pk: row for row in with_rows(Workload.objects.filter(pk__in=batch), lens=lens)}
        yield from (results(rows[pk], at=at) for pk in batch if pk in rows)
