"""Is it getting better? What opened, closed, was accepted and came back, and the picture of it over six months.

A risk that is accepted is not closed: taking the one for the other is what this page must not let anybody do.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from pillars.rules import Risk
from reviews.trend import Day, Footing, Move, State, daily

SPAN = timedelta(days=180)
"""How far back the picture goes."""

LATELY = timedelta(days=90)
"""What the ledger tells of."""

NOTE_ROOM = timedelta(days=75)
"""Words on the picture that are nearer to each other than this would touch."""

HIGH = frozenset({Risk.HIGH})
AT_RISK = frozenset({Risk.HIGH, Risk.MEDIUM})


@dataclass(frozen=True, slots=True)
class Ledger:
    """How many questions moved: into the open, out of risk, into acceptance, and from acceptance back into the open."""

    opened: int = 0
    closed: int = 0
    accepted: int = 0
    came_back: int = 0


def ledger(moves: Sequence[Move], risks: Collection[Risk], *, since: date) -> Ledger:
    """Count the moves after a day between being at one of the risks openly, being so accepted, and not being so."""
    kinds = [kind_of(move, risks) for move in moves if move.day > since]
    return Ledger(*(kinds.count(name) for name in ("opened", "closed", "accepted", "came_back")))


def kind_of(move: Move, risks: Collection[Risk]) -> str:
    """Return "opened", "closed", "accepted" or "came_back", '' where the move is none of these for the risks."""
    before, after = _standing(move.before, risks), _standing(move.after, risks)
    if before == after:
        return ""
    if after is Footing.ACCEPTED:
        return "accepted"
    if after is Footing.OPEN:
        return "came_back" if before is Footing.ACCEPTED else "opened"
    return "closed"


def _standing(state: State | None, risks: Collection[Risk]) -> Footing | None:
    """Return how a state counts among the risks: openly, accepted, or (None) not at all."""
    if state is None or state[0] not in risks or state[1] is Footing.SO_FAR:
        return None
    return state[1]


def series(moves: list[Move], *, today: date) -> list[tuple[date, int, int, int, int]]:
    """Return the days of the picture on which a count changed, with the first and the last, oldest first.

    Each as (day, high open, high accepted, medium open, medium accepted).
    """
    days = [_counts(day) for day in daily(moves, since=today - SPAN, until=today)]
    kept = [next(group) for _, group in groupby(days, key=lambda entry: entry[1:])]
    return kept if kept[-1] == days[-1] else [*kept, days[-1]]


def _counts(day: Day) -> tuple[date, int, int, int, int]:
    return (
        day.day,
        day.count(Risk.HIGH),
        day.count(Risk.HIGH, Footing.ACCEPTED),
        day.count(Risk.MEDIUM),
        day.count(Risk.MEDIUM, Footing.ACCEPTED),
    )


def marks(moves: Sequence[Move], *, today: date) -> list[tuple[date, str, int]]:
    """Return the days that get a word on the picture: (day, "accepted" or "came_back", how many high risks).

    Days near each other are one; what then still would touch a later word is left out.
    """
    told = [(move.day, kind_of(move, HIGH)) for move in moves if move.day > today - SPAN]
    found: list[tuple[date, str, int]] = []
    for day, kind in told:
        if kind not in ("accepted", "came_back"):
            continue
        if found and found[-1][1] == kind and day - found[-1][0] <= NOTE_ROOM / 2:
            found[-1] = (found[-1][0], kind, found[-1][2] + 1)
        else:
            found.append((day, kind, 1))
    kept: list[tuple[date, str, int]] = []
    for entry in reversed(found):
        if not kept or kept[-1][0] - entry[0] >= NOTE_ROOM:
            kept.append(entry)
    return kept[::-1]


@dataclass(frozen=True, slots=True)
class Fall:
    """The last time that accepting, not work, took open high risks away: how many, from ``before`` to ``after``.

    ``back`` of them are open again. ``on`` is the day of the first of these acceptances.
    """

    on: date
    count: int
    before: int
    after: int
    back: int


def last_fall(moves: Sequence[Move], *, today: date) -> Fall | None:
    """Find the last acceptances of high risks in the picture that no other high risk's move stands between."""
    kinds = [(move, kind_of(move, HIGH)) for move in moves]
    stirring = [(move, kind) for move, kind in kinds if kind]
    ends = [i for i, (move, kind) in enumerate(stirring) if kind == "accepted" and move.day > today - SPAN]
    if not ends:
        return None
    first = last = ends[-1]
    while first and stirring[first - 1][1] == "accepted" and stirring[first - 1][0].day > today - SPAN:
        first -= 1
    run = [move for move, _ in stirring[first : last + 1]]
    open_before = sum(_change(move) for move, _ in stirring[:first])
    accepted = {(move.review_id, move.question) for move in run}
    later = {(move.review_id, move.question) for move, kind in stirring[last + 1 :] if kind == "came_back"}
    return Fall(
        on=run[0].day,
        count=len(run),
        before=open_before,
        after=open_before + sum(_change(move) for move in run),
        back=len(accepted & later),
    )


def _change(move: Move) -> int:
    """By how much a move changes the number of open high risks."""
    return (_standing(move.after, HIGH) is Footing.OPEN) - (_standing(move.before, HIGH) is Footing.OPEN)
