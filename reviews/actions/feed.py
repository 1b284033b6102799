"""Saying in the feed that things changed, in the transaction that changes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reviews.actions.bulk_sql import upsert
from reviews.models import FeedEntry, Workload

Kind = FeedEntry.Kind


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """What changed: its kind and key, and the public ids of the workload and team that it belongs to."""

    kind: Kind
    key: str
    workload: str = ""
    team: str = ""
    told: str = ""


def of(workload: Workload, *keys: tuple[Kind, str]) -> list[Thing]:
    """Return things of a workload by their kinds and keys. The workload must come with its team."""
    team = workload.team.public_id
    return [Thing(kind, key, workload.public_id, team) for kind, key in keys]


def answer_key(review: str, question: str, item: str) -> str:
    """Return the key of an answer of the review with this public id."""
    return f"{review}/{question}/{item}"


def risk_key(review: str, question: str) -> str:
    """Return the key of a question's risk in the review with this public id."""
    return f"{review}/{question}"


def touch(things: Iterable[Thing], *, at: datetime, deleted: bool = False) -> None:
    """Say that things were made, changed or deleted. One statement for a few thousand.

    Call it last in the transaction, with the rows of the things locked: then the locks on the feed's rows follow those,
    in one order, and no two transactions can wait for each other.
    """
    rows = [
        {
            "kind": thing.kind.value,
            "key": thing.key,
            "workload": thing.workload,
            "team": thing.team,
            "at": at,
            "deleted": deleted,
            "told": thing.told,
            "position": None,
        }
        for thing in sorted(set(things))
    ]
    moved = ("workload", "team", "at", "deleted", "told", "position")
    upsert(FeedEntry, rows, unique=("kind", "key"), update=moved)


def bury(workload: str, *, at: datetime) -> None:
    """Say that the workload with this public id was deleted with all that hung on it. One statement."""
    FeedEntry.objects.filter(workload=workload, deleted=False).update(deleted=True, position=None, at=at)
