"""Risk rules: reading, writing and evaluating conditions."""

import contextlib
import itertools
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from pillars.rules import (
    MAX_DEPTH,
    MAX_LENGTH,
    RISK_NAMES,
    And,
    Choice,
    Default,
    Not,
    Or,
    Risk,
    Rule,
    RuleError,
    Term,
    Tree,
    choices_in,
    evaluate,
    first_risk,
    parse,
    unparse,
)

A, B, C = Choice("a"), Choice("b"), Choice("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("default", Default()),
        ("  default\n", Default()),
        ("defaults", Choice("defaults")),
        ("!a", Not(A)),
        ("!!a", Not(Not(A))),
        ("(a)", A),
        ("a && b && c", And((A, B, C))),
        ("a||b&&c", Or((A, And((B, C))))),
        ("(a||b)&&c", And((Or((A, B)), C))),
        ("(a && b) && c", And((And((A, B)), C))),
        ("!a && b", And((Not(A), B))),
        ("!(a && b)", Not(And((A, B)))),
        ("SEC_1 || 2", Or((Choice("SEC_1"), Choice("2")))),
    ],
)
def test_text_and_tree(text: str, tree: Tree) -> None:
    assert parse(text) == tree
    assert parse(unparse(tree)) == tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a choice id, '!' or '(', but the condition ends at character 1"),
        ("a &&", "expected a choice id, '!' or '(', but the condition ends at character 5"),
        ("a & b", "expected '&&', '||' or the end, but found '&' at character 3"),
        ("a b", "expected '&&', '||' or the end, but found 'b' at character 3"),
        ("(a || b", "expected '&&', '||' or ')', but the condition ends at character 8"),
        ("a)", "expected '&&', '||' or the end, but found ')' at character 2"),
        ("()", "expected a choice id, '!' or '(', but found ')' at character 2"),
        ("a || default", "'default' can only be the whole condition, found at character 6"),
        ("é", "expected a choice id, '!' or '(', but found 'é' at character 1"),
        ("a-b", "expected '&&', '||' or the end, but found '-' at character 2"),
    ],
)
def test_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["(" * 10_000 + "a" + ")" * 10_000, "(" * 10_000, "!" * 10_000 + "a"])
def test_deep_nesting_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(RuleError, match=r"^brackets and '!' stand more than 50 deep at character 51$"):
        parse(text)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == A


def test_length_is_bounded() -> None:
    with pytest.raises(RuleError, match="longer than 50000 characters"):
        parse("a" * (MAX_LENGTH + 1))


@given(st.text(alphabet=st.one_of(st.sampled_from("ab!&|() "), st.characters())))
def test_no_text_crashes_the_parser(text: str) -> None:
    with contextlib.suppress(RuleError):
        assert parse(unparse(parse(text))) == parse(text)


def _larger(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    several = st.lists(terms, min_size=2, max_size=4).map(tuple)
    return terms.map(Not) | several.map(And) | several.map(Or)


TERMS: st.SearchStrategy[Term] = st.recursive(st.sampled_from("abcd").map(Choice), _larger, max_leaves=20)
VALUES = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in "abcd"})
RISKS = st.sampled_from([Risk.HIGH, Risk.MEDIUM, Risk.NONE])


@given(TERMS)
def test_printed_and_parsed_is_the_same_tree(tree: Term) -> None:
    assert parse(unparse(tree)) == tree


@given(TERMS, st.fixed_dictionaries({name: st.booleans() for name in "abcd"}), RISKS)
def test_without_not_applicable_a_condition_is_plain_logic(tree: Term, values: dict[str, bool], risk: Risk) -> None:
    python = unparse(tree).replace("!", " not ").replace("&&", " and ").replace("||", " or ")
    expected = eval(python, {"__builtins__": {}}, values)  # noqa: S307
    assert evaluate(tree, values, risk) is expected


def _without_inapplicable(tree: Term, values: Mapping[str, bool | None], risk: Risk) -> str | None:
    """The condition as Python text with every term that is not applicable struck out, None where nothing is left."""
    if isinstance(tree, Choice):
        return None if values[tree.id] is None else str(values[tree.id])
    if isinstance(tree, Not):
        inner = _without_inapplicable(tree.term, values, risk)
        if inner is not None:
            return f"(not {inner})"
        return None if risk == Risk.NONE else "False"
    kept = [text for term in tree.terms if (text := _without_inapplicable(term, values, risk)) is not None]
    word = " and " if isinstance(tree, And) else " or "
    return f"({word.join(kept)})" if kept else None


@given(TERMS, VALUES, RISKS)
def test_not_applicable_terms_are_struck_out(tree: Term, values: dict[str, bool | None], risk: Risk) -> None:
    left = _without_inapplicable(tree, values, risk)
    expected = risk != Risk.HIGH if left is None else eval(left)  # noqa: S307
    assert evaluate(tree, values, risk) is expected


