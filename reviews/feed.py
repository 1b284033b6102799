"""Reading the feed: what changed since a position, in an order that never grows a gap behind a reader.

Whoever changes a thing takes its entry's position away; whoever reads gives positions to the entries without one that
are committed by then, under a lock and above all that were given before. See docs/adr/0006-change-feed.md.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import OperationalError, connection, transaction
from django.db.models import CharField, Exists, F, Max, OuterRef, Value
from django.db.models.functions import Concat

from accounts.ids import new_public_id
from accounts.models import Team, User
from pillars.models import LensVersion
from reviews.actions.feed import Kind, Thing, touch
from reviews.models import FeedEntry, FeedHead

#: How many entries one reader places at most: what is left is for the next.
BATCH = 10_000

#: How long a reader waits for SQLite's one writer, in milliseconds.
PATIENCE = 1_000


@dataclass(frozen=True, slots=True)
class Access:
    """Whose work somebody may read: the public ids of teams, None for everybody's."""

    teams: frozenset[str] | None

    @classmethod
    def of(cls, user: User) -> Self:
        """Read what a person may see. One statement, none for somebody who reads everything."""
        if user.reads_everything:
            return cls(None)
        return cls(frozenset(Team.objects.visible_to(user).values_list("public_id", flat=True)))

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that are others for other teams."""
        said = "everything" if self.teams is None else " ".join(sorted(self.teams))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands: a position, and the life of the feed in which it was given."""

    position: int
    life: str


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in their order; ``after`` is where the next page begins, ``more`` whether it is worth asking at once."""

    entries: Sequence[FeedEntry]
    after: Place
    more: bool


class NoSuchPlace(Exception):
    """The place was never given here: the database was restored from an older backup."""


def page(access: Access, *, after: Place | None, kinds: Sequence[Kind], limit: int, at: datetime) -> Page:
    """Return the visible entries after a place, or from the begin; ``limit`` at most. Raises NoSuchPlace.

    Nine statements, five where nothing changed since the last reader came by.
    """
    waiting = place(at=at)
    # The end is read first: what has a position by then is seen by the next statement.
    end, life = FeedHead.objects.values_list("position", "life").first() or (0, "")
    if after and (after.position > end or after.life != life):
        raise NoSuchPlace
    entries = FeedEntry.objects.filter(position__gt=after.position if after else 0, kind__in=kinds).order_by("position")
    if access.teams is not None:
        entries = entries.filter(team__in=["", *access.teams])
    found = list(entries[: limit + 1])
    if len(found) > limit:
        return Page(found[:limit], Place(_position(found[limit - 1]), life), more=True)
    return Page(found, Place(max([end, *map(_position, found[-1:])]), life), more=waiting)


def restart() -> None:
    """Let every reader begin again: the database was restored, and may give positions again that they were given."""
    FeedHead.objects.update_or_create(pk=1, defaults={"life": new_public_id()})


def _position(entry: FeedEntry) -> int:
    # Whatever a page holds was selected by its position.
    return entry.position or 0


def place(*, at: datetime) -> bool:
    """Give positions to entries that are committed and have none; return whether some are left for the next reader.

    Never waits for a writer: PostgreSQL passes over entries that one holds, and where SQLite's only writer takes long,
    readers do with what has its place.
    """
    if not FeedEntry.objects.filter(position=None).exists() and not _unnoticed() and not _gone():
        return False
    try:
        with _short_patience(), transaction.atomic():
            head, _ = FeedHead.objects.select_for_update().get_or_create(pk=1)
            # Asked again under the lock: another reader may have come first.
            touch(_unnoticed(), at=at)
            touch(_gone(), at=at, deleted=True)
            end = _number(head.position)
            FeedHead.objects.filter(pk=1).update(position=end)
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
        return True
    return end - head.position == BATCH


def _number(head: int) -> int:
    """Place entries in the order of their moments above ``head``; return the highest position that is given by then."""
    passing_over = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with connection.cursor() as cursor:
        cursor.execute(
            # The one thing put in is one of the two texts above.
            "WITH picked AS (SELECT id, at, kind FROM reviews_feedentry WHERE position IS NULL "  # noqa: S608
            f"ORDER BY at, kind, id LIMIT %s {passing_over}), "
            "numbered AS (SELECT id, ROW_NUMBER() OVER (ORDER BY at, kind, id) AS place FROM picked) "
            "UPDATE reviews_feedentry SET position = %s + numbered.place FROM numbered "
            "WHERE reviews_feedentry.id = numbered.id",
            [BATCH, head],
        )
    # The highest ones may have been taken away again.
    return max(head, FeedEntry.objects.aggregate(highest=Max("position"))["highest"] or 0)


def _unnoticed() -> list[Thing]:
    """Return lenses and teams of which the feed says something else or nothing. Two statements."""
    sources = (
        (Kind.LENS, LensVersion.objects.current(), "lens__alias", F("sha256")),
        (Kind.TEAM, Team.objects.all(), "public_id", Concat("name", Value(" "), "time_zone", output_field=CharField())),
    )
    found: list[Thing] = []
    for kind, rows, key, said in sources:
        told = FeedEntry.objects.filter(kind=kind, key=OuterRef(key), told=OuterRef("said"), deleted=False)
        for name, words in rows.annotate(said=said).filter(~Exists(told)).values_list(key, "said"):
            team = name if kind is Kind.TEAM else ""
            found.append(Thing(kind, name, team=team, told=words))
    return found


def _gone() -> list[Thing]:
    """Return teams that are no more. One statement."""
    there = Team.objects.filter(public_id=OuterRef("key"))
    gone = FeedEntry.objects.filter(~Exists(there), kind=Kind.TEAM, deleted=False)
    return [Thing(Kind.TEAM, key, team=key) for key in gone.values_list("key", flat=True)]


@contextmanager
def _short_patience() -> Iterator[None]:
    """Wait less for SQLite's one writer than a write does."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
