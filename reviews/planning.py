"""Findings -> improvements in the order in which they are worth doing (DESIGN.md). Knows no Django."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pillars.compiled import Lens, Practice, Question, Step
from pillars.rules import Risk
from reviews.assessment import Assessment
from reviews.question_results import QuestionResult
from reviews.states import QuestionAnswers, Severity
from reviews.support import Work, work_on
from reviews.way_down import Route, Routes

TIER_WEIGHTS: Mapping[int, int] = {1: 4, 2: 2, 3: 1}
"""How much more a removed risk counts where more depends on the workload."""

AddedSteps = Mapping[tuple[str, str], Sequence[str]]
"""Steps put into the plan by hand: (question id, practice id) -> step ids."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an improvement stands where it does, for the screen.

    ``risk_now`` becomes ``risk_after`` once ``together`` (ids in the question's order, the practice among them) are
    true. ``after``: practices that come first; ``instead_of``: the cheaper ones, which do the same. ``removed``: points
    of risk (HIGH 9, MEDIUM 3), ``halves``: the half points of effort that they cost, ``tier_weight`` 4, 2 or 1.
    """

    risk_now: Risk
    risk_after: Risk
    together: tuple[str, ...]
    after: tuple[str, ...]
    instead_of: tuple[str, ...]
    removed: int
    halves: int
    tier_weight: int


@dataclass(frozen=True, slots=True)
class ImprovementFact:
    """What is computed of one improvement. ``label`` is the practice's code, else its choice id.

    ``work`` is what is left on its open essential steps (of a line added by hand: on the steps added, and then the
    severity is none and there is no reason). ``standing`` is 0 for what lowers a risk by itself or with lines of the
    same severity, 1 for what comes after or instead of others. ``score`` is risk removed per effort times tier weight.
    """

    question: str
    practice: str
    label: str
    severity: Severity
    accepted: bool
    work: Work
    added: tuple[str, ...]
    standing: int
    score: float
    reason: Reason | None


def improvements(
    lens: Lens,
    answers: Mapping[str, QuestionAnswers],
    assessment: Assessment,
    *,
    tier: int,
    added: AddedSteps | None = None,
) -> tuple[ImprovementFact, ...]:
    """Return the improvements of an assessed review, in order within it.

    ``answers`` are those that were assessed, ``added`` the steps added by hand; of those only open ones count.
    """
    accepted = {
        (finding.key.question, finding.key.practice)
        for finding in assessment.findings
        if finding.accepted_until is not None
    }
    by_hand = added or {}
    facts: list[ImprovementFact] = []
    for question, reviewed in zip(lens.questions, assessment.questions, strict=True):
        given = answers.get(question.id) or QuestionAnswers()
        extra = {practice: tuple(steps) for (owner, practice), steps in by_hand.items() if owner == question.id}
        facts += _from_findings(question, given, reviewed.result, accepted, extra, TIER_WEIGHTS[tier])
        found = {fact.practice for fact in facts if fact.question == question.id}
        facts += _by_hand(question, given, {name: steps for name, steps in extra.items() if name not in found})
    return tuple(sorted(facts, key=sort_key))


def sort_key(
    fact: ImprovementFact, *, due: date | None = None, workload: str = "", team: str = "", lens: str = ""
) -> tuple[int, bool, int, float, date, str, str, str, str, str]:
    """Return what to sort improvements by, first one first, within a review and across the portfolio."""
    return (
        fact.severity.rank,
        fact.accepted,
        fact.standing,
        -fact.score,
        due or date.max,
        fact.label,
        workload,
        team,
        lens,
        fact.question,
    )


def _from_findings(
    question: Question,
    answers: QuestionAnswers,
    result: QuestionResult,
    accepted: set[tuple[str, str]],
    added: Mapping[str, tuple[str, ...]],
    tier_weight: int,
) -> Iterator[ImprovementFact]:
    severities = result.additions.severities
    if not severities:
        return
    for practice in question.practices:
        if practice.id not in severities:
            continue
        reason = _reason(practice.id, result, tier_weight)
        yield ImprovementFact(
            question=question.id,
            practice=practice.id,
            label=practice.label,
            severity=severities[practice.id],
            accepted=(question.id, practice.id) in accepted,
            work=result.work[practice.id],
            added=tuple(step.id for step in _added_steps(practice, answers, added)),
            standing=1 if reason.after or reason.instead_of else 0,
            # One division of whole numbers: equal shares give equal floats, so ties stay ties.
            score=2 * reason.removed * tier_weight / reason.halves,
            reason=reason,
        )


def _reason(practice: str, result: QuestionResult, tier_weight: int) -> Reason:
    severities, routes = result.additions.severities, result.routes
    before = result.additions.start
    route, cheapest = _first_route(practice, routes)
    after: tuple[str, ...] = ()
    if before is Risk.HIGH and severities[practice] is Severity.MEDIUM:
        # Once the HIGH practices of its set are in place, the question stands at MEDIUM.
        after = tuple(name for name in route.practices if severities[name] is Severity.HIGH)
        before = Risk.MEDIUM
    outside = not any(practice in rung.practices for rung in routes.cheapest)
    return Reason(
        risk_now=before,
        risk_after=route.risk_after,
        together=route.practices,
        after=after,
        instead_of=tuple(name for name in cheapest.practices if name not in route.practices) if outside else (),
        removed=before.weight - route.risk_after.weight,
        halves=sum(result.work[name].halves for name in route.practices if name not in after),
        tier_weight=tier_weight,
    )


def _first_route(practice: str, routes: Routes) -> tuple[Route, Route]:
    """The cheapest route with the practice, to the first lower risk that has one, and the cheapest one to that risk."""
    for found in (routes.to_medium, routes.to_none):
        for route in found:
            if practice in route.practices:
                return route, found[0]
    raise KeyError(practice)


def _added_steps(
    practice: Practice, answers: QuestionAnswers, added: Mapping[str, tuple[str, ...]]
) -> tuple[Step, ...]:
    wanted = added.get(practice.id, ())
    return tuple(step for step in practice.steps if step.id in wanted and answers.step(step.id).is_open)


def _by_hand(
    question: Question, answers: QuestionAnswers, added: Mapping[str, tuple[str, ...]]
) -> Iterator[ImprovementFact]:
    """Lines of practices without a finding, made of the steps that people added to the plan."""
    for practice in question.practices:
        steps = _added_steps(practice, answers, added)
        if not steps:
            continue
        yield ImprovementFact(
            question=question.id,
            practice=practice.id,
            label=practice.label,
            severity=Severity.NONE,
            accepted=False,
            work=work_on(steps, answers),
            added=tuple(step.id for step in steps),
            standing=0,
            score=0.0,
            reason=None,
        )
