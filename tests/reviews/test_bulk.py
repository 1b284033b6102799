"""Many answers at once: what each command reaches, and what it leaves alone."""

from dataclasses import dataclass

import pytest

from reviews import bulk
from reviews.changes import Change
from reviews.states import StepState
from tests.reviews.rel03 import BP01, BP02, BP03, LENS

QUESTION = LENS.questions[0]


@dataclass
class Stored:
    """An item as it is stored."""

    state: str
    version: int = 3


def reached(changes: list[Change]) -> list[tuple[str, str | None, int]]:
    return [(change.item, change.state, change.version) for change in changes]


@pytest.mark.parametrize(
    ("items", "none", "rest"),
    [
        ({}, [(BP01, 0), (BP02, 0), (BP03, 0)], [(BP01, 0), (BP02, 0), (BP03, 0)]),
        ({BP01: Stored("in_place")}, [(BP01, 3), (BP02, 0), (BP03, 0)], [(BP02, 0), (BP03, 0)]),
        ({BP01: Stored("not_in_place"), BP02: Stored("not_applicable")}, [(BP03, 0)], [(BP03, 0)]),
        ({BP01: Stored("unanswered")}, [(BP01, 3), (BP02, 0), (BP03, 0)], [(BP01, 3), (BP02, 0), (BP03, 0)]),
    ],
)
def test_none_of_these_spares_what_does_not_apply_and_the_rest_spares_every_answer(
    items: dict[str, Stored], none: list[tuple[str, int]], rest: list[tuple[str, int]]
) -> None:
    wanted = [[(item, "not_in_place", version) for item, version in each] for each in (none, rest)]
    assert reached(bulk.none_of_these(QUESTION, items)) == wanted[0]
    assert reached(bulk.rest_not_in_place(QUESTION, items)) == wanted[1]


def test_practices_in_place_are_named_before_they_are_lost() -> None:
    items = {BP01: Stored("in_place"), BP02: Stored("not_in_place")}
    assert [practice.id for practice in bulk.in_place(QUESTION, items)] == [BP01]


@pytest.mark.parametrize(
    ("practice", "area", "items", "expected"),
    [
        (BP01, "A2", {}, ["patterns_circuit_breaker", "patterns_bulkhead"]),
        (BP01, "A2", {"patterns_bulkhead": Stored("partly")}, ["patterns_circuit_breaker"]),
        (BP02, "A2", {}, ["patterns_database_per_service", "patterns_eventual_consistency"]),
        (BP01, "A1", {}, []),
    ],
)
def test_an_area_is_reached_but_for_essential_steps_answers_and_other_practices(
    practice: str, area: str, items: dict[str, Stored], expected: list[str]
) -> None:
    changes = bulk.rest_of_area(QUESTION, practice, area, items, state=StepState.NOT_DONE)
    assert [change.item for change in changes] == expected
    assert {change.state for change in changes} <= {"not_done"}


def test_not_applicable_carries_one_reason_for_all() -> None:
    changes = bulk.rest_of_area(QUESTION, BP01, "A2", {}, state=StepState.NOT_APPLICABLE, reason="No calls.")
    assert [(change.state, change.reason) for change in changes] == [("not_applicable", "No calls.")] * 2


@pytest.mark.parametrize("state", [StepState.DONE, StepState.PARTLY, StepState.UNANSWERED])
def test_nothing_else_is_given_to_many_steps_at_once(state: StepState) -> None:
    with pytest.raises(ValueError, match="many steps at once"):
        bulk.rest_of_area(QUESTION, BP01, "A2", {}, state=state)


def test_taking_back_leaves_what_changed_since() -> None:
    told = [
        {"item": BP01, "from": "in_place", "to": "not_in_place"},
        {"item": BP02, "from": "unanswered", "to": "not_in_place"},
    ]
    items = {BP01: Stored("not_in_place", 2), BP02: Stored("in_place", 5)}
    assert reached(bulk.taken_back(QUESTION.id, told, items)) == [(BP01, "in_place", 2)]
