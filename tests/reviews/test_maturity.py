"""Maturity: the demo portfolio's levels, the rules one by one, and what holds a level back."""

import pytest

from pillars.compiled import Effort, Lens, Practice, Question, Step
from reviews.maturity import HoldBack, LevelState, Lift, holding_back, practice_levels, workload_maturity
from reviews.states import Claim, QuestionAnswers, StepState
from tests.reviews.portfolio import (
    COURIER_APP,
    CUSTOMS,
    EVENT_BACKBONE,
    GIFT_CARDS,
    IDENTITY,
    ORDER_DESK,
    PARCEL_TRACKING,
    PARTNER_API,
    PAYMENTS,
    REPORTING,
    ROUTE_PLANNER,
    STOREFRONT,
    WAREHOUSE_CONTROL,
)
from tests.reviews.rel03 import BP01, BP02, BP03, IDS, LENS, QUESTION, answer, codes, demo

LEFT_OUT, NOT_ASSESSED = "left out", "not assessed"


def shown(answers: QuestionAnswers) -> tuple[list[int | str], int | str]:
    """Each practice's level and the workload's, with words where there is none."""
    levels = practice_levels(QUESTION, answers)
    maturity = workload_maturity(levels)
    words = {LevelState.LEFT_OUT: LEFT_OUT, LevelState.NOT_ASSESSED: NOT_ASSESSED}
    return (
        [level.level if level.level is not None else words[level.state] for level in levels],
        maturity.level if maturity.level is not None else words[maturity.state],
    )


@pytest.mark.parametrize(
    ("answers", "practices", "workload"),
    [
        (PAYMENTS, [3, 3, 3], 3),
        (STOREFRONT, [1, 2, 2], 1),
        (ORDER_DESK, [1, 1, 1], 1),
        (GIFT_CARDS, [2, 2, 1], 1),
        (PARCEL_TRACKING, [2, 2, 2], 2),
        (ROUTE_PLANNER, [2, 2, LEFT_OUT], 2),
        (WAREHOUSE_CONTROL, [2, 1, 2], 1),
        (CUSTOMS, [3, 3, 3], 3),
        (COURIER_APP, [NOT_ASSESSED, NOT_ASSESSED, NOT_ASSESSED], NOT_ASSESSED),
        (IDENTITY, [4, 4, 4], 4),
        (EVENT_BACKBONE, [2, 2, 1], 1),
        (REPORTING, [1, 2, 1], 1),
        (PARTNER_API, [NOT_ASSESSED, NOT_ASSESSED, NOT_ASSESSED], NOT_ASSESSED),
        (answer("nnn"), [LEFT_OUT, LEFT_OUT, LEFT_OUT], LEFT_OUT),
        (QuestionAnswers(applicable=False, claims=dict(PAYMENTS.claims)), [LEFT_OUT] * 3, LEFT_OUT),
        # A practice that is not in place is at level 1 whatever its steps say.
        (demo("PP-"), [2, 2, 1], 1),
        # One that nobody has answered keeps the workload from being assessed.
        (demo("PP?"), [2, 2, NOT_ASSESSED], NOT_ASSESSED),
    ],
)
def test_levels(answers: QuestionAnswers, practices: list[int | str], workload: int | str) -> None:
    assert shown(answers) == (practices, workload)


def test_the_level_2_steps_without_an_answer_are_named() -> None:
    courier = practice_levels(QUESTION, COURIER_APP)
    expected = [IDS[code] for code in ("A1.5", "A4.1", "A4.4", "D2.1", "D2.2", "M1.1")]
    assert sorted(courier[0].to_answer) == sorted(expected)
    assert courier[1].to_answer == (BP02,)


def one_practice(essential: int, others: int, *, level: int = 2) -> Question:
    steps = tuple(
        Step(f"s{number}", "", "A1", level, Effort.S, number < essential) for number in range(essential + others)
    )
    return Question("q", "p", "", (Practice("a", "", "", steps),))


def level_of(question: Question, signs: str) -> int | None:
    """``d`` done, ``/`` partly, ``x`` not done, ``n`` not applicable: one sign for each step."""
    states = {"d": StepState.DONE, "/": StepState.PARTLY, "x": StepState.NOT_DONE, "n": StepState.NOT_APPLICABLE}
    answers = QuestionAnswers(
        claims={"a": Claim.IN_PLACE}, steps={f"s{place}": states[sign] for place, sign in enumerate(signs)}
    )
    return practice_levels(question, answers)[0].level


