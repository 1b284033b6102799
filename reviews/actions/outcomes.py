"""Storing what assessments found: findings, ended acceptances, improvements, standings. Never what people wrote."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from itertools import chain
from typing import Any

from accounts.by import By, record
from accounts.ids import new_public_id
from reviews.acceptances import EndReason, FindingKey
from reviews.actions import feed
from reviews.actions.bulk_sql import Row, upsert
from reviews.actions.loading import Assessed, Loaded
from reviews.actions.results import Standing, end_acceptances, write_records, write_trend
from reviews.assessment import Assessment
from reviews.heat_map import Cell
from reviews.models import Finding, Improvement, Review
from reviews.planning import ImprovementFact, Reason
from reviews.states import FindingKind


def store(assessed: Sequence[Assessed], *, by: By) -> None:
    """Store the outcomes of reviews whose rows the caller holds, and tell the feed what moved, the reviews among it.

    The number of statements does not grow with them, but for acceptances that end and what then comes back.
    """
    findings = {each.loaded.review.pk: list(_changed_findings(each, by.at)) for each in assessed}
    plans = {each.loaded.review.pk: list(_changed_improvements(each, by.at)) for each in assessed}
    _store_findings(findings.values())
    for each in assessed:
        if each.assessment.ended:
            end_acceptances(each.loaded.review, each.assessment.ended, each.loaded.acceptances, by.at)
            _tell_ends(each, by)
    _store_improvements(plans.values())
    _store_standings(assessed, by.at)
    moved = (_moved(each, findings[each.loaded.review.pk], plans[each.loaded.review.pk]) for each in assessed)
    feed.touch(chain.from_iterable(moved), at=by.at)


def unsupported_count(assessment: Assessment) -> int:
    """Return how many practices are claimed and not supported."""
    return sum(finding.key.kind is FindingKind.UNSUPPORTED for finding in assessment.findings)


_CELL = tuple(field.name for field in fields(Cell))
_REASON = tuple(field.name for field in fields(Reason))


def cells(assessment: Assessment) -> list[dict[str, Any]]:
    """Return the heat map's cells as plain JSON values, in the lens's order."""
    return [{name: getattr(cell, name) for name in _CELL} for cell in assessment.cells]


def levels(assessment: Assessment) -> dict[str, int | None]:
    """Return each practice's maturity level by its id, None where it is not assessed or has none."""
    return {level.practice: level.level for level in assessment.maturity.practices}


_FINDING = (
    "public_id",
    "review_id",
    "kind",
    "question",
    "practice",
    "severity",
    "opened_at",
    "first_opened_at",
    "resolved_at",
    "reopened",
)


def _store_findings(findings: Iterable[list[Row]]) -> None:
    upsert(
        Finding,
        list(chain.from_iterable(findings)),
        unique=("review_id", "kind", "question", "practice"),
        update=("severity", "opened_at", "resolved_at", "reopened"),
    )


def _changed_findings(each: Assessed, at: datetime) -> Iterator[Row]:
    known = each.loaded.findings
    holding: dict[FindingKey, str] = {finding.key: finding.severity.value for finding in each.assessment.findings}
    for key, severity in holding.items():
        present = known.get(key)
        if present is None:
            yield _new_finding(each.loaded.review, key, severity, at)
        elif present.resolved_at is not None:
            again = {"severity": severity, "opened_at": at, "resolved_at": None, "reopened": present.reopened + 1}
            yield _row(present, _FINDING) | again
        elif present.severity != severity:
            yield _row(present, _FINDING) | {"severity": severity}
    for key, present in known.items():
        if key not in holding and present.resolved_at is None:
            yield _row(present, _FINDING) | {"resolved_at": at}


def _row(stored: Finding | Improvement, columns: Sequence[str]) -> dict[str, Any]:
    return {column: getattr(stored, column) for column in columns}


def _new_finding(review: Review, key: FindingKey, severity: str, at: datetime) -> Row:
    return {
        "public_id": new_public_id(),
        "review_id": review.pk,
        "kind": key.kind.value,
        "question": key.question,
        "practice": key.practice,
        "severity": severity,
        "opened_at": at,
        "first_opened_at": at,
        "resolved_at": None,
        "reopened": 0,
    }


def _tell_ends(each: Assessed, by: By) -> None:
    """One event for each acceptance that ended by itself: what was accepted and holds still has come back."""
    open_keys = {finding.key for finding in each.assessment.findings}
    for end in each.assessment.ended:
        finding = each.loaded.findings[end.key]
        finding.review = each.loaded.review
        moment = each.loaded.acceptances[end.key].until if end.reason is EndReason.DATE else by.at
        told = {"because": end.reason.value, "came_back": end.key in open_keys, "severity": finding.severity}
        record("acceptance ended", finding.subject, by=By.job(at=moment), changes=told)


