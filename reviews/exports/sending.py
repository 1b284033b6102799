"""What is sent as it is made: small things, while somebody waits."""

from collections.abc import Iterator
from datetime import datetime

from accounts.problems import refuse
from reviews.exports import making
from reviews.exports.contents import Asked

#: How many workloads are sent while somebody waits; more are a worker's.
MOST = 200


def small(asked: Asked, *, at: datetime) -> Iterator[str | bytes]:
    """Yield the file of what is asked for; what is due is assessed first.

    Raises InputProblems, before anything is sent, where it does not fit together or is of too many workloads.
    """
    asked.check()
    ids = asked.workload_ids()
    if len(ids) > MOST:
        raise refuse("", f"These are {len(ids)} workloads, and {MOST} are sent at once: POST exports/ makes the file.")
    return _sent(asked, ids, at)


def whole(asked: Asked, *, at: datetime) -> Iterator[str | bytes]:
    """Yield the same however many workloads it is of."""
    asked.check()
    return _sent(asked, asked.workload_ids(), at)


def _sent(asked: Asked, ids: list[int], at: datetime) -> Iterator[str | bytes]:
    making.assess_first(ids, at=at)
    return making.parts(asked, ids, at=at)
