"""Answers that don't fit each other are said, on every item concerned, and nothing else is."""

from dataclasses import replace

import pytest

from pillars.compiled import Question
from reviews.assessment import assess_question
from reviews.contradictions import Tell, TellKind, tells
from reviews.states import Claim, QuestionAnswers, StepState
from tests.reviews.rel03 import BP01, BP02, BP03, LENS

QUESTION = LENS.questions[0]
IN_PLACE = dict.fromkeys((BP01, BP02, BP03), Claim.IN_PLACE)


def said(question: Question = QUESTION, claims: dict[str, Claim] | None = None, **steps: str) -> dict[str, list[Tell]]:
    given = QuestionAnswers(claims=claims or {}, steps={name: StepState(state) for name, state in steps.items()})
    return {item: list(found) for item, found in tells(question, assess_question(question, given), given).items()}


def suggesting(left: str, *right: str) -> Question:
    """REL03 in which one step suggests others."""
    practices = tuple(
        replace(
            practice,
            steps=tuple(replace(step, suggests=right if step.id == left else ()) for step in practice.steps),
        )
        for practice in QUESTION.practices
    )
    return replace(QUESTION, practices=practices)


def test_an_essential_step_that_is_not_done_belies_its_practice_and_only_then() -> None:
    found = said(claims=IN_PLACE, contract_tests="not_done", patterns_bulkhead="not_done")
    assert found == {
        "contract_tests": [Tell(TellKind.BELIES_PRACTICE, (BP03,))],
        BP03: [Tell(TellKind.NOT_SUPPORTED, ("contract_tests",))],
    }
    for state in ("done", "partly", "unanswered", "not_applicable"):
        assert said(claims=IN_PLACE, contract_tests=state) == {}
    assert said(claims={BP03: Claim.NOT_IN_PLACE}, contract_tests="not_done") == {}


def test_a_practice_with_every_essential_step_done_looks_in_place() -> None:
    done = dict.fromkeys((step.id for step in QUESTION.practice(BP03).steps if step.essential), "done")
    assert said(QUESTION, {BP03: Claim.NOT_IN_PLACE}, **done) == {BP03: [Tell(TellKind.LOOKS_IN_PLACE, ())]}
    assert said(QUESTION, {BP03: Claim.IN_PLACE}, **done) == {}


def test_what_is_done_and_what_follows_from_it_are_both_told() -> None:
    question = suggesting("patterns_circuit_breaker", "patterns_timeouts_retries", "contract_tests")
    found = said(question, patterns_circuit_breaker="done", patterns_timeouts_retries="not_done")
    assert found == {
        "patterns_circuit_breaker": [Tell(TellKind.LACKS_WHAT_FOLLOWS, ("patterns_timeouts_retries",))],
        "patterns_timeouts_retries": [Tell(TellKind.LACKED_BY, ("patterns_circuit_breaker",))],
    }


@pytest.mark.parametrize(
    ("left", "right"), [("done", "partly"), ("done", "unanswered"), ("partly", "not_done"), ("done", "done")]
)
def test_only_done_beside_not_done_is_a_contradiction(left: str, right: str) -> None:
    question = suggesting("patterns_circuit_breaker", "patterns_timeouts_retries")
    assert said(question, patterns_circuit_breaker=left, patterns_timeouts_retries=right) == {}


def test_a_practice_that_does_not_apply_and_its_steps_say_nothing() -> None:
    question = suggesting("patterns_circuit_breaker", "contract_tests")
    claims = {BP01: Claim.NOT_APPLICABLE, BP03: Claim.IN_PLACE}
    found = said(question, claims, patterns_circuit_breaker="done", contract_tests="not_done")
    assert TellKind.LACKED_BY not in [tell.kind for tell in found["contract_tests"]]
    assert "patterns_circuit_breaker" not in found


def test_a_question_that_does_not_apply_says_nothing() -> None:
    given = QuestionAnswers(applicable=False, claims=IN_PLACE, steps={"contract_tests": StepState.NOT_DONE})
    assert tells(QUESTION, assess_question(QUESTION, given), given) == {}