P, N, X = True, False, None


@pytest.mark.parametrize(
    ("text", "values", "in_none", "in_medium", "in_high"),
    [
        ("a && b", (P, P), True, True, True),
        ("a && b", (P, N), False, False, False),
        ("a && b", (P, X), True, True, True),
        ("a && b", (N, X), False, False, False),
        ("a && b", (X, X), True, True, False),
        ("a || b", (N, P), True, True, True),
        ("a || b", (N, X), False, False, False),
        ("a || b", (X, X), True, True, False),
        ("!a", (P, X), False, False, False),
        ("!a", (N, X), True, True, True),
        ("!a", (X, X), True, False, False),
        ("!a || b", (X, N), False, False, False),
        ("!a && b", (X, P), True, False, False),
        ("!!a", (X, X), True, True, True),
        ("default", (X, X), True, True, True),
    ],
)
def test_not_applicable(
    text: str, values: tuple[bool | None, bool | None], in_none: bool, in_medium: bool, in_high: bool
) -> None:
    given_values = dict(zip("ab", values, strict=True))
    told = [evaluate(parse(text), given_values, risk) for risk in (Risk.NONE, Risk.MEDIUM, Risk.HIGH)]
    assert told == [in_none, in_medium, in_high]


ALL_FOUR = (Rule(parse("a && b && c && d"), Risk.NONE), Rule(parse("default"), Risk.HIGH))


@pytest.mark.parametrize(
    ("values", "risk"),
    [((P, P, P, X), Risk.NONE), ((N, N, N, X), Risk.HIGH), ((P, P, P, N), Risk.HIGH), ((P, P, P, P), Risk.NONE)],
)
def test_one_of_four_not_applicable(values: tuple[bool | None, ...], risk: Risk) -> None:
    assert first_risk(ALL_FOUR, dict(zip("abcd", values, strict=True))) is risk


def test_the_first_true_rule_wins() -> None:
    rules = (Rule(parse("a"), Risk.MEDIUM), Rule(parse("a && b"), Risk.NONE))
    assert first_risk(rules, {"a": True, "b": True}) is Risk.MEDIUM


def test_no_true_rule_is_high() -> None:
    assert first_risk((Rule(parse("a"), Risk.NONE),), {"a": False}) is Risk.HIGH
    assert first_risk((), {}) is Risk.HIGH


def test_choices_in_a_tree() -> None:
    assert choices_in(parse("(a && !b) || a || c")) == {"a", "b", "c"}
    assert choices_in(parse("default")) == frozenset()


# The files are other people's and not part of this project.
LENSES = Path(settings.BASE_DIR).parent / "shared" / "lenses"
WORSE = {Risk.NONE: 0, Risk.MEDIUM: 1, Risk.HIGH: 2}
NONE_TITLE = re.compile(r"none of (these|the above|above)", re.IGNORECASE)


def _published() -> Iterator[tuple[str, list[str], list[str], tuple[Rule, ...]]]:
    """Each question of the published lenses: name, practices, "None of these" choices, rules."""
    for file in sorted(LENSES.glob("*.json")):
        for pillar in json.loads(file.read_text())["pillars"]:
            for question in pillar["questions"]:
                rules = tuple(Rule(parse(r["condition"]), RISK_NAMES[r["risk"]]) for r in question["riskRules"])
                none = [c["id"] for c in question["choices"] if c["id"].endswith("_no") or NONE_TITLE.match(c["title"])]
                practices = [c["id"] for c in question["choices"] if c["id"] not in none]
                yield f"{file.name} {question['id']}", practices, none, rules


@pytest.mark.skipif(not LENSES.is_dir() and os.environ.get("CI") != "true", reason="no published lenses here")
def test_not_applicable_is_never_worse_than_both_answers_on_published_lenses() -> None:
    questions = 0
    for name, practices, none, rules in _published():
        questions += 1

        def risk(
            states: tuple[bool | None, ...],
            practices: list[str] = practices,
            none: list[str] = none,
            rules: tuple[Rule, ...] = rules,
        ) -> int:
            values: dict[str, bool | None] = dict(zip(practices, states, strict=True))
            values.update(dict.fromkeys(none, not any(states)))
            return WORSE[first_risk(rules, values)]

        # Several at once where that is quick; the longest published question has nine practices.
        signs = (P, N, X) if len(practices) <= 5 else (P, N)
        for states in itertools.product(signs, repeat=len(practices)):
            for place in range(len(practices)):
                without = (*states[:place], X, *states[place + 1 :])
                if states[place] is not X and any(value is not X for value in without):
                    other = (*states[:place], not states[place], *states[place + 1 :])
                    assert risk(without) <= max(risk(states), risk(other)), (name, without)
    assert questions > 200
