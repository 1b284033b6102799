"""One line of the plan with all that the page says of it: its steps, its reason, its services, its deadline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import FilteredRelation, Q

from accounts.models import Membership
from pillars import reading
from reviews.models import Finding, Improvement, Item
from reviews.portfolio.deadlines import days_late
from reviews.portfolio.heat import short_code
from reviews.portfolio.work import Sizes
from reviews.states import FindingKind, ItemKind, StepState

Place = tuple[int, str, str]
"""Review id, question id, practice id."""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that is left to do; ``partly``: half of it is done; ``added``: somebody put it on the plan."""

    title: str
    partly: bool
    added: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Why a line stands where it does: what it lowers, with whom, after or instead of whom, and what that scores."""

    risk_now: str
    risk_after: str
    together: tuple[str, ...]
    after: tuple[str, ...]
    instead_of: tuple[str, ...]
    removed: int
    effort: float
    tier_weight: int


@dataclass(frozen=True, slots=True)
class Help:
    """The services named by the steps that are left, and retired ones (with their successors) that these replace."""

    names: tuple[str, ...]
    retired: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line. ``rank`` counts from 1 in the list; ``owners`` are (public id, name), empty where the reader may not
    edit; ``margin`` is by how many days the due date lies before the end of the acceptance, below 0 after it.
    """

    improvement: Improvement
    rank: int
    code: str
    name: str
    anchor: str
    steps: tuple[OpenStep, ...]
    why: Why | None
    sizes: Sizes
    help: Help
    unsupported: bool
    accepted_until: date | None
    late: int
    margin: int | None
    owners: tuple[tuple[str, str], ...]
    editable: bool

    @property
    def days_after(self) -> int:
        """By how many days the due date misses the end of the acceptance; 0 where it doesn't."""
        return max(0, -self.margin) if self.margin is not None else 0

    @property
    def owner_is_member(self) -> bool:
        """Whether the owner is among those who may own the line: who left the team is shown all the same."""
        owner = self.improvement.owner
        return owner is not None and any(public_id == owner.public_id for public_id, _ in self.owners)

    @property
    def outlasts(self) -> bool:
        """Whether it is due only after its acceptance ends: that is at the start of the day that it names."""
        return self.margin is not None and self.margin <= 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What several lines share: findings with the end of their acceptance, steps half done, who may own."""

    findings: Mapping[Place, tuple[str, date | None]]
    partly: frozenset[tuple[int, str]]
    members: Mapping[int, tuple[tuple[str, str], ...]]
    editable: frozenset[int]
    at: datetime


def rows(improvements: Sequence[Improvement], *, first: int, editable: frozenset[int], at: datetime) -> tuple[Row, ...]:
    """Return the lines as the page shows them. Three statements.

    Each must come with its review, lens, workload, team and owner. ``first`` is the rank of the first one, ``editable``
    the ids of the teams whose plan the reader may edit.
    """
    reviews = {improvement.review_id for improvement in improvements}
    teams = {improvement.review.workload.team_id for improvement in improvements} & editable
    known = _Known(_findings(reviews), _partly(reviews), _members(teams), editable, at)
    return tuple(_row(improvement, first + place, known) for place, improvement in enumerate(improvements))


def _findings(reviews: set[int]) -> dict[Place, tuple[str, date | None]]:
    running = FilteredRelation("acceptances", condition=Q(acceptances__ended_at=None))
    found = Finding.objects.open().filter(review__in=reviews).exclude(kind=Finding.Kind.STALE)
    values = found.annotate(running=running).values_list("review_id", "question", "practice", "kind", "running__until")
    return {(review, question, practice): (kind, until) for review, question, practice, kind, until in values}


def _partly(reviews: set[int]) -> frozenset[tuple[int, str]]:
    steps = Item.objects.filter(review__in=reviews, kind=ItemKind.STEP, state=StepState.PARTLY)
    return frozenset(steps.values_list("review_id", "item"))


def _members(teams: set[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    members = Membership.objects.filter(team__in=teams, user__is_active=True).order_by("user__name")
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for team, public_id, name in members.values_list("team_id", "user__public_id", "user__name"):
        found[team] = (*found.get(team, ()), (public_id, name))
    return found


def _row(improvement: Improvement, rank: int, known: _Known) -> Row:
    lens = reading.lens(improvement.review.version_id)
    practice = lens.practices.get((improvement.question, improvement.practice))
    plan, team = improvement.plan, improvement.review.workload.team
    kind, until = known.findings.get((improvement.review_id, improvement.question, improvement.practice), ("", None))
    done = improvement.state == Improvement.State.DONE or improvement.closed_at is not None
    return Row(
        improvement=improvement,
        rank=rank,
        code=short_code(practice.code) if practice else improvement.practice_label,
        name=(practice.short or practice.title) if practice else "",
        anchor=practice.anchor if practice else "",
        steps=_steps(improvement, lens, known),
        why=_why(plan.get("reason"), lens, improvement.question),
        sizes=Sizes.of([plan]),
        help=_help(_ids(improvement), lens),
        unsupported=kind == FindingKind.UNSUPPORTED,
        accepted_until=until,
        late=0 if done else days_late(improvement.due, team.time_zone, known.at),
        margin=(until - improvement.due).days if until and improvement.due else None,
        owners=known.members.get(team.pk, ()),
        editable=team.pk in known.editable and improvement.closed_at is None,
    )


def _ids(improvement: Improvement) -> list[str]:
    """The ids of the steps that are left: essential ones, then those added by hand, each once."""
    plan = improvement.plan
    return list(dict.fromkeys([*plan.get("steps", ()), *plan.get("added", ())]))


def _steps(improvement: Improvement, lens: reading.Lens, known: _Known) -> tuple[OpenStep, ...]:
    added = set(improvement.plan.get("added", ()))
    return tuple(
        OpenStep(lens.steps[name].title, (improvement.review_id, name) in known.partly, name in added)
        for name in _ids(improvement)
        if name in lens.steps
    )


def _why(reason: Mapping[str, Any] | None, lens: reading.Lens, question: str) -> Why | None:
    if reason is None:
        return None

    def names(ids: Sequence[str]) -> tuple[str, ...]:
        found = [lens.practices[question, name] for name in ids if (question, name) in lens.practices]
        return tuple(short_code(practice.code) or practice.short or practice.title for practice in found)

    return Why(
        risk_now=reason["risk_now"],
        risk_after=reason["risk_after"],
        together=names([name for name in reason["together"] if name not in reason["after"]]),
        after=names(reason["after"]),
        instead_of=names(reason["instead_of"]),
        removed=reason["removed"],
        effort=reason["halves"] / 2,
        tier_weight=reason["tier_weight"],
    )


def _help(steps: Sequence[str], lens: reading.Lens) -> Help:
    """A retired service is named where a step asks for it, or for all that took its place; never without these."""
    asked = [lens.steps[name].services for name in steps if name in lens.steps]
    services = {service.id: service for group in asked for service in group}
    retired = [
        service
        for service in lens.services.values()
        if service.retired and any(_replaces(service, [found.id for found in group]) for group in asked)
    ]
    successors = {successor.name: None for service in retired for successor in service.successors}
    names = {service.name: None for service in services.values() if not service.retired}
    return Help(
        tuple(names | successors),
        tuple((service.name, tuple(successor.name for successor in service.successors)) for service in retired),
    )


def _replaces(retired: reading.Service, asked: Sequence[str]) -> bool:
    return retired.id in asked or all(successor.id in asked for successor in retired.successors)