@pytest.mark.parametrize(
    ("signs", "level"),
    [
        ("ddddx", 2),  # 4 of 5: 80 % exactly
        ("dddxx", 1),
        ("ddd/x", 1),  # 3.5 of 5
        ("ddd//", 2),  # 4 of 5 in halves
        ("ddxnn", 1),  # 2 of 3
        ("dddnn", 2),
        ("dnnnn", 1),  # fewer than half apply
        ("nnnnn", 1),
    ],
)
def test_share_of_the_applicable_steps(signs: str, level: int) -> None:
    assert level_of(one_practice(0, 5), signs) == level


def test_half_of_the_steps_applicable_is_enough() -> None:
    assert level_of(one_practice(0, 4), "ddnn") == 2
    assert level_of(one_practice(0, 4), "dnnn") == 1


@pytest.mark.parametrize(("signs", "level"), [("/ddddddddd", 1), ("xddddddddd", 1), ("nddddddddd", 2)])
def test_an_applicable_essential_step_has_to_be_done(signs: str, level: int) -> None:
    assert level_of(one_practice(1, 9), signs) == level


def test_a_level_without_steps_is_not_reached() -> None:
    assert level_of(one_practice(0, 2, level=3), "dd") == 1
    assert level_of(one_practice(0, 2), "dd") == 2


def test_a_practice_without_steps_is_left_out() -> None:
    bare = Question("q", "p", "", (Practice("a", "", ""),))
    levels = practice_levels(bare, QuestionAnswers(claims={"a": Claim.NOT_IN_PLACE}))
    assert workload_maturity(levels).state is LevelState.LEFT_OUT


def test_what_holds_gift_cards_back() -> None:
    assert holding_back(LENS, {QUESTION.id: GIFT_CARDS}) == (
        HoldBack(
            question=QUESTION.id,
            practice=BP03,
            level=2,
            claim_missing=True,
            essential=(IDS["D3.3"], IDS["S1.2"]),
            percent=40,  # 4.5 of 11
            needed_percent=80,
            missing_halves=9,  # 18 of 22 half steps are needed, 9 are there
            too_few_apply=False,
            lifts=(),
        ),
    )


def test_one_step_that_lifts_storefront() -> None:
    (held,) = holding_back(LENS, {QUESTION.id: STOREFRONT})
    assert (held.practice, held.level, held.essential) == (BP01, 2, (IDS["A2.5"],))
    assert held.lifts == (Lift(IDS["A2.5"], 2),)


def test_one_answer_that_moves_the_workload_by_more_than_one() -> None:
    everything = "BP01/2 BP02/2 BP03/2 BP01/3 BP02/3 BP03/3"
    claim = holding_back(LENS, {QUESTION.id: answer("P-P", done=everything)})
    assert [(held.practice, held.essential, held.lifts) for held in claim] == [(BP02, (), (Lift(BP02, 3),))]
    step = holding_back(LENS, {QUESTION.id: answer("PPP", done=everything, not_done="A2.5")})
    assert [(held.practice, held.lifts) for held in step] == [(BP01, (Lift(IDS["A2.5"], 3),))]


def test_no_single_answer_lifts_two_lowest_practices() -> None:
    held = holding_back(LENS, {QUESTION.id: demo("P--")})
    assert [(entry.practice, entry.lifts) for entry in held] == [(BP02, ()), (BP03, ())]


def test_a_level_too_few_of_whose_steps_apply() -> None:
    missing = " ".join(codes("BP01/3")[:10])
    held = holding_back(LENS, {QUESTION.id: demo("PPP", not_applicable=missing, done="BP01/3")})
    assert [(entry.practice, entry.level, entry.too_few_apply) for entry in held] == [
        (BP01, 3, True),
        (BP02, 3, False),
        (BP03, 3, False),
    ]


@pytest.mark.parametrize("answers", [IDENTITY, COURIER_APP, answer("nnn")])
def test_nothing_is_held_back_at_the_top_or_where_nothing_is_assessed(answers: QuestionAnswers) -> None:
    assert holding_back(LENS, {QUESTION.id: answers}) == ()


def test_the_lowest_practice_of_any_question_decides() -> None:
    other = Question("other", "p", "", (Practice("b", "", "", (Step("t", "", "A1", 2, Effort.S, True),)),))
    lens = Lens("two", 1, "", (QUESTION, other))
    given = {QUESTION.id: IDENTITY, "other": QuestionAnswers(claims={"b": Claim.NOT_IN_PLACE})}
    (held,) = holding_back(lens, given)
    assert (held.question, held.practice, held.level) == ("other", "b", 2)
