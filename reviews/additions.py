"""Which sets of practices, made true, bring a question to a lower risk (DESIGN.md, "Additions"). Knows no Django.

Truth tables are integers: bit ``n`` is the value for the subset of the candidates whose members are the bits of ``n``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pillars.compiled import Question
from pillars.rules import And, Choice, Default, Not, Or, Risk, Tree, first_risk
from reviews.states import Severity

MAX_PRACTICES = 15
"""Practices that a question may have: the public format's own limit, and what keeps the tables small."""

Values = Mapping[str, bool | None]


class Standing(StrEnum):
    """What counts for the risk: a claim, and whether an essential step speaks against it."""

    IN_PLACE = "in_place"
    UNSUPPORTED = "unsupported"
    ABSENT = "absent"
    NOT_APPLICABLE = "not_applicable"


Standings = tuple[Standing, ...]
"""One standing for each practice, in the question's order."""

_AS_CLAIMED: Mapping[Standing, bool | None] = {
    Standing.IN_PLACE: True,
    Standing.UNSUPPORTED: True,
    Standing.ABSENT: False,
    Standing.NOT_APPLICABLE: None,
}


@dataclass(frozen=True, slots=True)
class Additions:
    """The minimal sets of a question in one state.

    ``start`` is the risk from which they lead. ``to_medium`` are the minimal sets for MEDIUM or better (empty unless
    the start is HIGH), ``to_none`` those for NONE; both with fewer practices first, then in the question's order.
    ``severities`` maps each practice of any of the sets to the severity of its finding.
    """

    start: Risk
    to_medium: tuple[frozenset[str], ...]
    to_none: tuple[frozenset[str], ...]
    severities: Mapping[str, Severity]


def values_of(question: Question, practices: Values) -> dict[str, bool | None]:
    """Return the practices' values with those of the "None of these" choices: true when no practice is in place."""
    values = dict(practices)
    values.update(dict.fromkeys(question.none_choices, not any(practices.values())))
    return values


@lru_cache(maxsize=2048)
def claimed_risk(question: Question, standings: Standings) -> Risk:
    """Return what the question's rules say about the claims: an unsupported practice counts as in place."""
    practices = zip(question.practices, standings, strict=True)
    return first_risk(
        question.rules, values_of(question, {practice.id: _AS_CLAIMED[standing] for practice, standing in practices})
    )


@lru_cache(maxsize=2048)
def as_supported(question: Question, standings: Standings) -> Standings:
    """Take the unsupported practices away, or none where that would give a lower risk than claimed."""
    if Standing.UNSUPPORTED not in standings:
        return standings
    away = tuple(Standing.ABSENT if standing == Standing.UNSUPPORTED else standing for standing in standings)
    if claimed_risk(question, away).weight >= claimed_risk(question, standings).weight:
        return away
    return tuple(Standing.IN_PLACE if standing == Standing.UNSUPPORTED else standing for standing in standings)


def supported_risk(question: Question, standings: Standings) -> Risk:
    """Return the risk as supported; never better than ``claimed_risk``."""
    return claimed_risk(question, as_supported(question, standings))


@lru_cache(maxsize=512)
def find_additions(question: Question, standings: Standings) -> Additions:
    """Return the minimal sets from the question as supported. What is unanswered has to be given as in place."""
    start = as_supported(question, standings)
    values = {practice.id: _AS_CLAIMED[standing] for practice, standing in zip(question.practices, start, strict=True)}
    candidates = tuple(practice_id for practice_id, value in values.items() if value is False)
    risk = claimed_risk(question, start)
    if not risk.is_at_risk:
        return Additions(risk, (), (), {})
    tables = _risk_tables(question, values, candidates)
    to_none = _minimal(tables[Risk.NONE], candidates)
    to_medium = _minimal(tables[Risk.NONE] | tables[Risk.MEDIUM], candidates) if risk == Risk.HIGH else ()
    severities = dict.fromkeys(frozenset[str]().union(*to_none), Severity.MEDIUM)
    severities.update(dict.fromkeys(frozenset[str]().union(*to_medium), Severity.HIGH))
    return Additions(risk, to_medium, to_none, severities)


