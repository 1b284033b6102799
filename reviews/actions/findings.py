"""Decisions on findings: accepting one for a while, renewing that, taking it back."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.by import By, record
from accounts.models import Team
from accounts.permissions import require
from accounts.problems import InputProblems, Problem, refuse
from accounts.roles import Action
from pillars.compiling import compiled
from reviews import queue
from reviews.actions import feed, results
from reviews.actions.bulk_sql import raise_revision
from reviews.days import OUT_OF_RANGE, in_range
from reviews.models import Acceptance, Finding, Item

MAX_REASON = 1000


def start_of_day(day: date, team: Team) -> datetime:
    """Return the moment at which a day begins in the team's time zone."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(team.time_zone))


def accept(*, finding: Finding, reason: str, until: date, by: By) -> Acceptance:
    """Accept an open finding, at its present severity, until the start of a day; return the acceptance.

    A running acceptance is renewed: it ends as renewed at the same moment. ``finding`` must come with its review,
    workload and team. Raises InputProblems for a finding that is not open or has no severity, an empty reason, or a
    day that is over.
    """
    team = finding.review.workload.team
    require(by, Action.DECIDE_FINDING, team)
    if not in_range(until):
        raise refuse("until", OUT_OF_RANGE)
    ends_at = start_of_day(until, team)
    _check(reason, ends_at, by)
    with transaction.atomic():
        raise_revision(finding.review_id)
        present = Finding.objects.get(pk=finding.pk)
        if present.resolved_at is not None or not present.severity:
            raise refuse("finding", "Only an open gap or unsupported claim can be accepted.")
        running = Acceptance.objects.filter(finding=present, ended_at=None)
        renewed = running.update(ended_at=by.at, ended=Acceptance.Ended.RENEWED)
        acceptance = Acceptance.objects.create(
            finding=present,
            severity=present.severity,
            reason=reason.strip(),
            by=by.user,
            by_name=by.user.name if by.user else "Lintel",
            at=by.at,
            until=until,
            ends_at=ends_at,
        )
        told = {"until": until.isoformat(), "reason": acceptance.reason, "severity": acceptance.severity}
        record("renewed acceptance" if renewed else "accepted", finding.subject, by=by, changes=told)
        _follow(finding, by)
    return acceptance


def withdraw(*, finding: Finding, by: By) -> None:
    """End the running acceptance of a finding. Raises InputProblems where there is none."""
    require(by, Action.DECIDE_FINDING, finding.review.workload.team)
    with transaction.atomic():
        raise_revision(finding.review_id)
        running = Acceptance.objects.filter(finding=finding, ended_at=None)
        if not running.update(ended_at=by.at, ended=Acceptance.Ended.WITHDRAWN):
            raise refuse("finding", "Nobody accepts this finding at present.")
        record("withdrew acceptance", finding.subject, by=by)
        _follow(finding, by)


def _check(reason: str, ends_at: datetime, by: By) -> None:
    problems = []
    if not reason.strip():
        problems.append(Problem("/reason", "An acceptance needs a reason."))
    if len(reason) > MAX_REASON:
        problems.append(Problem("/reason", f"At most {MAX_REASON} characters, not {len(reason)}."))
    if ends_at <= by.at:
        problems.append(Problem("/until", "The day must lie ahead: an acceptance ends at its start."))
    if problems:
        raise InputProblems(problems)


def _follow(finding: Finding, by: By) -> None:
    """Let the questions' risk say at once whether it is accepted; the rest follows in the assessment."""
    review = finding.review
    items = Item.objects.filter(review=review)
    results.refresh_after_decision(review, compiled(review.version_id), items, by.at)
    moved = (
        (feed.Kind.REVIEW, review.public_id),
        (feed.Kind.RISK, feed.risk_key(review.public_id, finding.question)),
        (feed.Kind.FINDING, finding.public_id),
    )
    feed.touch(feed.of(review.workload, *moved), at=by.at)
    queue.after_commit("reviews.assess", review.pk)
