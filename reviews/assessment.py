"""The assessment of a review: (lens version, answers, moment) -> risks, maturity, findings. Knows no Django."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pillars.compiled import Lens, Question
from pillars.rules import Risk
from reviews.acceptances import (
    AcceptanceFact,
    EndedAcceptance,
    Finding,
    FindingKey,
    accepted_until,
    ended_acceptances,
)
from reviews.heat_map import Cell, Rank, cell_of, rank_of
from reviews.maturity import Maturity, workload_maturity
from reviews.question_results import PracticeResult, QuestionResult, assess_question
from reviews.states import Claim, FindingKind, QuestionAnswers, Severity, StepState
from reviews.support import essential_ids

__all__ = ["STALE", "Assessment", "Context", "ReviewedQuestion", "assess", "assess_question"]

STALE = FindingKey(FindingKind.STALE, "", "")
"""The one stale finding that a review can have."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an assessment knows beside the answers.

    ``now`` is aware; ``interval_days`` is the workload's review interval; ``tier`` 1 to 3; ``target`` maturity 1 to 4
    or None; ``acceptances`` are those that ran until now; ``newer_version``: the lens has a newer version that does not
    apply by itself.
    """

    now: datetime
    interval_days: int
    tier: int
    target: int | None = None
    acceptances: Mapping[FindingKey, AcceptanceFact] = field(default_factory=dict)
    newer_version: bool = False


@dataclass(frozen=True, slots=True)
class ReviewedQuestion:
    """A question's result with what only the review knows: until when its risk is accepted, None where it is not."""

    result: QuestionResult
    accepted_until: datetime | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that is computed of a review.

    ``oldest_confirmed`` is the moment from which staleness counts, None where nothing was confirmed;
    ``next_change_at`` the earliest later moment at which time alone changes something, None where there is none.
    """

    questions: tuple[ReviewedQuestion, ...]
    findings: tuple[Finding, ...]
    ended: tuple[EndedAcceptance, ...]
    maturity: Maturity
    below_target: bool
    stale: bool
    oldest_confirmed: datetime | None
    next_change_at: datetime | None
    cells: tuple[Cell, ...]
    rank: Rank


def assess(lens: Lens, answers: Mapping[str, QuestionAnswers], context: Context) -> Assessment:
    """Assess a review. ``answers`` by question id; a question that is missing is unanswered."""
    given = [(question, answers.get(question.id, _NOTHING)) for question in lens.questions]
    results = [assess_question(question, answer) for question, answer in given]
    oldest = min((moment for question, answer in given for moment in _confirmations(question, answer)), default=None)
    due = oldest + timedelta(days=context.interval_days) if oldest else None
    stale = context.newer_version or (due is not None and due <= context.now)

    severities = {key: severity for result in results for key, severity in result.findings}
    if stale:
        severities[STALE] = Severity.NONE
    ended = ended_acceptances(severities, context.acceptances, context.now)
    running = _running(context.acceptances, ended)
    findings = {key: Finding(key, severity, running.get(key)) for key, severity in severities.items()}

    questions = tuple(ReviewedQuestion(result, _accepted_until(result, findings)) for result in results)
    maturity = workload_maturity([practice.maturity for result in results for practice in result.practices])
    changes = [moment for moment in (due, *running.values()) if moment is not None and moment > context.now]
    return Assessment(
        questions=questions,
        findings=tuple(findings.values()),
        ended=ended,
        maturity=maturity,
        below_target=maturity.is_below(context.target),
        stale=stale,
        oldest_confirmed=oldest,
        next_change_at=min(changes, default=None),
        cells=tuple(_cells(results, findings)),
        rank=rank_of(
            tuple((question.result, question.accepted_until is not None) for question in questions),
            maturity,
            tier=context.tier,
            target=context.target,
        ),
    )


_NOTHING = QuestionAnswers()


def _confirmations(question: Question, answers: QuestionAnswers) -> Iterator[datetime]:
    """When the answers that the risk rests on were confirmed: a reset answer and steps that do not apply are none."""
    confirmed = answers.confirmed
    if not answers.applicable:
        if "" in confirmed:
            yield confirmed[""]
        return
    for practice, steps in zip(question.practices, essential_ids(question), strict=True):
        claim = answers.claim(practice.id)
        if claim != Claim.UNANSWERED and practice.id in confirmed:
            yield confirmed[practice.id]
        if claim != Claim.NOT_APPLICABLE:
            for step_id in steps:
                if step_id in confirmed and answers.step(step_id) != StepState.UNANSWERED:
                    yield confirmed[step_id]


def _running(
    acceptances: Mapping[FindingKey, AcceptanceFact], ended: Iterable[EndedAcceptance]
) -> dict[FindingKey, datetime]:
    over = {end.key for end in ended}
    return {key: acceptance.until for key, acceptance in acceptances.items() if key not in over}


_SEVERITIES = {Risk.HIGH: Severity.HIGH, Risk.MEDIUM: Severity.MEDIUM}


def _accepted_until(result: QuestionResult, findings: Mapping[FindingKey, Finding]) -> datetime | None:
    if not result.complete or result.risk not in _SEVERITIES:
        return None
    return accepted_until((findings[key] for key, _ in result.findings), _SEVERITIES[result.risk])


def _cells(results: Iterable[QuestionResult], findings: Mapping[FindingKey, Finding]) -> Iterator[Cell]:
    for result in results:
        for practice in result.practices:
            finding = findings.get(_key_of(result, practice))
            yield cell_of(result, practice, accepted=finding is not None and finding.accepted_until is not None)


def _key_of(result: QuestionResult, practice: PracticeResult) -> FindingKey:
    kind = FindingKind.UNSUPPORTED if practice.claim == Claim.IN_PLACE else FindingKind.GAP
    return FindingKey(kind, result.question, practice.practice)