_PLANNED = (
    "needed",
    "closed_at",
    "severity",
    "severity_rank",
    "accepted",
    "standing",
    "score",
    "effort",
    "estimate",
    "plan",
)

_IMPROVEMENT = (
    *("public_id", "review_id", "question", "practice", "practice_label", "created_at"),
    *("state", "owner_id", "due", "done_at", "added_steps", "version"),
    *_PLANNED,
)


def _store_improvements(plans: Iterable[list[Row]]) -> None:
    upsert(
        Improvement,
        list(chain.from_iterable(plans)),
        unique=("review_id", "question", "practice"),
        update=_PLANNED,
    )


def _changed_improvements(each: Assessed, at: datetime) -> Iterator[Row]:
    known = each.loaded.improvements
    planned = {(fact.question, fact.practice): fact for fact in each.plan}
    for key, fact in planned.items():
        present, values = known.get(key), _planned(fact)
        if present is None:
            yield _new_improvement(each.loaded.review, fact, at) | values
        elif values != _row(present, _PLANNED):
            yield _row(present, _IMPROVEMENT) | values
    for key, present in known.items():
        if key not in planned and present.closed_at is None:
            yield _row(present, _IMPROVEMENT) | {"needed": False, "closed_at": at, "plan": {}}


def _new_improvement(review: Review, fact: ImprovementFact, at: datetime) -> dict[str, Any]:
    return {
        "public_id": new_public_id(),
        "review_id": review.pk,
        "question": fact.question,
        "practice": fact.practice,
        "practice_label": fact.label,
        "created_at": at,
        "state": Improvement.State.TO_DO.value,
        "owner_id": None,
        "due": None,
        "done_at": None,
        "added_steps": [],
        "version": 1,
    }


def _planned(fact: ImprovementFact) -> dict[str, Any]:
    """Return the computed columns of a line, by the names of ``_PLANNED``."""
    return {
        "needed": bool(fact.severity.value),
        "closed_at": None,
        "severity": fact.severity.value,
        "severity_rank": fact.severity.rank,
        "accepted": fact.accepted,
        "standing": fact.standing,
        "score": fact.score,
        "effort": fact.work.effort,
        "estimate": fact.work.estimate,
        "plan": plan_document(fact),
    }


def plan_document(fact: ImprovementFact) -> dict[str, Any]:
    """Return what a screen needs to explain a line: its open steps, their sizes, and the reason of its place."""
    return {
        "steps": list(fact.work.steps),
        "added": list(fact.added),
        "small": fact.work.small,
        "medium": fact.work.medium,
        "large": fact.work.large,
        "reason": _plain(fact.reason) if fact.reason else None,
    }


def _plain(reason: Reason) -> dict[str, Any]:
    values = {name: getattr(reason, name) for name in _REASON}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _store_standings(assessed: Sequence[Assessed], at: datetime) -> None:
    records: list[tuple[Review, str, Standing]] = []
    trend: list[tuple[Review, str, Standing, date]] = []
    for each in assessed:
        for question in each.assessment.questions:
            name, new = question.result.question, Standing.of(question)
            old = each.loaded.standings.get(name)
            if new == old:
                continue
            records.append((each.loaded.review, name, new))
            if old is None or new.in_trend != old.in_trend:
                trend.append((each.loaded.review, name, new, _day_of_change(each.loaded, name, each.assessment, at)))
    write_records(records)
    write_trend(trend)


def _day_of_change(loaded: Loaded, question: str, assessment: Assessment, at: datetime) -> date:
    """The UTC day on which a standing moved: that of the acceptance's end, where a date moved it and not a person."""
    ends = [
        loaded.acceptances[end.key].until
        for end in assessment.ended
        if end.key.question == question and end.reason is EndReason.DATE
    ]
    return max(ends).date() if ends else at.date()


def _moved(each: Assessed, findings: Sequence[Row], plan: Sequence[Row]) -> list[feed.Thing]:
    """What a copy has to fetch anew. Risks and findings tell the assessed revision, so they move with it."""
    loaded, assessment = each.loaded, each.assessment
    review = loaded.review
    risks = {question.result.question: Standing.of(question) for question in assessment.questions}
    told = {loaded.findings[end.key].public_id for end in assessment.ended} | {row["public_id"] for row in findings}
    if review.revision == review.assessed_revision:
        risks = {name: standing for name, standing in risks.items() if standing != loaded.standings.get(name)}
    else:
        told |= {finding.public_id for finding in loaded.findings.values()}
    return feed.of(
        review.workload,
        (feed.Kind.REVIEW, review.public_id),
        *((feed.Kind.RISK, feed.risk_key(review.public_id, name)) for name in risks),
        *((feed.Kind.FINDING, public_id) for public_id in told),
        *((feed.Kind.IMPROVEMENT, row["public_id"]) for row in plan),
    )
