"""What of the portfolio somebody looks at: filters that live in the URL, and what can be chosen in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Membership, Team, User
from accounts.problems import Problem, expected
from accounts.roles import Action, may
from pillars.models import LensVersion
from pillars.rules import Risk
from reviews.models import QuestionRecord, Review, Workload, WorkloadTag

DEFAULT_LENS = "rel03"

#: What a risk to filter by means, in columns of a question's record. Figures count risks as claimed, and so do these.
RISKS: Mapping[str, Q] = {
    "high": Q(risk=Risk.HIGH, complete=True, accepted_until=None),
    "high_so_far": Q(risk=Risk.HIGH, complete=False),
    "medium": Q(risk=Risk.MEDIUM, complete=True, accepted_until=None),
    "medium_so_far": Q(risk=Risk.MEDIUM, complete=False),
    "accepted": Q(accepted_until__isnull=False),
    "none": Q(risk=Risk.NONE),
    "unanswered": Q(risk=Risk.UNANSWERED),
    "not_applicable": Q(risk=Risk.NOT_APPLICABLE),
}

STATES = ("to_review", "not_reviewed", "stale", "unsupported", "below_target")

#: What the filters can be that are not free words.
CHOICES: Mapping[str, Sequence[str]] = {
    "environment": Workload.Environment.values,
    "tier": [str(tier) for tier in Workload.Tier.values],
    "risk": list(RISKS),
    "state": STATES,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What was chosen, "" for all. ``team`` is a public id, ``lens`` an alias; ``risk`` and ``state`` as above."""

    team: str = ""
    environment: str = ""
    tier: str = ""
    tag: str = ""
    lens: str = ""
    risk: str = ""
    state: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filters":
        """Read the filters from a query string; a value that cannot be is as good as none."""
        given = {field.name: query.get(field.name, "").strip()[:80] for field in fields(cls)}
        return cls(**{name: value for name, value in given.items() if value in CHOICES.get(name, [value])})

    @classmethod
    def problems(cls, query: Mapping[str, str]) -> list[Problem]:
        """Return what is wrong with the filters of a query: those that ``parse`` would take for none, or for others."""
        read = cls.parse(query)
        return [
            Problem(
                f"/{name}",
                expected(CHOICES[name], query[name])
                if name in CHOICES
                else f"{query[name]!r} is not a value of this filter.",
            )
            for name in sorted({field.name for field in fields(cls)} & set(query))
            if getattr(read, name) != query[name] or "\x00" in query[name]
        ]

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(bool(getattr(self, field.name)) for field in fields(self))

    def for_plan(self, lens: str) -> str:
        """Return the query string that shows the plan of just these workloads, against the lens with this alias."""
        chosen = {field.name: getattr(self, field.name) for field in fields(self)} | {"lens": lens}
        chosen["review"] = chosen.pop("state")
        return urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """A team whose work somebody may read, and which role they have in it ('' for none)."""

    id: int
    public_id: str
    name: str
    zone: str
    role: str


def teams_of(user: User) -> tuple[TeamChoice, ...]:
    """Return the teams whose work a person may read. One statement."""
    own = Membership.objects.filter(team=OuterRef("pk"), user=user).values("role")[:1]
    rows = Team.objects.visible_to(user).annotate(role=Subquery(own)).order_by("name")
    return tuple(
        TeamChoice(pk, public_id, name, zone, role or "")
        for pk, public_id, name, zone, role in rows.values_list("pk", "public_id", "name", "time_zone", "role")
    )


def may_in(user: User, action: Action, teams: Sequence[TeamChoice]) -> frozenset[int]:
    """Return the ids of those teams in which the person may do the action."""
    role = user.installation_role
    return frozenset(team.id for team in teams if may(action, team_role=team.role, installation_role=role))


def lenses() -> list[LensVersion]:
    """Return the newest version of each lens, with the lens, by name. One statement."""
    return list(LensVersion.objects.current().select_related("lens").order_by("name", "lens__alias"))


def chosen_lens(versions: Sequence[LensVersion], alias: str) -> LensVersion | None:
    """Return the version whose lens was chosen, else REL03's, else the first; None where there is none."""
    by_alias = {version.lens.alias: version for version in versions}
    return by_alias.get(alias) or by_alias.get(DEFAULT_LENS) or next(iter(versions), None)


def tags_of(user: User) -> list[str]:
    """Return the tags of the workloads that a person may read. One statement."""
    visible = Workload.objects.visible_to(user).current()
    tags = WorkloadTag.objects.filter(workload__in=visible)
    return list(tags.order_by("name").values_list("name", flat=True).distinct())


def workloads(user: User, filters: Filters, lens_id: int) -> QuerySet[Workload]:
    """Return the workloads that count, with their review against the lens as ``held`` (its columns null without one).

    Worst first: the review's rank, a workload without a review where an unanswered one stands; then the name.
    """
    found: QuerySet[Workload] = Workload.objects.visible_to(user).current()
    if filters.team:
        found = found.filter(team__public_id=filters.team)
    if filters.environment:
        found = found.filter(environment=filters.environment)
    if filters.tier:
        found = found.filter(tier=int(filters.tier))
    if filters.tag:
        found = found.filter(pk__in=WorkloadTag.objects.filter(name=filters.tag.lower()).values("workload"))
    found = placed(found, lens_id)
    if filters.risk:
        found = found.filter(_with_record(lens_id, RISKS[filters.risk]))
    if filters.state:
        found = found.filter(_in_state(filters.state, lens_id))
    return found.order_by("place", "name", "pk")


def placed(found: QuerySet[Workload], lens_id: int) -> QuerySet[Workload]:
    """Return the workloads with ``held``, the review against the lens, and its rank as ``place``, the worst lowest."""
    found = found.annotate(held=FilteredRelation("reviews", condition=Q(reviews__lens=lens_id)))
    return found.annotate(place=Coalesce("held__rank", Review._meta.get_field("rank").default))


def reviews(found: QuerySet[Workload], lens_id: int) -> QuerySet[Review]:
    """Return the reviews of these workloads against the lens."""
    return Review.objects.filter(lens=lens_id, workload__in=found.order_by().values("pk"))


def _with_record(lens_id: int, condition: Q) -> Exists:
    records = QuestionRecord.objects.filter(review__workload=OuterRef("pk"), review__lens=lens_id)
    return Exists(records.filter(condition))


def _in_state(state: str, lens_id: int) -> Q:
    not_reviewed = Q(held__pk=None) | Q(_with_record(lens_id, Q(complete=False)))
    stale = Q(held__stale=True)
    return {
        "to_review": not_reviewed | stale,
        "not_reviewed": not_reviewed,
        "stale": stale,
        "unsupported": Q(held__unsupported__gt=0),
        "below_target": Q(held__below_target=True),
    }[state]
