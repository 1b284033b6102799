"""The work, for administrators to look at: what people answered is changed on pages, where its audit is written."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.read_only import ReadOnly
from reviews.models import Acceptance, Finding, Improvement, Item, Milestone, QuestionRecord, Review, Workload


class QuestionRecordInline(ReadOnly, admin.TabularInline[QuestionRecord, Review]):
    """The risks of a review's questions."""

    model = QuestionRecord


class FindingInline(ReadOnly, admin.TabularInline[Finding, Review]):
    """The findings of a review."""

    model = Finding
    fields = ["kind", "question", "practice", "severity", "opened_at", "resolved_at", "reopened"]


class ReviewInline(ReadOnly, admin.TabularInline[Review, Workload]):
    """The reviews of a workload."""

    model = Review
    fields = ["lens", "version", "revision", "assessed_revision", "maturity", "stale"]
    show_change_link = True


@admin.register(Workload)
class WorkloadAdmin(ReadOnly, admin.ModelAdmin[Workload]):
    """Workloads with their reviews."""

    list_display = ["name", "team", "environment", "tier", "target", "owner", "archived_at"]
    list_filter = ["team", "environment", "tier"]
    list_select_related = ["team", "owner"]
    search_fields = ["name", "public_id"]
    inlines = [ReviewInline]


@admin.register(Review)
class ReviewAdmin(ReadOnly, admin.ModelAdmin[Review]):
    """Reviews; those whose assessment failed twice or more are one filter away."""

    list_display = ["workload", "lens", "revision", "assessed_revision", "attempts", "failure", "stale"]
    list_filter = [("attempts", admin.AllValuesFieldListFilter), "stale", "lens"]
    list_select_related = ["workload", "lens"]
    search_fields = ["workload__name", "public_id"]
    inlines = [QuestionRecordInline, FindingInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        """Return the reviews, those that fail first."""
        return super().get_queryset(request).order_by("-attempts", "workload__name")


@admin.register(Item)
class ItemAdmin(ReadOnly, admin.ModelAdmin[Item]):
    """Answers."""

    list_display = ["review", "question", "item", "state", "by", "at", "version"]
    list_filter = ["kind", "state"]
    list_select_related = ["review__workload", "review__lens", "by"]
    search_fields = ["item", "note", "review__workload__name"]


@admin.register(Improvement)
class ImprovementAdmin(ReadOnly, admin.ModelAdmin[Improvement]):
    """Lines of plans."""

    list_display = ["review", "practice_label", "severity", "state", "owner", "due", "closed_at"]
    list_filter = ["state", "severity"]
    list_select_related = ["review__workload", "review__lens", "owner"]


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnly, admin.ModelAdmin[Acceptance]):
    """Decisions on findings."""

    list_display = ["finding", "severity", "by_name", "at", "until", "ended"]
    list_filter = ["ended", "severity"]
    list_select_related = ["finding"]


@admin.register(Milestone)
class MilestoneAdmin(ReadOnly, admin.ModelAdmin[Milestone]):
    """Milestones."""

    list_display = ["name", "workload", "at", "by_name"]
    list_select_related = ["workload"]
