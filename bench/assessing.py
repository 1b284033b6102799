"""Assess 2,000 half answered REL03 reviews on PostgreSQL: ``python -m bench.assessing``.

Three things are measured in turn, on fresh copies of one database: the sweep in one process, as a worker runs it; the
pure functions alone, on the answers as the sweep loads them; psycopg2 that writes the rows which the sweep wrote.
"""

# isort: off
from bench import own_database
# isort: on

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import NamedTuple

from django.db import connection

from bench import half_answered, plain_sql
from reviews.actions import assessing
from reviews.actions.loading import Loaded, load
from reviews.models import Review

REVIEWS = 2000
ROUNDS = 7
AT = half_answered.BEGAN + timedelta(days=1)
LABELS = {"sweep": "sweep", "pure": "pure functions alone", "plain": "psycopg2, the same rows"}


class Seconds(NamedTuple):
    """What one round took."""

    sweep: float
    pure: float
    plain: float


def main() -> None:
    """Make the database, measure in turn, and print medians and ratios."""
    with own_database.template():
        half_answered.reviews_of(half_answered.rel03(), REVIEWS, by=half_answered.contributor())
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        loaded = _loaded()
        batches = _sweep()[1]
        rounds = [
            Seconds(sweep=_sweep()[0], pure=_pure(loaded), plain=_plain(batches))  # in turn, so that all meet the same
            for _ in range(ROUNDS)
        ]
    rows = sum(len(rows) for batch in batches for rows in batch.rows.values())
    print(f"{REVIEWS} reviews, {rows} rows written, medians of {ROUNDS} rounds")
    for name, label in LABELS.items():
        rate = median(REVIEWS / getattr(each, name) for each in rounds)
        ratio = median(each.sweep / getattr(each, name) for each in rounds)
        print(f"{label:26}{rate:6.0f} reviews/s  {ratio:5.2f} times the sweep's rate")


def _timed(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _loaded() -> list[Loaded]:
    ids = list(Review.objects.order_by("pk").values_list("pk", flat=True))
    return [
        each
        for start in range(0, REVIEWS, assessing.BATCH)
        for each in load(ids[start : start + assessing.BATCH], at=AT)
    ]


def _sweep() -> tuple[float, list[plain_sql.Batch]]:
    with own_database.copy() as name:
        connection.ensure_connection()
        seconds = _timed(lambda: assessing.sweep(at=AT, seconds=600))
        assert not Review.objects.due(AT).exists()
        connection.close()
        return seconds, plain_sql.written(own_database.url(name), day=AT.date(), batch=assessing.BATCH)


def _pure(loaded: list[Loaded]) -> float:
    return _timed(lambda: [assessing.computed(each, AT) for each in loaded])


def _plain(batches: list[plain_sql.Batch]) -> float:
    with own_database.copy() as name:
        return _timed(lambda: plain_sql.write(own_database.url(name), batches))


if __name__ == "__main__":
    main()
