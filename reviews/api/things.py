"""The things that the feed tells of, as their own endpoints give them: many at a time, by their keys."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.serializers import Serializer

from accounts.models import User
from pillars.models import LensVersion
from reviews.actions.feed import Kind, answer_key, risk_key
from reviews.api import findings, milestones, teams
from reviews.api.answers import AnswerSerializer, every
from reviews.api.findings import FindingSerializer
from reviews.api.improvements import ImprovementSerializer
from reviews.api.lenses import LensSerializer
from reviews.api.milestones import MilestoneSerializer
from reviews.api.reviews import Reviews, ReviewSerializer
from reviews.api.risks import PlacedRiskSerializer, Risks
from reviews.api.teams import TeamSerializer
from reviews.api.workloads import Workloads, WorkloadSerializer
from reviews.models import FeedEntry, Finding, Improvement, Item, Review

Data = dict[str, Any]

#: How each kind of thing is written down.
SERIALIZERS: Mapping[Kind, type[Serializer[Any]]] = {
    Kind.LENS: LensSerializer,
    Kind.TEAM: TeamSerializer,
    Kind.WORKLOAD: WorkloadSerializer,
    Kind.REVIEW: ReviewSerializer,
    Kind.ANSWER: AnswerSerializer,
    Kind.RISK: PlacedRiskSerializer,
    Kind.FINDING: FindingSerializer,
    Kind.IMPROVEMENT: ImprovementSerializer,
    Kind.MILESTONE: MilestoneSerializer,
}


def read(entries: Iterable[FeedEntry], user: User) -> dict[tuple[Kind, str], Data]:
    """Return what stands now of the entries' things, by kind and key; what is gone is missing.

    The number of statements does not grow with the entries, only with their kinds.
    """
    keys: dict[Kind, list[str]] = {}
    for entry in entries:
        keys.setdefault(Kind(entry.kind), []).append(entry.key)
    return {(kind, key): data for kind, wanted in keys.items() for key, data in _READERS[kind](wanted, user).items()}


def _lenses(aliases: Sequence[str], user: User) -> dict[str, Data]:
    rows = LensVersion.objects.current().for_list().filter(lens__alias__in=aliases)
    return _told(Kind.LENS, {row.lens.alias: row for row in rows})


def _teams(ids: Sequence[str], user: User) -> dict[str, Data]:
    return _by_id(Kind.TEAM, teams.for_reading(user).filter(public_id__in=ids))


def _workloads(ids: Sequence[str], user: User) -> dict[str, Data]:
    return _by_id(Kind.WORKLOAD, Workloads.queryset.filter(public_id__in=ids))


def _reviews(ids: Sequence[str], user: User) -> dict[str, Data]:
    return _by_id(Kind.REVIEW, Reviews.queryset.filter(public_id__in=ids))


def _answers(keys: Sequence[str], user: User) -> dict[str, Data]:
    reviews = _named(keys)
    rows: dict[int, dict[tuple[str, str], Item]] = {pk: {} for pk in reviews}
    for row in Item.objects.filter(_parts(keys, reviews, "question", "item")).select_related("by"):
        rows[row.review_id][row.question, row.item] = row
    found = {
        answer_key(reviews[pk].public_id, item["question"], item["item"]): item
        for pk, known in rows.items()
        for item in every(reviews[pk], known)
        if (item["question"], item["item"]) in known
    }
    return _told(Kind.ANSWER, found)


def _risks(keys: Sequence[str], user: User) -> dict[str, Data]:
    reviews = _named(keys)
    rows = Risks.queryset.filter(_parts(keys, reviews, "question"))
    return _told(Kind.RISK, {risk_key(row.review.public_id, row.question): row for row in rows})


def _findings(ids: Sequence[str], user: User) -> dict[str, Data]:
    of_review = ("review__workload__team", "review__lens", "review__version")
    rows = list(Finding.objects.filter(public_id__in=ids).select_related(*of_review))
    findings.complete(rows)
    return _told(Kind.FINDING, {row.public_id: row for row in rows})


def _improvements(ids: Sequence[str], user: User) -> dict[str, Data]:
    of_review = ("review__workload__team", "review__lens", "review__version", "owner")
    return _by_id(Kind.IMPROVEMENT, Improvement.objects.filter(public_id__in=ids).select_related(*of_review))


def _milestones(ids: Sequence[str], user: User) -> dict[str, Data]:
    return _by_id(Kind.MILESTONE, milestones.for_reading().filter(public_id__in=ids))


_READERS: Mapping[Kind, Callable[[Sequence[str], User], dict[str, Data]]] = {
    Kind.LENS: _lenses,
    Kind.TEAM: _teams,
    Kind.WORKLOAD: _workloads,
    Kind.REVIEW: _reviews,
    Kind.ANSWER: _answers,
    Kind.RISK: _risks,
    Kind.FINDING: _findings,
    Kind.IMPROVEMENT: _improvements,
    Kind.MILESTONE: _milestones,
}


def _by_id(kind: Kind, rows: QuerySet[Any]) -> dict[str, Data]:
    return _told(kind, {row.public_id: row for row in rows})


def _told(kind: Kind, rows: Mapping[str, Any]) -> dict[str, Data]:
    """Write things down by their keys. One serializer for all: making one costs more than what it does for a row."""
    return dict(zip(rows, SERIALIZERS[kind](list(rows.values()), many=True).data, strict=True))


def _named(keys: Sequence[str]) -> dict[int, Review]:
    """Return the reviews that keys begin with, by primary key. One statement."""
    names = {key.split("/")[0] for key in keys}
    return {review.pk: review for review in Review.objects.filter(public_id__in=names)}


def _parts(keys: Sequence[str], reviews: Mapping[int, Review], *columns: str) -> Q:
    """Return the condition that holds for the rows of the keys: a part for each review, so that indexes serve it."""
    ids = {review.public_id: pk for pk, review in reviews.items()}
    wanted: dict[int, list[list[str]]] = {}
    for key in keys:
        review, *rest = key.split("/", len(columns))
        if review in ids:
            wanted.setdefault(ids[review], []).append(rest)
    condition = Q(pk__in=[])
    for pk, rests in wanted.items():
        values = zip(*rests, strict=True)
        condition |= Q(review_id=pk, **{f"{name}__in": set(named) for name, named in zip(columns, values, strict=True)})
    return condition
