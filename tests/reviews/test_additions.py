"""Minimal sets of additions: REL03's, rules with '!', a brute-force check and the time limit."""

import itertools
import time
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillars.compiled import Practice, Question
from pillars.rules import And, Choice, Not, Or, Risk, Rule, Term, first_risk, parse
from reviews.additions import (
    MAX_PRACTICES,
    Standing,
    claimed_risk,
    find_additions,
    minimal_sets,
    supported_risk,
)
from reviews.states import Severity
from tests.reviews.rel03 import BP01, BP02, BP03, QUESTION

STANDINGS = {
    "P": Standing.IN_PLACE,
    "u": Standing.UNSUPPORTED,
    "-": Standing.ABSENT,
    "n": Standing.NOT_APPLICABLE,
}


def standings(signs: str) -> tuple[Standing, ...]:
    return tuple(STANDINGS[sign] for sign in signs.replace(" ", ""))


def question(*rules: tuple[str, Risk], practices: str = "abc", none: str = "") -> Question:
    return Question(
        id="q",
        pillar="p",
        title="",
        practices=tuple(Practice(name, "", name) for name in practices),
        none_choices=frozenset(none.split()),
        rules=tuple(Rule(parse(text), risk) for text, risk in rules),
    )


def sets(*texts: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(text.split()) for text in texts)


@pytest.mark.parametrize(
    ("signs", "start", "to_medium", "to_none", "high", "medium"),
    [
        ("- - -", Risk.HIGH, sets(f"{BP01} {BP02}"), sets(f"{BP01} {BP02} {BP03}"), {BP01, BP02}, {BP03}),
        ("P - -", Risk.HIGH, sets(BP02), sets(f"{BP02} {BP03}"), {BP02}, {BP03}),
        ("P - P", Risk.HIGH, sets(BP02), sets(BP02), {BP02}, set()),
        ("- - P", Risk.HIGH, sets(f"{BP01} {BP02}"), sets(f"{BP01} {BP02}"), {BP01, BP02}, set()),
        ("P P -", Risk.MEDIUM, (), sets(BP03), set(), {BP03}),
        ("P P P", Risk.NONE, (), (), set(), set()),
        ("P P n", Risk.NONE, (), (), set(), set()),
        ("- P n", Risk.HIGH, sets(BP01), sets(BP01), {BP01}, set()),
        ("P P u", Risk.MEDIUM, (), sets(BP03), set(), {BP03}),
        ("P u -", Risk.HIGH, sets(BP02), sets(f"{BP02} {BP03}"), {BP02}, {BP03}),
    ],
)
def test_rel03(
    signs: str,
    start: Risk,
    to_medium: tuple[frozenset[str], ...],
    to_none: tuple[frozenset[str], ...],
    high: set[str],
    medium: set[str],
) -> None:
    additions = find_additions(QUESTION, standings(signs))
    assert (additions.start, additions.to_medium, additions.to_none) == (start, to_medium, to_none)
    assert {name for name, severity in additions.severities.items() if severity == Severity.HIGH} == high
    assert {name for name, severity in additions.severities.items() if severity == Severity.MEDIUM} == medium


def test_what_does_not_apply_changes_the_sets() -> None:
    either = question(("a && b", Risk.NONE), ("c", Risk.MEDIUM), ("default", Risk.HIGH))
    assert find_additions(either, standings("- - -")).to_medium == sets("c", "a b")
    assert find_additions(either, standings("- n -")).to_medium == sets("a", "c")


def test_a_high_rule_none_of_whose_practices_applies_is_not_true() -> None:
    rules = question(("a", Risk.HIGH), ("b", Risk.NONE), ("default", Risk.MEDIUM))
    assert find_additions(rules, standings("n - -")).start is Risk.MEDIUM
    assert find_additions(rules, standings("n - -")).to_none == sets("b")


def test_a_set_whose_smaller_part_reaches_is_not_minimal_even_through_a_worse_set() -> None:
    # {a} reaches, {a b} does not, {a b c} does again: it is no minimal set, as {a} is a part of it.
    hilly = question(("a && !b", Risk.NONE), ("a && b && c", Risk.NONE), ("default", Risk.HIGH))
    assert find_additions(hilly, standings("- - -")).to_none == sets("a")


