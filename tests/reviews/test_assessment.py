"""The assessment: DESIGN.md's table of states, all of REL03's combinations, findings, acceptance, staleness, ranks."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from pillars.compiled import Lens, Practice, Question
from pillars.rules import Risk, Rule, parse
from reviews.acceptances import AcceptanceFact, EndedAcceptance, EndReason, FindingKey
from reviews.assessment import STALE, Assessment, Context, assess, assess_question
from reviews.heat_map import CellState, Rank
from reviews.question_results import QuestionResult
from reviews.states import Claim, FindingKind, QuestionAnswers, Severity, Support
from reviews.way_down import Rung
from tests.reviews import portfolio
from tests.reviews.rel03 import BP01, BP02, BP03, IDS, LENS, PRACTICES, QUESTION, answer, demo

NOW = datetime(2031, 3, 1, 12, tzinfo=UTC)
SHORT = {BP01: "BP01", BP02: "BP02", BP03: "BP03", "": ""}
ESSENTIAL = {
    "BP01": "A1.1 A1.3 A1.5 A2.5 D2.2",
    "BP02": "A1.2 A1.4 D1.1 D1.2 D1.5",
    "BP03": "A3.1 A3.2 A3.5 D3.3 S1.2",
}
H, M, N = Severity.HIGH, Severity.MEDIUM, Severity.NONE


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def key(kind: FindingKind, practice: str) -> FindingKey:
    return FindingKey(kind, QUESTION.id, practice)


def gap(practice: str) -> FindingKey:
    return key(FindingKind.GAP, practice)


def assessed(answers: QuestionAnswers, lens: Lens = LENS, **facts: object) -> Assessment:
    context = {"now": NOW, "interval_days": 180, "tier": 1, "target": 3} | facts
    return assess(lens, {QUESTION.id: answers}, Context(**context))  # type: ignore[arg-type]


def short_findings(result: QuestionResult) -> str:
    """Like ``gap BP01 HIGH, unsupported BP02 HIGH``."""
    return ", ".join(f"{key.kind} {SHORT[key.practice]} {severity}" for key, severity in result.findings)


def short_way_down(result: QuestionResult) -> str:
    """Like ``BP01+BP02 -> MEDIUM, BP03 -> NONE``: what each rung needs further."""
    return ", ".join(
        f"{'or directly ' if rung.directly else ''}{'+'.join(map(SHORT.__getitem__, rung.further))} -> {rung.risk}"
        for rung in result.way_down
    )


@dataclass(frozen=True)
class Row:
    answers: QuestionAnswers
    risk: str
    supported: str
    answered: str
    findings: str = ""
    way_down: str = ""


TABLE = {
    "? ? ?": Row(answer("???"), "UNANSWERED", "UNANSWERED", "0 of 3 so far no"),
    "- - -": Row(
        answer("---"),
        "HIGH",
        "HIGH",
        "3 of 3",
        "gap BP01 HIGH, gap BP02 HIGH, gap BP03 MEDIUM",
        "BP01+BP02 -> MEDIUM, BP03 -> NONE",
    ),
    "P ? ?": Row(answer("P??"), "HIGH", "HIGH", "1 of 3 so far"),
    "- ? ?": Row(answer("-??"), "HIGH", "HIGH", "1 of 3 so far", "gap BP01 HIGH"),
    "P P -": Row(answer("PP-"), "MEDIUM", "MEDIUM", "3 of 3", "gap BP03 MEDIUM", "BP03 -> NONE"),
    "P - P": Row(answer("P-P"), "HIGH", "HIGH", "3 of 3", "gap BP02 HIGH", "BP02 -> NONE"),
    "P - -": Row(
        answer("P--"),
        "HIGH",
        "HIGH",
        "3 of 3",
        "gap BP02 HIGH, gap BP03 MEDIUM",
        "BP02 -> MEDIUM, BP03 -> NONE",
    ),
    "- - P": Row(answer("--P"), "HIGH", "HIGH", "3 of 3", "gap BP01 HIGH, gap BP02 HIGH", "BP01+BP02 -> NONE"),
    "P P P, no step answered": Row(answer("PPP"), "NONE", "NONE", "3 of 3"),
    "P P P, A3.5 not done": Row(
        demo("PPP", not_done="A3.5"), "NONE", "MEDIUM", "3 of 3", "unsupported BP03 MEDIUM", "BP03 -> NONE"
    ),
    "P P -, A2.5 not done": Row(
        answer("PP-", not_done="A2.5"),
        "MEDIUM",
        "HIGH",
        "3 of 3",
        "unsupported BP01 HIGH, gap BP03 MEDIUM",
        "BP01 -> MEDIUM, BP03 -> NONE",
    ),
    "P P n, D3.3 not done": Row(answer("PPn", not_done="D3.3"), "NONE", "NONE", "3 of 3"),
    "n n n": Row(answer("nnn"), "NOT_APPLICABLE", "NOT_APPLICABLE", "3 of 3"),
}


@pytest.mark.parametrize("name", TABLE)
def test_table_of_states(name: str) -> None:
    row = TABLE[name]
    result = assess_question(QUESTION, row.answers)
    answered = f"{result.answered} of {result.total}"
    if not result.complete:
        answered += " so far" if result.so_far else " so far no"
    assert (result.risk, result.supported, answered) == (row.risk, row.supported, row.answered)
    assert short_findings(result) == row.findings
    assert short_way_down(result) == row.way_down


def test_claims_only_where_no_step_was_looked_at() -> None:
    practices = assess_question(QUESTION, answer("PPP")).practices
    assert [practice.support for practice in practices] == [Support.CLAIMED_ONLY] * 3
    assert sum(practice.essential_total - practice.essential_done for practice in practices) == 15


def test_a_practice_with_all_essential_steps_done_looks_in_place() -> None:
    ready = assess_question(QUESTION, answer("PP-", done=ESSENTIAL["BP03"]))
    assert ready.risk is Risk.MEDIUM
    assert [practice.looks_in_place for practice in ready.practices] == [False, False, True]
    nearly = assess_question(QUESTION, answer("PP-", done="A3.1 A3.2 A3.5 D3.3", partly="S1.2"))
    assert [practice.looks_in_place for practice in nearly.practices] == [False, False, False]


def test_a_practice_without_essential_steps_never_looks_in_place() -> None:
    (first, *_) = assess_question(question(("a", Risk.NONE), ("default", Risk.HIGH)), claims("---")).practices
    assert (first.looks_in_place, first.support) == (False, None)


def test_a_question_that_does_not_apply() -> None:
    result = assess_question(QUESTION, QuestionAnswers(applicable=False, claims={BP01: Claim.NOT_IN_PLACE}))
    assert (result.risk, result.supported, result.complete) == (Risk.NOT_APPLICABLE, Risk.NOT_APPLICABLE, True)
    assert (result.findings, result.way_down) == ((), ())


# Rows: BP01 and BP02; columns: BP03 in place, not in place, unanswered, not applicable.
COMBINATIONS = {
    "PP": "NONE MEDIUM MEDIUM NONE",
    "P-": "HIGH HIGH HIGH HIGH",
    "P?": "HIGH HIGH HIGH HIGH",
    "Pn": "NONE MEDIUM MEDIUM NONE",
    "-P": "HIGH HIGH HIGH HIGH",
    "--": "HIGH HIGH HIGH HIGH",
    "-?": "HIGH HIGH HIGH HIGH",
    "-n": "HIGH HIGH HIGH HIGH",
    "?P": "HIGH HIGH HIGH HIGH",
    "?-": "HIGH HIGH HIGH HIGH",
    "??": "HIGH HIGH UNANSWERED HIGH",
    "?n": "HIGH HIGH HIGH HIGH",
    "nP": "NONE MEDIUM MEDIUM NONE",
    "n-": "HIGH HIGH HIGH HIGH",
    "n?": "HIGH HIGH HIGH HIGH",
    "nn": "NONE MEDIUM MEDIUM NOT_APPLICABLE",
}


def test_all_combinations_of_practice_states() -> None:
    walked = {}
    for signs in itertools.product("P-?n", repeat=3):
        result = assess_question(QUESTION, answer("".join(signs)))
        walked["".join(signs)] = (result.risk.value, result.supported.value, result.complete)
    typed = {
        first_two + third: (risk, risk, "?" not in first_two + third)
        for first_two, row in COMBINATIONS.items()
        for third, risk in zip("P-?n", row.split(), strict=True)
    }
    assert walked == typed


@pytest.mark.parametrize(
    ("steps", "support", "counted"),
    [
        ({"done": ESSENTIAL["BP01"]}, Support.SUPPORTED, (5, 5)),
        ({"done": "A1.1 A1.3 A1.5 A2.5", "partly": "D2.2"}, Support.IN_PART, (4, 5)),
        ({"done": "A1.1 A1.3 A1.5", "partly": "A2.5"}, Support.CLAIMED_ONLY, (3, 5)),
        ({"done": "A1.1", "not_done": "D2.2"}, Support.NOT_SUPPORTED, (1, 5)),
        ({"done": "A1.1 A1.3 A1.5 A2.5", "not_applicable": "D2.2"}, Support.SUPPORTED, (4, 4)),
        ({"not_applicable": ESSENTIAL["BP01"]}, None, (0, 0)),
        # A step that is not essential never speaks against the claim.
        ({"done": ESSENTIAL["BP01"], "not_done": "A4.1"}, Support.SUPPORTED, (5, 5)),
    ],
)
def test_support(steps: dict[str, str], support: Support | None, counted: tuple[int, int]) -> None:
    practice = assess_question(QUESTION, answer("PPP", **steps)).practices[0]  # type: ignore[arg-type]
    assert (practice.support, (practice.essential_done, practice.essential_total)) == (support, counted)


@pytest.mark.parametrize(
    ("answers", "way_down"),
    [
        (portfolio.STOREFRONT, (Rung(Risk.NONE, (BP01,), (BP01,), False, 2, False, 1, 0, 0),)),
        (portfolio.GIFT_CARDS, (Rung(Risk.NONE, (BP03,), (BP03,), False, 8, False, 1, 1, 0),)),
        (portfolio.EVENT_BACKBONE, (Rung(Risk.NONE, (BP03,), (BP03,), False, 14, False, 1, 2, 0),)),
        (portfolio.WAREHOUSE_CONTROL, (Rung(Risk.NONE, (BP02,), (BP02,), False, 15, False, 0, 3, 0),)),
        (
            portfolio.REPORTING,
            (
                Rung(Risk.MEDIUM, (BP01,), (BP01,), False, 12, False, 3, 1, 0),
                Rung(Risk.NONE, (BP01, BP03), (BP03,), False, 20, False, 1, 3, 0),
            ),
        ),
        (
            portfolio.ORDER_DESK,
            (
                Rung(Risk.MEDIUM, (BP01, BP02), (BP01, BP02), False, 36, False, 5, 5, 0),
                Rung(Risk.NONE, PRACTICES, (BP03,), False, 26, False, 1, 4, 0),
            ),
        ),
        (portfolio.COURIER_APP, ()),
        (portfolio.PARTNER_API, ()),
    ],
)
def test_way_down_in_the_demo_portfolio(answers: QuestionAnswers, way_down: tuple[Rung, ...]) -> None:
    assert assess_question(QUESTION, answers).way_down == way_down


def question(*rules: tuple[str, Risk], practices: str = "abc") -> Question:
    return Question(
        QUESTION.id,
        "p",
        "",
        tuple(Practice(name, "", name) for name in practices),
        rules=tuple(Rule(parse(text), risk) for text, risk in rules),
    )


def claims(signs: str) -> QuestionAnswers:
    told = {"P": Claim.IN_PLACE, "-": Claim.NOT_IN_PLACE}
    return QuestionAnswers(claims={name: told[sign] for name, sign in zip("abc", signs, strict=True)})


def test_rungs_that_are_not_nested_are_told_apart() -> None:
    result = assess_question(question(("b && c", Risk.NONE), ("a", Risk.MEDIUM), ("default", Risk.HIGH)), claims("---"))
    assert [(rung.practices, rung.further, rung.directly, rung.together) for rung in result.way_down] == [
        (("a",), ("a",), False, False),
        (("b", "c"), ("b", "c"), True, True),
    ]


def test_a_question_that_no_addition_lowers_is_a_gap_of_its_own() -> None:
    result = assess_question(question(("!a", Risk.NONE), ("default", Risk.MEDIUM)), claims("P--"))
    assert result.findings == ((FindingKey(FindingKind.GAP, QUESTION.id, ""), M),)
    assert result.way_down == ()


def test_an_absent_practice_in_no_minimal_set_is_no_finding() -> None:
    result = assess_question(question(("a && b", Risk.NONE), ("default", Risk.HIGH)), claims("P--"))
    assert [(practice.practice, practice.gap) for practice in result.practices] == [("a", None), ("b", H), ("c", None)]


def test_an_acceptance_covers_its_severity_and_not_the_one_above() -> None:
    running = {gap(BP03): AcceptanceFact(M, days(20))}
    before = assessed(answer("PP-"), acceptances=running)
    assert before.questions[0].accepted_until == days(20)
    assert before.next_change_at == days(20)
    assert [cell.state for cell in before.cells] == [
        CellState.CLAIMED_ONLY,
        CellState.CLAIMED_ONLY,
        CellState.ACCEPTED,
    ]
    lost = assessed(answer("P--"), acceptances=running)
    assert lost.questions[0].result.risk is Risk.HIGH
    assert lost.questions[0].accepted_until is None
    # The finding itself is still MEDIUM and stays accepted; what is open is BP02's.
    assert {finding.key: finding.accepted_until for finding in lost.findings} == {gap(BP02): None, gap(BP03): days(20)}
    assert lost.ended == ()


@pytest.mark.parametrize(
    ("answers", "acceptance", "reason"),
    [
        ("PP-", AcceptanceFact(M, days(0)), EndReason.DATE),
        ("PPP", AcceptanceFact(M, days(9)), EndReason.RESOLVED),
        ("PPP", AcceptanceFact(M, days(-1)), EndReason.RESOLVED),
    ],
)
def test_acceptances_end(answers: str, acceptance: AcceptanceFact, reason: EndReason) -> None:
    result = assessed(answer(answers), acceptances={gap(BP03): acceptance})
    assert result.ended == (EndedAcceptance(gap(BP03), reason),)
    assert result.questions[0].accepted_until is None
    assert result.next_change_at is None


def test_an_acceptance_ends_when_its_finding_gets_worse() -> None:
    # Without b the first lens version says MEDIUM, the second HIGH.
    lens = Lens("l", 1, "", (question(("a && b", Risk.NONE), ("a", Risk.MEDIUM), ("default", Risk.HIGH)),))
    fact = {gap("b"): AcceptanceFact(M, days(9))}
    assert assessed(claims("P-P"), lens, acceptances=fact).ended == ()
    worse = Lens("l", 2, "", (question(("a && b", Risk.NONE), ("default", Risk.HIGH)),))
    assert assessed(claims("P-P"), worse, acceptances=fact).ended == (EndedAcceptance(gap("b"), EndReason.WORSENED),)


def test_a_risk_is_accepted_only_once_every_finding_of_its_severity_is() -> None:
    one = {gap(BP01): AcceptanceFact(H, days(75))}
    both = one | {gap(BP02): AcceptanceFact(H, days(30))}
    assert assessed(portfolio.ORDER_DESK, acceptances=one).questions[0].accepted_until is None
    assert assessed(portfolio.ORDER_DESK, acceptances=both).questions[0].accepted_until == days(30)


def test_an_incomplete_question_is_never_accepted() -> None:
    result = assessed(answer("-??"), acceptances={gap(BP01): AcceptanceFact(H, days(9))})
    assert result.findings[0].accepted_until == days(9)
    assert result.questions[0].accepted_until is None


@pytest.mark.parametrize(("age", "stale"), [(179, False), (180, True), (181, True)])
def test_stale_from_the_interval_on(age: int, stale: bool) -> None:
    given = demo("PPP")
    confirmed = dict.fromkeys(PRACTICES, days(-3)) | {IDS["A2.5"]: days(-age)}
    result = assessed(QuestionAnswers(claims=given.claims, steps=given.steps, confirmed=confirmed))
    assert (result.stale, result.oldest_confirmed) == (stale, days(-age))
    assert [(finding.key, finding.severity) for finding in result.findings] == ([(STALE, N)] if stale else [])
    assert result.next_change_at == (None if stale else days(180 - age))


@pytest.mark.parametrize(
    ("answers", "oldest"),
    [
        # A level 3 step does not count, nor an essential one of a practice that does not apply.
        (demo("PPn"), days(-20)),
        # An answer that was taken back was not confirmed.
        (demo("?Pn"), days(-20)),
        (QuestionAnswers(applicable=False), days(-10)),
        (answer("???"), None),
    ],
)
def test_what_staleness_counts_from(answers: QuestionAnswers, oldest: datetime | None) -> None:
    confirmed = {
        "": days(-10),
        BP01: days(-15) if answers.claim(BP01) != Claim.UNANSWERED else days(-900),
        BP02: days(-20),
        BP03: days(-18),
        IDS["A2.3"]: days(-400),
        IDS["A3.1"]: days(-300),
    }
    dated = QuestionAnswers(answers.applicable, answers.claims, answers.steps, confirmed)
    assert assessed(dated).oldest_confirmed == oldest


def test_a_newer_lens_version_makes_a_review_stale() -> None:
    result = assessed(demo("PPP"), newer_version=True)
    assert (result.stale, result.next_change_at) == (True, None)


def test_the_earliest_change_comes_first() -> None:
    given = demo("PP-")
    dated = QuestionAnswers(claims=given.claims, steps=given.steps, confirmed={BP01: days(-100)})
    result = assessed(dated, acceptances={gap(BP03): AcceptanceFact(M, days(75))})
    assert result.next_change_at == days(75)


@pytest.mark.parametrize(
    ("answers", "cells"),
    [
        (portfolio.STOREFRONT, "not_supported HIGH 4/5, in_place  5/5, in_place  5/5"),
        (portfolio.REPORTING, "absent HIGH 1/5, in_place  5/5, absent MEDIUM 1/5"),
        (portfolio.COURIER_APP, "claimed_only  2/5, unanswered  0/5, unanswered  0/5"),
        (portfolio.ROUTE_PLANNER, "in_place  5/5, in_place  5/5, not_applicable  5/5"),
        (demo("PPP", partly="A2.5"), "in_part  4/5, in_place  5/5, in_place  5/5"),
        (
            QuestionAnswers(applicable=False, claims={BP01: Claim.IN_PLACE}),
            "not_applicable  0/5, not_applicable  0/5, not_applicable  0/5",
        ),
    ],
)
def test_heat_map(answers: QuestionAnswers, cells: str) -> None:
    shown = [
        f"{cell.state} {cell.severity} {cell.essential_done}/{cell.essential_total}" for cell in assessed(answers).cells
    ]
    assert ", ".join(shown) == cells


def test_worst_first() -> None:
    """The demo portfolio's order; where approval and age come in, the number says so."""
    high = {gap(practice): AcceptanceFact(H, days(75)) for practice in (BP01, BP02)}
    medium = {gap(BP03): AcceptanceFact(M, days(20))}
    loyalty = QuestionAnswers(applicable=False)
    reviews = {
        "Warehouse control": assessed(portfolio.WAREHOUSE_CONTROL, target=2),
        "Storefront": assessed(portfolio.STOREFRONT),
        "Courier app": assessed(portfolio.COURIER_APP, target=2),
        "Reporting warehouse": assessed(portfolio.REPORTING, tier=3, target=2),
        "Order desk": assessed(portfolio.ORDER_DESK, target=2, acceptances=high),
        "Gift cards": assessed(portfolio.GIFT_CARDS, tier=3, target=2),
        "Event backbone": assessed(portfolio.EVENT_BACKBONE, acceptances=medium),
        "Partner API": assessed(portfolio.PARTNER_API, tier=2),
        "Customs declarations": assessed(portfolio.CUSTOMS, tier=2),
        "Parcel tracking": assessed(portfolio.PARCEL_TRACKING),
        "Identity": assessed(portfolio.IDENTITY, target=4),
        "Loyalty programme": assessed(loyalty, tier=3, target=None),
    }
    numbers = {name: review.rank.number(first=name == "Customs declarations") for name, review in reviews.items()}
    # No two are equal, so the order is theirs and not the dictionary's.
    assert list(numbers.values()) == sorted(set(numbers.values()))


def test_the_fields_of_a_rank() -> None:
    assert assessed(portfolio.STOREFRONT).rank == Rank(risk=0, accepted=0, tier=1, kind=1, target=0, maturity=1)
    assert assessed(portfolio.COURIER_APP).rank == Rank(risk=0, accepted=0, tier=1, kind=2, target=1, maturity=0)
    assert assessed(answer("nnn"), target=None).rank == Rank(risk=4, accepted=0, tier=1, kind=0, target=1, maturity=5)


def test_a_lens_without_answers() -> None:
    result = assess(LENS, {}, Context(now=NOW, interval_days=180, tier=1))
    assert (result.stale, result.findings, result.oldest_confirmed) == (False, (), None)
    assert result.questions[0].result.risk is Risk.UNANSWERED
