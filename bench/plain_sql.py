"""What a sweep wrote, as plain rows, and psycopg2 that writes the same again: the floor under the ORM."""

# ruff: noqa: S608  # the names in the statements are this module's own

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg2
from psycopg2.extras import Json, execute_values

Row = tuple[Any, ...]

#: What an assessment computes of a review, as the columns of its row.
REVIEW = (
    "id, assessed_revision, assessed_at, engine, next_change_at, attempts, retry_at, failure, complete, unsupported, "
    "maturity, maturity_state, below_target, stale, oldest_confirmed, rank, cells, levels"
)
FINDING = "public_id, review_id, kind, question, practice, severity, opened_at, first_opened_at, resolved_at, reopened"
IMPROVEMENT = (
    "public_id, review_id, question, practice, practice_label, created_at, state, owner_id, due, done_at, added_steps, "
    "version, needed, closed_at, severity, severity_rank, accepted, standing, score, effort, estimate, plan"
)
RECORD = "review_id, question, risk, supported, complete, accepted_until"
TREND = "review_id, question, day, risk, supported, complete, accepted"
FEED = "kind, key, workload, team, at, deleted, told, position"

_SET = ", ".join(f"{column} = new.{column}" for column in REVIEW.split(", ")[1:])
#: The types of REVIEW's columns: in a list of values that is no INSERT, NULL and JSON do not know theirs.
_TYPES = (
    "(%s::bigint, %s, %s::timestamptz, %s, %s::timestamptz, %s, %s::timestamptz, %s, %s, %s, "
    "%s::smallint, %s, %s, %s, %s::timestamptz, %s, %s::jsonb, %s::jsonb)"
)

WRITES = {
    "finding": f"INSERT INTO reviews_finding ({FINDING}) VALUES %s",
    "improvement": f"INSERT INTO reviews_improvement ({IMPROVEMENT}) VALUES %s",
    "record": (
        f"INSERT INTO reviews_questionrecord ({RECORD}) VALUES %s ON CONFLICT (review_id, question) DO UPDATE SET "
        "risk = excluded.risk, supported = excluded.supported, complete = excluded.complete, "
        "accepted_until = excluded.accepted_until"
    ),
    "trend": f"INSERT INTO reviews_riskchange ({TREND}) VALUES %s",
    "review": f"UPDATE reviews_review SET {_SET} FROM (VALUES %s) AS new ({REVIEW}) WHERE reviews_review.id = new.id",
    "feed": (
        f"INSERT INTO reviews_feedentry ({FEED}) VALUES %s ON CONFLICT (kind, key) DO UPDATE SET "
        "workload = excluded.workload, team = excluded.team, at = excluded.at, deleted = excluded.deleted, "
        "told = excluded.told, position = excluded.position"
    ),
}


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one transaction, by the statement of WRITES that writes them."""

    rows: dict[str, list[Row]]


def written(url: str, *, day: date, batch: int) -> list[Batch]:
    """Read back what a sweep of that day wrote, in its transactions of ``batch`` reviews each."""
    selects = {
        "finding": f"SELECT review_id, {FINDING} FROM reviews_finding",
        "improvement": f"SELECT review_id, {IMPROVEMENT} FROM reviews_improvement",
        "record": f"SELECT review_id, {RECORD} FROM reviews_questionrecord",
        "trend": f"SELECT review_id, {TREND} FROM reviews_riskchange WHERE day = '{day}'",
        "review": f"SELECT id, {REVIEW} FROM reviews_review",
        "feed": (
            f"SELECT review_id, {FEED} FROM reviews_feedentry JOIN "
            "(SELECT review.id AS review_id, reviews_workload.public_id AS of_workload FROM reviews_review review "
            "JOIN reviews_workload ON reviews_workload.id = workload_id) AS held ON of_workload = workload"
        ),
    }
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM reviews_review ORDER BY id")
        place = {review_id: number // batch for number, (review_id,) in enumerate(cursor.fetchall())}
        batches = [Batch(defaultdict(list)) for _ in range(max(place.values()) + 1)]
        for name, select in selects.items():
            cursor.execute(select)
            for review_id, *row in cursor.fetchall():
                batches[place[review_id]].rows[name].append(tuple(map(_adapted, row)))
    connection.close()
    return batches


def write(url: str, batches: Sequence[Batch]) -> None:
    """Write the rows, one transaction a batch and one statement a table."""
    connection = psycopg2.connect(url)
    for batch in batches:
        with connection, connection.cursor() as cursor:
            for name, statement in WRITES.items():
                values = batch.rows[name]
                execute_values(cursor, statement, values, _TYPES if name == "review" else None, page_size=len(values))
    connection.close()


def _adapted(value: object) -> object:
    return Json(value) if isinstance(value, dict | list) else value
