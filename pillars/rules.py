"""Risk rules: the text of a condition, its tree, and what the tree says of a state of the practices.

Grammar (DESIGN.md, "Risk")::

    or  := and ("||" and)*
    and := not ("&&" not)*
    not := "!" not | "(" or ")" | choice id

or the single word ``default``. Knows no Django.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_LENGTH = 50_000
"""Characters that a condition may have. The longest published one has about 200."""

MAX_DEPTH = 50
"""Brackets and ``!`` that may stand inside each other."""

WORD_DEFAULT = "default"


class Risk(StrEnum):
    """The risk of a question."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    NONE = "NONE"
    UNANSWERED = "UNANSWERED"
    NOT_APPLICABLE = "NOT_APPLICABLE"

    @property
    def is_at_risk(self) -> bool:
        """Whether something could be lowered: HIGH or MEDIUM."""
        return self in (Risk.HIGH, Risk.MEDIUM)

    @property
    def weight(self) -> int:
        """What the risk counts in the order of improvements: HIGH 9, MEDIUM 3, else 0."""
        return _WEIGHTS.get(self, 0)


_WEIGHTS = {Risk.HIGH: 9, Risk.MEDIUM: 3}

RISK_NAMES: Mapping[str, Risk] = {"NO_RISK": Risk.NONE, "MEDIUM_RISK": Risk.MEDIUM, "HIGH_RISK": Risk.HIGH}
"""The names of a lens document's rules and the risks they give."""


class RuleError(ValueError):
    """A condition that cannot be read. ``position`` is the character, counted from 1, at which reading stopped."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} at character {position}")
        self.reason = reason
        self.position = position


@dataclass(frozen=True, slots=True)
class Default:
    """The word ``default``: always true, and only ever a whole condition."""


@dataclass(frozen=True, slots=True)
class Choice:
    """True where the choice with this id is in place."""

    id: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of its term."""

    term: "Term"


@dataclass(frozen=True, slots=True)
class And:
    """True where every applicable term is; has two terms or more."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where some term is; has two terms or more."""

    terms: tuple["Term", ...]


Term = Choice | Not | And | Or
Tree = Default | Term


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition and the risk of the question where it is true: HIGH, MEDIUM or NONE."""

    condition: Tree
    risk: Risk


_TOKEN = re.compile(r"&&|\|\||[!()]|[A-Za-z0-9_]+|\S", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_]+", re.ASCII)


def parse(text: str) -> Tree:
    """Read a condition. Raises RuleError for anything outside the grammar, too long or nested too deeply."""
    if len(text) > MAX_LENGTH:
        raise RuleError(f"the condition is longer than {MAX_LENGTH} characters and was not read on", MAX_LENGTH + 1)
    if text.strip() == WORD_DEFAULT:
        return Default()
    return _Parser(text).read()


class _Parser:
    """Reads one condition from left to right; each bracket and each ``!`` is one level deeper."""

    def __init__(self, text: str) -> None:
        self._matches: Iterator[re.Match[str]] = _TOKEN.finditer(text)
        self._end = len(text) + 1
        self._depth = 0
        self._step()

    def _step(self) -> None:
        match = next(self._matches, None)
        self._word = match.group() if match else ""
        self._position = match.start() + 1 if match else self._end

    def _fail(self, expected: str) -> RuleError:
        found = f"found '{self._word[:40]}'" if self._word else "the condition ends"
        return RuleError(f"expected {expected}, but {found}", self._position)

    def read(self) -> Term:
        term = self._or()
        if self._word:
            raise self._fail("'&&', '||' or the end")
        return term

    def _or(self) -> Term:
        terms = [self._and()]
        while self._word == "||":
            self._step()
            terms.append(self._and())
        return terms[0] if len(terms) == 1 else Or(tuple(terms))

    def _and(self) -> Term:
        terms = [self._not()]
        while self._word == "&&":
            self._step()
            terms.append(self._not())
        return terms[0] if len(terms) == 1 else And(tuple(terms))

    def _not(self) -> Term:
        if self._word in ("!", "("):
            return self._deeper()
        if self._word == WORD_DEFAULT:
            raise RuleError(f"'{WORD_DEFAULT}' can only be the whole condition, found", self._position)
        if not _ID.fullmatch(self._word):
            raise self._fail("a choice id, '!' or '('")
        choice = Choice(self._word)
        self._step()
        return choice

    def _deeper(self) -> Term:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise RuleError(f"brackets and '!' stand more than {MAX_DEPTH} deep", self._position)
        negated = self._word == "!"
        self._step()
        term: Term
        if negated:
            term = Not(self._not())
        else:
            term = self._or()
            if self._word != ")":
                raise self._fail("'&&', '||' or ')'")
            self._step()
        self._depth -= 1
        return term


def unparse(tree: Tree) -> str:
    """Write a tree as the text that ``parse`` reads into an equal tree."""
    match tree:
        case Default():
            return WORD_DEFAULT
        case Choice(id=choice_id):
            return choice_id
        case Not(term=term):
            return f"!{_bracketed(term)}"
        case And(terms=terms):
            return " && ".join(_bracketed(term) for term in terms)
        case Or(terms=terms):
            return " || ".join(unparse(term) if isinstance(term, And) else _bracketed(term) for term in terms)


def _bracketed(term: Term) -> str:
    return f"({unparse(term)})" if isinstance(term, And | Or) else unparse(term)


def choices_in(tree: Tree) -> frozenset[str]:
    """Return the ids of the choices that the tree names."""
    match tree:
        case Default():
            return frozenset()
        case Choice(id=choice_id):
            return frozenset({choice_id})
        case Not(term=term):
            return choices_in(term)
        case And(terms=terms) | Or(terms=terms):
            return frozenset[str]().union(*map(choices_in, terms))


def evaluate(tree: Tree, values: Mapping[str, bool | None], risk: Risk) -> bool:
    """Say whether the condition of a rule that gives ``risk`` is true.

    ``values`` holds every choice that the tree names: True in place, False not in place, None not applicable;
    raises KeyError for one that it lacks. A whole condition that is not applicable is true, but false in a HIGH rule.
    """
    value = _value(tree, values, risk)
    return risk is not Risk.HIGH if value is None else value


def _value(tree: Tree, values: Mapping[str, bool | None], risk: Risk) -> bool | None:
    match tree:
        case Default():
            return True
        case Choice(id=choice_id):
            return values[choice_id]
        case Not(term=term):
            value = _value(term, values, risk)
            if value is None:
                # Elsewhere than in a NO_RISK rule, "not in place" would hold a practice against
                # a team to which it does not apply.
                return None if risk is Risk.NONE else False
            return not value
        case And(terms=terms):
            known = [value for term in terms if (value := _value(term, values, risk)) is not None]
            return all(known) if known else None
        case Or(terms=terms):
            known = [value for term in terms if (value := _value(term, values, risk)) is not None]
            return any(known) if known else None


def first_risk(rules: Sequence[Rule], values: Mapping[str, bool | None]) -> Risk:
    """Return the risk of the first true rule, HIGH where none is true. ``values`` as in ``evaluate``."""
    for rule in rules:
        if evaluate(rule.condition, values, rule.risk):
            return rule.risk
    return Risk.HIGH
