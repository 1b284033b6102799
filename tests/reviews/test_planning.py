"""Improvements: the demo portfolio's order and scores, effort, reasons, lines added by hand."""

from datetime import UTC, date, datetime

import pytest

from pillars.compiled import Lens, Practice, Question
from pillars.rules import Risk, Rule, parse
from reviews.acceptances import AcceptanceFact, FindingKey
from reviews.assessment import Context, assess
from reviews.planning import ImprovementFact, improvements, sort_key
from reviews.states import Claim, FindingKind, QuestionAnswers, Severity
from tests.reviews import portfolio
from tests.reviews.rel03 import BP01, BP02, BP03, IDS, LENS, QUESTION, answer, demo

NOW = datetime(2031, 3, 1, 12, tzinfo=UTC)
UNTIL = datetime(2031, 5, 1, tzinfo=UTC)


def plan(
    answers: QuestionAnswers,
    *,
    tier: int = 1,
    lens: Lens = LENS,
    accepted: dict[str, Severity] | None = None,
    added: dict[tuple[str, str], list[str]] | None = None,
) -> tuple[ImprovementFact, ...]:
    acceptances = {
        FindingKey(FindingKind.GAP, QUESTION.id, practice): AcceptanceFact(severity, UNTIL)
        for practice, severity in (accepted or {}).items()
    }
    given = {QUESTION.id: answers}
    assessment = assess(lens, given, Context(now=NOW, interval_days=180, tier=tier, acceptances=acceptances))
    return improvements(lens, given, assessment, tier=tier, added=added)


def codes(ids: tuple[str, ...]) -> str:
    names = {step_id: code for code, step_id in IDS.items()}
    return " ".join(names[step_id] for step_id in ids)


def test_order_of_the_demo_portfolio() -> None:
    high = {BP01: Severity.HIGH, BP02: Severity.HIGH}
    p4_1 = {(QUESTION.id, BP01): [IDS["P4.1"]]}
    plans = {
        "Customs declarations": plan(portfolio.CUSTOMS, tier=2, added=p4_1),
        "Event backbone": plan(portfolio.EVENT_BACKBONE, accepted={BP03: Severity.MEDIUM}),
        "Reporting warehouse": plan(portfolio.REPORTING, tier=3),
        "Order desk": plan(portfolio.ORDER_DESK, accepted=high),
        "Gift cards": plan(portfolio.GIFT_CARDS, tier=3),
        "Warehouse control": plan(portfolio.WAREHOUSE_CONTROL),
        "Storefront": plan(portfolio.STOREFRONT),
        "Payments platform": plan(portfolio.PAYMENTS),
    }
    due = {("Order desk", BP01): date(2031, 5, 10), ("Order desk", BP02): date(2031, 8, 8)}
    lines = [
        (sort_key(fact, due=due.get((workload, fact.practice)), workload=workload), workload, fact)
        for workload, facts in plans.items()
        for fact in facts
    ]
    shown = [
        (workload, fact.label[-4:], fact.severity.value, fact.accepted, fact.standing, round(fact.score, 2))
        for _, workload, fact in sorted(lines, key=lambda line: line[0])
    ]
    assert shown == [
        ("Storefront", "BP01", "HIGH", False, 0, 36.0),
        ("Warehouse control", "BP02", "HIGH", False, 0, 4.8),
        ("Reporting warehouse", "BP01", "HIGH", False, 0, 1.0),
        ("Order desk", "BP01", "HIGH", True, 0, 1.33),
        ("Order desk", "BP02", "HIGH", True, 0, 1.33),
        ("Gift cards", "BP03", "MEDIUM", False, 0, 0.75),
        ("Order desk", "BP03", "MEDIUM", False, 1, 0.92),
        ("Reporting warehouse", "BP03", "MEDIUM", False, 1, 0.3),
        ("Event backbone", "BP03", "MEDIUM", True, 0, 1.71),
        ("Customs declarations", "BP01", "", False, 0, 0.0),
    ]


@pytest.mark.parametrize(
    ("answers", "practice", "steps", "halves"),
    [
        (portfolio.STOREFRONT, BP01, "A2.5", 2),
        (portfolio.ORDER_DESK, BP01, "A1.1 A1.3 A1.5 A2.5 D2.2", 15),
        (portfolio.ORDER_DESK, BP02, "A1.2 A1.4 D1.1 D1.2 D1.5", 21),
        (portfolio.ORDER_DESK, BP03, "A3.1 A3.2 A3.5 D3.3 S1.2", 26),
        (portfolio.GIFT_CARDS, BP03, "D3.3 S1.2", 8),
        (portfolio.WAREHOUSE_CONTROL, BP02, "A1.2 A1.4 D1.2", 15),
        (portfolio.EVENT_BACKBONE, BP03, "A3.2 A3.5 D3.3", 14),
        (portfolio.REPORTING, BP01, "A1.1 A1.3 A1.5 A2.5", 12),
        (portfolio.REPORTING, BP03, "A3.1 A3.2 A3.5 D3.3", 20),
    ],
)
def test_open_essential_steps_and_effort(answers: QuestionAnswers, practice: str, steps: str, halves: int) -> None:
    (fact,) = [fact for fact in plan(answers) if fact.practice == practice]
    assert (sorted(codes(fact.work.steps).split()), fact.work.halves) == (steps.split(), halves)
    assert not fact.work.estimate


def test_unanswered_steps_count_in_full_and_make_an_estimate() -> None:
    (fact,) = plan(answer("PP-", done="A3.1 A3.2", partly="A3.5"))
    assert (codes(fact.work.steps), fact.work.halves, fact.work.estimate) == ("A3.5 D3.3 S1.2", 3 + 2 + 6, True)