def test_nothing_is_taken_away_where_that_would_lower_the_risk() -> None:
    harmful = question(("!a && b", Risk.NONE), ("a && b", Risk.MEDIUM), ("default", Risk.HIGH), practices="ab")
    state = standings("u P")
    assert claimed_risk(harmful, state) is Risk.MEDIUM
    assert supported_risk(harmful, state) is Risk.MEDIUM
    assert find_additions(harmful, state).severities == {}


def test_none_of_these_is_true_only_where_no_practice_is_in_place() -> None:
    with_none = question(("q_no", Risk.HIGH), ("a && b", Risk.NONE), ("default", Risk.MEDIUM), none="q_no")
    assert claimed_risk(with_none, standings("- - -")) is Risk.HIGH
    assert claimed_risk(with_none, standings("- n -")) is Risk.HIGH
    assert claimed_risk(with_none, standings("- - P")) is Risk.MEDIUM
    assert find_additions(with_none, standings("- - -")).to_medium == sets("a", "b", "c")
    assert find_additions(with_none, standings("- - -")).to_none == sets("a b")


def _larger(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    several = st.lists(terms, min_size=2, max_size=4).map(tuple)
    return terms.map(Not) | several.map(And) | several.map(Or)


NAMES = "abcde"
TERMS: st.SearchStrategy[Term] = st.recursive(st.sampled_from([*NAMES, "q_no"]).map(Choice), _larger, max_leaves=15)
RULES = st.lists(st.builds(Rule, TERMS, st.sampled_from([Risk.HIGH, Risk.MEDIUM, Risk.NONE])), max_size=4)
STATES = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in NAMES})


def by_trying_all(
    rules: Sequence[Rule], values: Mapping[str, bool | None], candidates: Sequence[str], wanted: set[Risk]
) -> set[frozenset[str]]:
    reached: list[frozenset[str]] = []
    for size in range(len(candidates) + 1):
        for added in map(frozenset, itertools.combinations(candidates, size)):
            now = {name: True if name in added else value for name, value in values.items()}
            now["q_no"] = not any(now.values())
            if first_risk(rules, now) in wanted and not any(smaller < added for smaller in reached):
                reached.append(added)
    return set(reached)


@settings(max_examples=400)
@given(RULES, STATES, st.sampled_from([Risk.MEDIUM, Risk.NONE]))
def test_minimal_sets_are_those_found_by_trying_all(
    rules: list[Rule], values: dict[str, bool | None], target: Risk
) -> None:
    asked = Question("q", "p", "", tuple(Practice(n, "", n) for n in NAMES), frozenset({"q_no"}), tuple(rules))
    candidates = [name for name, value in values.items() if value is False]
    wanted = {Risk.NONE} if target == Risk.NONE else {Risk.NONE, Risk.MEDIUM}
    found = minimal_sets(asked, values, candidates, target)
    assert len(found) == len(set(found))
    assert set(found) == by_trying_all(rules, values, candidates, wanted)


@given(RULES, st.lists(st.sampled_from(list(Standing)), min_size=5, max_size=5).map(tuple))
def test_the_risk_as_supported_is_never_better_than_as_claimed(rules: list[Rule], state: tuple[Standing, ...]) -> None:
    asked = Question("q", "p", "", tuple(Practice(n, "", n) for n in NAMES), frozenset({"q_no"}), tuple(rules))
    supported = supported_risk(asked, state)
    assert supported.weight >= claimed_risk(asked, state).weight
    assert find_additions(asked, state).start is supported


def at_least(count: int, names: str) -> str:
    """A condition, without brackets to spare, that holds where ``count`` of the names do."""
    if count == len(names):
        return f"({'&&'.join(names)})"
    if count == 1:
        return f"({'||'.join(names)})"
    return f"({names[0]}&&{at_least(count - 1, names[1:])}||{at_least(count, names[1:])})"


def test_the_largest_question_with_thousands_of_sets_takes_less_than_half_a_second() -> None:
    names = "abcdefghijklmno"
    assert len(names) == MAX_PRACTICES
    hard = question(
        (at_least(7, names), Risk.NONE), (at_least(6, names), Risk.MEDIUM), ("default", Risk.HIGH), practices=names
    )
    began = time.process_time()
    additions = find_additions(hard, standings("-" * 15))
    assert time.process_time() - began < 0.5
    assert (len(additions.to_medium), len(additions.to_none)) == (5005, 6435)
