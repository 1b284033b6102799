"""Narrowing lists by the query: what is asked for has to be known, or the whole list would come back unnoticed."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.problems import Problem
from pillars.rules import Risk
from reviews.api.protocol.problems import BadQuery
from reviews.models import Finding, Improvement, QuestionRecord
from reviews.models.findings import FindingQuerySet

PAGING = {"cursor", "limit"}

SEVERITIES = [("HIGH", "HIGH"), ("MEDIUM", "MEDIUM")]


class StrictFilters(DjangoFilterBackend):  # type: ignore[misc]  # the filters ship no types
    """Applies a view's filters. Raises BadQuery for parameters and values that are not known."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """Return what is left of the queryset."""
        filters = self.get_filterset_class(view, queryset)
        known = {*(filters.base_filters if filters else ()), *PAGING}
        strangers = sorted(set(request.query_params) - known)
        if strangers:
            raise BadQuery([Problem(f"/{name}", "There is no such parameter.") for name in strangers])
        try:
            narrowed: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        except ValidationError as error:
            raise BadQuery(_problems(error)) from error
        return narrowed


def _problems(error: ValidationError) -> list[Problem]:
    detail = error.detail if isinstance(error.detail, dict) else {}
    return [Problem(f"/{name}", " ".join(map(str, texts))) for name, texts in detail.items()]


@extend_schema_field(bool)
class YesNo(django_filters.TypedChoiceFilter):  # type: ignore[misc]  # the filters ship no types
    """``true`` or ``false``. The filters' own boolean takes any other word for no filter at all."""

    def __init__(self, field_name: str | None = None, *, lookup_expr: str = "exact", **more: bool | str) -> None:
        choices = [("true", "true"), ("false", "false")]
        coerce = "true".__eq__
        super().__init__(field_name, lookup_expr, choices=choices, coerce=coerce, empty_value=None, **more)


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


class FindingFilters(django_filters.FilterSet):  # type: ignore[misc]  # the filters ship no types
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


class ImprovementFilters(django_filters.FilterSet):  # type: ignore[misc]  # the filters ship no types
    """What the improvements of a review can be narrowed to."""

    severity = django_filters.ChoiceFilter(choices=SEVERITIES, label="The severity of its finding.")
    state = django_filters.ChoiceFilter(choices=Improvement.State.choices, label="How far the work is.")
    owner = django_filters.CharFilter("owner__public_id", label="The owner's id.")
    accepted = YesNo(label="Whether its finding is accepted at present.")
    open = YesNo("closed_at", lookup_expr="isnull", label="Whether it still stands in the plan.")

    class Meta:
        model = Improvement
        fields: Sequence[str] = []


class PlacedFindingFilters(_OfReview, FindingFilters):
    """What the findings of many reviews can be narrowed to."""


class PlacedImprovementFilters(_OfReview, ImprovementFilters):
    """What the improvements of many reviews can be narrowed to."""
