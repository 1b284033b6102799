"""The cheapest ways to a lower risk (DESIGN.md, "Improvements and their order"). Knows no Django."""

from collections.abc import Mapping
from dataclasses import dataclass

from pillars.compiled import Question
from pillars.rules import Risk
from reviews.additions import Additions
from reviews.support import Work


@dataclass(frozen=True, slots=True)
class Route:
    """A minimal set with its price. ``practices`` are ids in the question's order, ``halves`` half points of effort."""

    practices: tuple[str, ...]
    risk_after: Risk
    halves: int


@dataclass(frozen=True, slots=True)
class Routes:
    """All minimal sets, cheapest first: to MEDIUM or better (only from HIGH), and to NONE."""

    to_medium: tuple[Route, ...]
    to_none: tuple[Route, ...]

    @property
    def cheapest(self) -> tuple[Route, ...]:
        """The routes that the way down follows: to MEDIUM, left out where it reaches NONE, and to NONE."""
        first = tuple(route for route in self.to_medium[:1] if route.risk_after == Risk.MEDIUM)
        return first + self.to_none[:1]


NO_ROUTES = Routes((), ())


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the way down.

    ``risk`` is the question's risk once ``practices`` are true; ``further`` are those not already part of the rung
    above, and the work is theirs. ``together``: more than one of them is needed. ``directly``: this rung does not
    build on the one above ("or directly"). Effort in half points; ``small``, ``medium`` and ``large`` count open
    essential steps.
    """

    risk: Risk
    practices: tuple[str, ...]
    further: tuple[str, ...]
    directly: bool
    halves: int
    estimate: bool
    small: int
    medium: int
    large: int

    @property
    def together(self) -> bool:
        """Whether several practices have to come together."""
        return len(self.further) > 1


def find_routes(question: Question, additions: Additions, work: Mapping[str, Work]) -> Routes:
    """Price the minimal sets. ``work`` holds every practice of any of them.

    Cheapest first; ties: lower risk after it, fewer practices, the question's order.
    """
    if not work:
        return NO_ROUTES
    position = {practice.id: place for place, practice in enumerate(question.practices)}
    # A minimal set for MEDIUM or better that reaches NONE has no smaller part that does, so it is minimal for NONE too.
    none = frozenset(additions.to_none)

    def price(practices: frozenset[str]) -> tuple[int, bool, int, list[int]]:
        halves = sum(work[practice_id].halves for practice_id in practices)
        return halves, practices not in none, len(practices), sorted(map(position.__getitem__, practices))

    def routes(sets: tuple[frozenset[str], ...]) -> tuple[Route, ...]:
        return tuple(
            Route(tuple(question.practices[place].id for place in places), Risk.MEDIUM if stays else Risk.NONE, halves)
            for halves, stays, _, places in sorted(map(price, sets))
        )

    return Routes(routes(additions.to_medium), routes(additions.to_none))


def way_down(routes: Routes, work: Mapping[str, Work]) -> tuple[Rung, ...]:
    """Return the rungs of a complete question, from its risk as supported; empty where no addition lowers it."""
    rungs: list[Rung] = []
    for route in routes.cheapest:
        before = frozenset(rungs[-1].practices) if rungs else frozenset()
        nested = before < frozenset(route.practices)
        further = tuple(practice for practice in route.practices if not (nested and practice in before))
        parts = [work[practice] for practice in further]
        rungs.append(
            Rung(
                risk=route.risk_after,
                practices=route.practices,
                further=further,
                directly=bool(rungs) and not nested,
                halves=sum(part.halves for part in parts),
                estimate=any(part.estimate for part in parts),
                small=sum(part.small for part in parts),
                medium=sum(part.medium for part in parts),
                large=sum(part.large for part in parts),
            )
        )
    return tuple(rungs)
