"""Narrowing lists by the query: what is asked for has to be known, or the whole list would come back unnoticed."""

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import Team
from accounts.problems import Problem, expected
from pillars.models import Practice
from pillars.rules import Risk
from reviews.api.protocol.paging import orders_of
from reviews.api.protocol.problems import BadQuery
from reviews.api.protocol.queries import given
from reviews.models import Finding, Improvement, QuestionRecord
from reviews.models.findings import FindingQuerySet
from reviews.plan import filters as plan

PAGING = {"cursor", "limit"}

SEVERITIES = [("HIGH", "HIGH"), ("MEDIUM", "MEDIUM")]


class StrictFilters(DjangoFilterBackend):  # type: ignore[misc]  # the filters ship no types
    """Applies a view's filters. Raises BadQuery for parameters and values that are not known."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """Return what is left of the queryset."""
        filters = self.get_filterset_class(view, queryset)
        known = {*(filters.base_filters if filters else ()), *PAGING, *(["sort"] if orders_of(view) else [])}
        given(request, known)
        try:
            narrowed: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        except ValidationError as error:
            raise BadQuery(_problems(error, filters.base_filters, request)) from error
        return narrowed


def _problems(error: ValidationError, filters: Mapping[str, Any], request: Request) -> list[Problem]:
    detail = error.detail if isinstance(error.detail, dict) else {}
    problems = []
    for name, texts in detail.items():
        text = " ".join(map(str, texts))
        if any(isinstance(each, ErrorDetail) and each.code == "invalid_choice" for each in texts):
            text = expected((value for value, _ in filters[name].extra["choices"]), request.query_params[name])
        problems.append(Problem(f"/{name}", text))
    return problems


class YesNo(django_filters.TypedChoiceFilter):  # type: ignore[misc]  # the filters ship no types
    """``true`` or ``false``. The filters' own boolean takes any other word for no filter at all."""

    def __init__(self, field_name: str | None = None, *, lookup_expr: str = "exact", **more: bool | str) -> None:
        choices = [("true", "true"), ("false", "false")]
        coerce = "true".__eq__
        super().__init__(field_name, lookup_expr, choices=choices, coerce=coerce, empty_value=None, **more)
        extend_schema_field({"type": "boolean", "description": str(self.label)})(self)


class _OfReview(django_filters.FilterSet):  # type: ignore[misc]  # the filters ship no types
    workload = django_filters.CharFilter("review__workload__public_id", label="The workload's id.")
    team = django_filters.CharFilter("review__workload__team__public_id", label="The team's id.")
    lens = django_filters.CharFilter("review__lens__alias", label="The lens's alias.")


class RiskFilters(_OfReview):
    """What a list of risks can be narrowed to."""

    risk = django_filters.ChoiceFilter(choices=[(risk.value, risk.value) for risk in Risk], label="As claimed.")
    supported = django_filters.ChoiceFilter(choices=[(risk.value, risk.value) for risk in Risk], label="As supported.")
    complete = YesNo(label="Whether every practice is answered.")
    accepted = YesNo(
        "accepted_until", lookup_expr="isnull", exclude=True, label="Whether the risk is accepted at present."
    )

    class Meta:
        model = QuestionRecord
        fields: Sequence[str] = []


class _OfPractice(django_filters.FilterSet):  # type: ignore[misc]  # the filters ship no types
    """Rows of a review that name a question and a practice, and may be followed by a ticket elsewhere."""

    q = django_filters.CharFilter(
        method="saying",
        max_length=100,
        label="Every word of it stands in the workload's name, the practice's code, title or id, or the ticket's key.",
    )
    practice = django_filters.CharFilter(method="of_practice", label="The practice's code or id.")
    external_system = django_filters.CharFilter("external_ref__system", label="The ticket's system.")
    external_key = django_filters.CharFilter("external_ref__key", label="The ticket's key.")

    def of_practice(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Narrow to a practice, by code or id."""
        return rows.filter(Q(practice=value) | _practice(Q(code=value)))

    def saying(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Narrow to what has every word, ignoring case."""
        for word in value.split():
            in_lens = _practice(Q(code__icontains=word) | Q(title__icontains=word))
            named = Q(review__workload__name__icontains=word) | Q(practice__icontains=word)
            rows = rows.filter(named | Q(external_ref__key__icontains=word) | in_lens)
        return rows


def _practice(condition: Q) -> Exists:
    """Whether a row's practice, in the lens version of its review, fits the condition."""
    same = {"version": OuterRef("review__version"), "question__key": OuterRef("question"), "key": OuterRef("practice")}
    return Exists(Practice.objects.filter(condition, **same))


class FindingFilters(_OfPractice):
    """What the findings of a review can be narrowed to."""

    severity = django_filters.ChoiceFilter(choices=SEVERITIES, label="The severity.")
    kind = django_filters.ChoiceFilter(choices=Finding.Kind.choices, label="The kind.")
    state = django_filters.ChoiceFilter(
        choices=[("open", "open"), ("accepted", "accepted"), ("resolved", "resolved")],
        method="of_state",
        label="`open`: holds and is not accepted; `accepted`: holds and is accepted; `resolved`: holds no longer.",
    )

    class Meta:
        model = Finding
        fields: Sequence[str] = []

    def of_state(self, findings: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        """Narrow to a state."""
        if value == "resolved":
            return findings.exclude(resolved_at=None)
        return findings.open().accepted(accepted=value == "accepted")


class ImprovementFilters(_OfPractice):
    """What the improvements of a review can be narrowed to."""

    severity = django_filters.ChoiceFilter(choices=SEVERITIES, label="The severity of its finding.")
    state = django_filters.ChoiceFilter(choices=Improvement.State.choices, label="How far the work is.")
    owner = django_filters.CharFilter("owner__public_id", label="The owner's id.")
    accepted = YesNo(label="Whether its finding is accepted at present.")
    open = YesNo("closed_at", lookup_expr="isnull", label="Whether it still stands in the plan.")
    overdue = YesNo(method="that_is_late", label="Whether its day is over in the team's zone and it is not done.")
    without_owner = YesNo(method="that_nobody_owns", label="Whether it is left to do and has no owner.")

    class Meta:
        model = Improvement
        fields: Sequence[str] = []

    def that_is_late(self, rows: QuerySet[Improvement], name: str, value: bool) -> QuerySet[Improvement]:
        """Narrow to what is overdue, or to the rest."""
        zones = list(Team.objects.order_by().values_list("time_zone", flat=True).distinct())
        late = plan.late(zones, timezone.now())
        return rows.filter(late if value else ~late)

    def that_nobody_owns(self, rows: QuerySet[Improvement], name: str, value: bool) -> QuerySet[Improvement]:
        """Narrow to what waits for an owner, or to the rest."""
        return rows.filter(plan.UNOWNED if value else ~plan.UNOWNED)


class PlacedFindingFilters(_OfReview, FindingFilters):
    """What the findings of many reviews can be narrowed to."""


class PlacedImprovementFilters(_OfReview, ImprovementFilters):
    """What the improvements of many reviews can be narrowed to."""