def minimal_sets(
    question: Question, values: Values, candidates: Sequence[str], target: Risk
) -> tuple[frozenset[str], ...]:
    """Return the sets of candidates that bring the question to ``target`` or better, and of which no smaller part does.

    ``values`` holds every practice; candidates must be false in it. ``target`` is MEDIUM or NONE.
    """
    tables = _risk_tables(question, values, candidates)
    return _minimal(tables[Risk.NONE] | (tables[Risk.MEDIUM] if target == Risk.MEDIUM else 0), candidates)


def _risk_tables(question: Question, values: Values, candidates: Sequence[str]) -> dict[Risk, int]:
    """For each risk, the table of the subsets of the candidates that give it."""
    full = _full(len(candidates))
    start = values_of(question, values)
    leaves = {choice: None if value is None else full * value for choice, value in start.items()}
    leaves.update(zip(candidates, _variables(len(candidates)), strict=True))
    for choice in question.none_choices:
        leaves[choice] = int(bool(start[choice]))
    tables = {Risk.HIGH: 0, Risk.MEDIUM: 0, Risk.NONE: 0}
    left = full
    for rule in question.rules:
        table = _table(rule.condition, leaves, rule.risk, full)
        if table is None:
            table = 0 if rule.risk == Risk.HIGH else full
        tables[rule.risk] |= table & left
        left &= ~table
    tables[Risk.HIGH] |= left
    return tables


def _table(tree: Tree, leaves: Mapping[str, int | None], risk: Risk, full: int) -> int | None:
    """``pillars.rules.evaluate`` for all subsets at once; None where the tree is not applicable."""
    match tree:
        case Default():
            return full
        case Choice(id=choice_id):
            return leaves[choice_id]
        case Not(term=term):
            table = _table(term, leaves, risk, full)
            if table is None:
                return None if risk == Risk.NONE else 0
            return full & ~table
        case And(terms=terms):
            known = [table for term in terms if (table := _table(term, leaves, risk, full)) is not None]
            result = full
            for table in known:
                result &= table
            return result if known else None
        case Or(terms=terms):
            known = [table for term in terms if (table := _table(term, leaves, risk, full)) is not None]
            result = 0
            for table in known:
                result |= table
            return result if known else None


def _full(count: int) -> int:
    return (1 << (1 << count)) - 1


@lru_cache(maxsize=MAX_PRACTICES + 1)
def _variables(count: int) -> tuple[int, ...]:
    """The tables of the candidates themselves: candidate ``i`` is true in the subsets whose bit ``i`` is set."""
    full = _full(count)
    # Blocks of 2^i zeros and 2^i ones in turn, as a quotient of repunits.
    return tuple((full // ((1 << (2 << i)) - 1)) * (((1 << (1 << i)) - 1) << (1 << i)) for i in range(count))


def _minimal(table: int, candidates: Sequence[str]) -> tuple[frozenset[str], ...]:
    """The sets in the table that have no proper subset in it."""
    reached = table
    grown = 0
    for i, variable in enumerate(_variables(len(candidates))):
        reached |= (reached & ~variable) << (1 << i)
    for i, variable in enumerate(_variables(len(candidates))):
        grown |= (reached & ~variable) << (1 << i)
    members = [tuple(i for i in range(len(candidates)) if n >> i & 1) for n in _bits(table & ~grown)]
    members.sort(key=lambda positions: (len(positions), positions))
    return tuple(frozenset(candidates[i] for i in positions) for positions in members)


def _bits(table: int) -> Iterator[int]:
    # Searching the digits is linear; clearing the lowest bit of a long integer again and again is quadratic.
    digits = bin(table)[:1:-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)
