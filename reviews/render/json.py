"""Results as JSON. Times are ISO 8601 in UTC, written with a Z as the API does."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from reviews.render.cells import iso
from reviews.results_document import WorkloadResults


def workload(results: WorkloadResults, *, at: datetime) -> Iterator[str]:
    """Yield one workload's results as an object with the moment of the export."""
    yield json.dumps({"exported_at": at} | asdict(results), default=iso, indent=2, ensure_ascii=False)


def portfolio(workloads: Iterable[WorkloadResults], *, at: datetime) -> Iterator[str]:
    """Yield an object with the moment of the export and ``workloads``, each as it comes."""
    yield f'{{"exported_at": {json.dumps(at, default=iso)}, "workloads": ['
    for index, results in enumerate(workloads):
        yield (",\n" if index else "\n") + json.dumps(asdict(results), default=iso, ensure_ascii=False)
    yield "\n]}\n"