def test_effort_is_at_least_one_point() -> None:
    (nothing_open,) = plan(answer("PP-", done="A3.1 A3.2 A3.5 D3.3 S1.2"))
    assert (nothing_open.work.steps, nothing_open.work.effort) == ((), 1.0)
    (half_a_small_step,) = plan(answer("PP-", done="A3.1 A3.2 A3.5 S1.2", partly="D3.3"))
    assert half_a_small_step.work.effort == 1.0


def test_reasons_of_rel03() -> None:
    first, second, third = plan(portfolio.ORDER_DESK)
    assert first.reason is not None
    assert second.reason is not None
    assert third.reason is not None
    assert (first.reason.risk_now, first.reason.risk_after) == (Risk.HIGH, Risk.MEDIUM)
    assert first.reason.together == second.reason.together == (BP01, BP02)
    assert (first.reason.removed, first.reason.halves, first.reason.tier_weight) == (6, 36, 4)
    assert (first.reason.after, first.reason.instead_of) == ((), ())
    assert (third.practice, third.reason.after, third.reason.halves) == (BP03, (BP01, BP02), 26)
    assert (third.reason.risk_now, third.reason.risk_after) == (Risk.MEDIUM, Risk.NONE)


def test_one_line_for_a_practice_whether_absent_or_unsupported() -> None:
    absent = plan(demo("P-P", not_done="A1.2"))
    unsupported = plan(demo("PPP", not_done="A1.2"))
    assert [(fact.question, fact.practice, fact.score) for fact in absent] == [(QUESTION.id, BP02, 12.0)]
    assert absent == unsupported


def test_only_certain_gaps_of_an_incomplete_question() -> None:
    (fact,) = plan(answer("-??"))
    assert (fact.practice, fact.severity, fact.standing) == (BP01, Severity.HIGH, 0)
    assert fact.reason is not None
    # Everything unanswered is taken as in place, so BP01 alone leads to NONE.
    assert (fact.reason.risk_now, fact.reason.risk_after) == (Risk.HIGH, Risk.NONE)


def lens(*rules: tuple[str, Risk], practices: str = "abc") -> Lens:
    question = Question(
        QUESTION.id,
        "p",
        "",
        tuple(Practice(name, "", name) for name in practices),
        rules=tuple(Rule(parse(text), risk) for text, risk in rules),
    )
    return Lens("l", 1, "", (question,))


ABSENT = QuestionAnswers(claims=dict.fromkeys("abc", Claim.NOT_IN_PLACE))


def test_a_practice_outside_the_cheapest_way_down_comes_instead_of_it() -> None:
    either = lens(("a || (b && c)", Risk.NONE), ("default", Risk.HIGH))
    facts = plan(ABSENT, tier=3, lens=either)
    told = [(f.practice, f.standing, f.score, f.reason.instead_of if f.reason else None) for f in facts]
    assert told == [("a", 0, 3.0, ()), ("b", 1, 1.5, ("a",)), ("c", 1, 1.5, ("a",))]
    # A practice without essential steps counts three points.
    assert [fact.work.effort for fact in facts] == [3.0, 3.0, 3.0]


def test_a_medium_finding_of_a_high_question_outside_the_way_down() -> None:
    rules = lens(("a && (b || c)", Risk.NONE), ("a", Risk.MEDIUM), ("default", Risk.HIGH))
    facts = plan(ABSENT, tier=2, lens=rules)
    told = [(f.practice, f.severity.value, f.standing, f.score) for f in facts]
    assert told == [("a", "HIGH", 0, 4.0), ("b", "MEDIUM", 1, 2.0), ("c", "MEDIUM", 1, 2.0)]
    reasons = [(f.reason.after, f.reason.instead_of) for f in facts if f.reason]
    assert reasons == [((), ()), (("a",), ()), (("a",), ("b",))]


def test_steps_added_by_hand() -> None:
    added = {(QUESTION.id, BP01): [IDS["P4.1"], IDS["A1.1"], IDS["A2.3"]]}
    (line,) = plan(portfolio.CUSTOMS, tier=2, added=added)
    # P4.1 is partly done and M; the others are done and therefore not work.
    assert (line.practice, line.severity, line.added) == (BP01, Severity.NONE, (IDS["P4.1"],))
    assert (line.work.effort, line.reason) == (1.5, None)


def test_steps_added_to_a_practice_with_a_finding_leave_its_effort() -> None:
    (line,) = plan(portfolio.GIFT_CARDS, tier=3, added={(QUESTION.id, BP03): [IDS["S2.1"]]})
    assert (line.severity, line.work.halves, line.added) == (Severity.MEDIUM, 8, (IDS["S2.1"],))


def test_a_question_gap_has_no_improvement() -> None:
    stuck = lens(("!a", Risk.NONE), ("default", Risk.MEDIUM))
    assert plan(QuestionAnswers(claims=dict.fromkeys("abc", Claim.IN_PLACE)), lens=stuck) == ()


def test_ties_go_by_due_date_then_names() -> None:
    (fact,) = plan(portfolio.GIFT_CARDS)
    keys = [
        sort_key(fact, due=date(2031, 4, 1), workload="z"),
        sort_key(fact, due=date(2031, 4, 2), workload="a"),
        sort_key(fact, workload="a", team="x"),
        sort_key(fact, workload="a", team="y", lens="a"),
        sort_key(fact, workload="a", team="y", lens="b"),
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == 5
