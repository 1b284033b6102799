"""What a list of workloads can be narrowed to, and its orders."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.problems import Problem
from reviews.api.protocol.filtering import YesNo
from reviews.api.protocol.problems import BadQuery
from reviews.models import Workload, WorkloadTag
from reviews.portfolio import filters as portfolio

#: The orders of a list, the default first; in the portfolio's own, ``place`` is the rank of the review that is shown.
ORDERS = {
    "created": ("created_at", "public_id"),
    "name": ("name", "public_id"),
    "-name": ("-name", "-public_id"),
    "worst": ("place", "name", "public_id"),
}


class WorkloadFilters(django_filters.FilterSet):  # type: ignore[misc]  # the filters ship no types
    """What a list of workloads can be narrowed to."""

    q = django_filters.CharFilter(
        method="holding", max_length=120, label="What its name, its description or a tag contains, ignoring case."
    )
    team = django_filters.CharFilter("team__public_id", label="The team's id.")
    owner = django_filters.CharFilter("owner__public_id", label="The owner's id.")
    environment = django_filters.ChoiceFilter(choices=Workload.Environment.choices, label="Where it runs.")
    tier = django_filters.ChoiceFilter(choices=[(1, "1"), (2, "2"), (3, "3")], label="The tier.")
    tag = django_filters.CharFilter("tags__name", lookup_expr="iexact", label="A tag that it has.")
    archived = YesNo("archived_at", lookup_expr="isnull", exclude=True, label="Whether it is archived.")
    lens = django_filters.CharFilter(
        method="as_it_is",
        label="With `sort=worst`, the alias of the lens whose reviews are compared; without it as on the portfolio.",
    )

    class Meta:
        model = Workload
        fields: list[str] = []

    def holding(self, found: QuerySet[Workload], name: str, value: str) -> QuerySet[Workload]:
        """Narrow to those that hold the words."""
        tagged = WorkloadTag.objects.filter(workload=OuterRef("pk"), name__icontains=value)
        return found.filter(Q(name__icontains=value) | Q(description__icontains=value) | Q(Exists(tagged)))

    def as_it_is(self, found: QuerySet[Workload], name: str, value: str) -> QuerySet[Workload]:
        """Narrow nothing: the order takes the lens."""
        return found

    def filter_queryset(self, found: QuerySet[Workload]) -> QuerySet[Workload]:
        """Return what is left, with the place of each where the worst are to come first. Raises BadQuery."""
        narrowed: QuerySet[Workload] = super().filter_queryset(found)
        alias = self.form.cleaned_data["lens"]
        if self.data.get("sort") != "worst":
            if alias:
                raise BadQuery([Problem("/lens", "A lens goes with `sort=worst` alone.")])
            return narrowed
        version = portfolio.chosen_lens(portfolio.lenses(), alias)
        if alias and (version is None or version.lens.alias != alias):
            raise BadQuery([Problem("/lens", f"There is no lens {alias!r}.")])
        return portfolio.placed(narrowed, version.lens_id if version else 0)
