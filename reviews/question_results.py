"""One question assessed: its risks, its practices and what is wrong with it (DESIGN.md, "Risk", "Findings").

Knows no Django.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pillars.compiled import Question
from pillars.rules import Risk
from reviews.acceptances import FindingKey
from reviews.additions import (
    Additions,
    Standing,
    Standings,
    claimed_risk,
    find_additions,
    supported_risk,
)
from reviews.maturity import PracticeLevel, practice_levels
from reviews.states import Claim, FindingKind, QuestionAnswers, Severity, Support
from reviews.support import Essentials, Work, count_essentials, essential_ids, support_of, work_left
from reviews.way_down import Routes, Rung, find_routes, way_down

_NO_ADDITIONS = Additions(Risk.NOT_APPLICABLE, (), (), {})

_AT_RISK = {Risk.HIGH: Severity.HIGH, Risk.MEDIUM: Severity.MEDIUM}


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """What the assessment says of one practice.

    ``support`` is None unless it is in place and has applicable essential steps, which ``essential_done`` and
    ``essential_total`` count. ``gap`` and ``unsupported`` are the severities of its findings, None where there is none.
    ``looks_in_place``: claimed not in place although every essential step is done.
    """

    practice: str
    claim: Claim
    support: Support | None
    essential_done: int
    essential_total: int
    maturity: PracticeLevel
    gap: Severity | None
    unsupported: Severity | None
    looks_in_place: bool

    @property
    def severity(self) -> Severity:
        """The severity of the practice's finding, Severity.NONE without one."""
        return self.gap or self.unsupported or Severity.NONE


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What the assessment says of one question.

    ``risk`` as claimed, ``supported`` as supported; both are "so far" unless ``complete``. ``answered`` of ``total``
    practices have an answer. ``gap`` is the severity of the finding on the question itself. ``work`` is what is left
    on each practice of the ``additions``, ``routes`` their price. ``way_down`` is empty while incomplete.
    """

    question: str
    risk: Risk
    supported: Risk
    complete: bool
    answered: int
    total: int
    practices: tuple[PracticeResult, ...]
    gap: Severity | None
    additions: Additions
    work: Mapping[str, Work]
    routes: Routes
    way_down: tuple[Rung, ...]

    @property
    def so_far(self) -> bool:
        """Whether some practices are answered and some are not."""
        return not self.complete and self.answered > 0

    @property
    def findings(self) -> tuple[tuple[FindingKey, Severity], ...]:
        """The question's findings: its own, then its practices' in their order."""
        found: list[tuple[FindingKey, Severity]] = []
        if self.gap is not None:
            found.append((FindingKey(FindingKind.GAP, self.question, ""), self.gap))
        for practice in self.practices:
            if practice.gap is not None:
                found.append((FindingKey(FindingKind.GAP, self.question, practice.practice), practice.gap))
            if practice.unsupported is not None:
                key = FindingKey(FindingKind.UNSUPPORTED, self.question, practice.practice)
                found.append((key, practice.unsupported))
        return tuple(found)


def assess_question(question: Question, answers: QuestionAnswers) -> QuestionResult:
    """Assess one question. Claims and step states have to be enum members."""
    claims = tuple(answers.claim(practice.id) for practice in question.practices)
    essentials = tuple(count_essentials(ids, answers) for ids in essential_ids(question))
    supports = tuple(map(support_of, claims, essentials))
    answered = len(claims) - claims.count(Claim.UNANSWERED)
    complete = not answers.applicable or answered == len(claims)
    risk, supported = _risks(question, answers.applicable, claims, supports)
    additions = _NO_ADDITIONS
    if risk not in (Risk.UNANSWERED, Risk.NOT_APPLICABLE):
        additions = find_additions(question, _standings(claims, supports, unanswered=Standing.IN_PLACE))
    work = {name: work_left(question.practice(name), answers) for name in additions.severities}
    routes = find_routes(question, additions, work)
    return QuestionResult(
        question=question.id,
        risk=risk,
        supported=supported,
        complete=complete,
        answered=answered,
        total=len(claims),
        practices=_practices(question, answers, claims, essentials, supports, additions),
        gap=_AT_RISK.get(supported) if complete and not work else None,
        additions=additions,
        work=work,
        routes=routes,
        way_down=way_down(routes, work) if complete else (),
    )


def _risks(
    question: Question, applicable: bool, claims: Sequence[Claim], supports: Sequence[Support | None]
) -> tuple[Risk, Risk]:
    """The risk as claimed and as supported."""
    if not applicable or all(claim == Claim.NOT_APPLICABLE for claim in claims):
        return Risk.NOT_APPLICABLE, Risk.NOT_APPLICABLE
    if all(claim == Claim.UNANSWERED for claim in claims):
        return Risk.UNANSWERED, Risk.UNANSWERED
    standings = _standings(claims, supports, unanswered=Standing.ABSENT)
    return claimed_risk(question, standings), supported_risk(question, standings)


def _standings(claims: Sequence[Claim], supports: Sequence[Support | None], *, unanswered: Standing) -> Standings:
    standing = {
        Claim.UNANSWERED: unanswered,
        Claim.IN_PLACE: Standing.IN_PLACE,
        Claim.NOT_IN_PLACE: Standing.ABSENT,
        Claim.NOT_APPLICABLE: Standing.NOT_APPLICABLE,
    }
    return tuple(
        Standing.UNSUPPORTED if support is Support.NOT_SUPPORTED else standing[claim]
        for claim, support in zip(claims, supports, strict=True)
    )


def _practices(
    question: Question,
    answers: QuestionAnswers,
    claims: Sequence[Claim],
    essentials: Sequence[Essentials],
    supports: Sequence[Support | None],
    additions: Additions,
) -> tuple[PracticeResult, ...]:
    found = additions.severities
    return tuple(
        PracticeResult(
            practice=level.practice,
            claim=claim,
            support=support,
            essential_done=essential.done,
            essential_total=essential.total,
            maturity=level,
            # Only absent and unsupported practices are ever added, so a severity belongs to one of the two kinds.
            gap=found.get(level.practice) if claim == Claim.NOT_IN_PLACE else None,
            unsupported=found.get(level.practice) if claim == Claim.IN_PLACE else None,
            looks_in_place=claim == Claim.NOT_IN_PLACE and 0 < essential.total == essential.done,
        )
        for level, claim, essential, support in zip(
            practice_levels(question, answers), claims, essentials, supports, strict=True
        )
    )
