"""The path through a question: short first, and each level when the one below is reached."""

import pytest

from pillars.compiled import Effort, Practice, Question, Step
from reviews.assessment import assess_question
from reviews.path import next_item, offered_level, path, share_of
from reviews.states import Claim, QuestionAnswers, StepState
from tests.reviews.rel03 import BP01, BP02, BP03, LENS

QUESTION = LENS.questions[0]
ESSENTIAL = [step.id for step in QUESTION.practice(BP01).steps if step.essential]
LEVEL_2 = [step.id for step in QUESTION.practice(BP01).steps if step.level == 2]


def answers(claims: str, done: list[str] | None = None, **steps: str) -> QuestionAnswers:
    """Claims as ``P-?n`` for BP01 to BP03; ``done`` steps, and others by id."""
    words = {"P": Claim.IN_PLACE, "-": Claim.NOT_IN_PLACE, "n": Claim.NOT_APPLICABLE}
    return QuestionAnswers(
        claims={name: words[c] for name, c in zip((BP01, BP02, BP03), claims, strict=True) if c != "?"},
        steps=dict.fromkeys(done or [], StepState.DONE) | {name: StepState(state) for name, state in steps.items()},
    )


def stages(given: QuestionAnswers) -> list[tuple[str, int, int, bool]]:
    made = path(QUESTION, assess_question(QUESTION, given), given)
    return [(stage.name, stage.done, stage.total, stage.current) for stage in made]


def following(given: QuestionAnswers) -> str:
    return next_item(QUESTION, assess_question(QUESTION, given), given)


def offered(given: QuestionAnswers, practice: int = 0) -> int:
    result = assess_question(QUESTION, given)
    return offered_level(QUESTION.practices[practice], result.practices[practice], given)


def test_the_quick_pass_comes_first() -> None:
    assert stages(answers("P??")) == [
        ("quick", 1, 3, True),
        ("essential", 0, 15, False),
        ("2", 0, 3, False),
        ("3", 0, 3, False),
        ("4", 0, 3, False),
    ]
    assert following(answers("P??")) == BP02


def test_then_the_essential_steps_without_those_of_a_practice_that_does_not_apply() -> None:
    given = answers("PnP", ESSENTIAL)
    assert stages(given)[:3] == [("quick", 3, 3, False), ("essential", 5, 10, True), ("2", 0, 2, False)]
    assert following(given) == "contract_specification"


@pytest.mark.parametrize(
    ("given", "level"),
    [
        (answers("PPP"), 1),
        (answers("PPP", ESSENTIAL[:-1]), 1),
        (answers("PPP", ESSENTIAL), 2),
        (answers("PPP", LEVEL_2), 3),
        (answers("PPP", ESSENTIAL[:-1], **{ESSENTIAL[-1]: "not_done"}), 2),
        (answers("-PP", LEVEL_2), 2),
    ],
)
def test_a_level_is_offered_when_the_one_below_is_reached(given: QuestionAnswers, level: int) -> None:
    assert offered(given) == level


def test_a_contradicted_claim_comes_before_further_levels() -> None:
    essential = [step.id for practice in QUESTION.practices for step in practice.steps if step.essential]
    given = answers("PPP", [name for name in essential if name != "contract_tests"], contract_tests="not_done")
    assert following(given) == "contract_tests"
    assert following(answers("PPP", essential)) == "communication_sync_async"


def test_nothing_is_left_where_all_that_is_offered_is_answered() -> None:
    assert following(answers("nnn")) == ""


@pytest.mark.parametrize(
    ("given", "percent"), [(answers("PPP", LEVEL_2[:6], **{LEVEL_2[6]: "partly"}), 72), (answers("PPP"), 0)]
)
def test_the_share_of_a_level_counts_partly_half(given: QuestionAnswers, percent: int) -> None:
    share = share_of(QUESTION.practice(BP01), 2, given)
    assert (share.percent, share.needed, share.total) == (percent, 80, 9)


def test_a_lens_without_steps_has_the_quick_pass_alone() -> None:
    question = Question("q", "p", "Q?", (Practice("a", "", "A"), Practice("b", "", "B")))
    given = QuestionAnswers(claims={"a": Claim.IN_PLACE})
    made = path(question, assess_question(question, given), given)
    assert [(stage.name, stage.done, stage.total) for stage in made] == [("quick", 1, 2)]


def test_a_practice_without_essential_steps_begins_at_level_two() -> None:
    practice = Practice("a", "", "A", (Step("s", "S", "", 2, Effort.S, essential=False),))
    question = Question("q", "p", "Q?", (practice,))
    given = QuestionAnswers(claims={"a": Claim.IN_PLACE})
    assert offered_level(practice, assess_question(question, given).practices[0], given) == 2
    assert next_item(question, assess_question(question, given), given) == "s"
