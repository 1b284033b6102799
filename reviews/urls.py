"""Addresses of the work."""

from django.urls import URLPattern, path

from reviews.views import (
    answers,
    beginnings,
    bulk,
    conflicts,
    exports,
    findings,
    milestones,
    plan,
    portfolio,
    reviews,
    teams,
    workloads,
)

_WORKLOAD = "workloads/<public_id:public_id>/"
_REVIEW = _WORKLOAD + "reviews/<slug:alias>/"

urlpatterns: list[URLPattern] = [
    path("", portfolio.portfolio, name="portfolio"),
    path("plan/", plan.plan, name="plan"),
    path("plan/bulk/", plan.edit_many, name="plan_bulk"),
    path("improvements/<public_id:public_id>/", plan.edit, name="improvement_edit"),
    path(_WORKLOAD + "plan/", plan.of_workload, name="workload_plan"),
    path(_WORKLOAD + "plan/steps/", plan.add_step, name="workload_plan_step"),
    path("workloads/new/", workloads.new, name="workload_new"),
    path(_WORKLOAD, workloads.overview, name="workload"),
    path(_WORKLOAD + "edit/", workloads.edit, name="workload_edit"),
    path(_WORKLOAD + "copy/", workloads.copy, name="workload_copy"),
    path(_WORKLOAD + "archive/", workloads.archive, name="workload_archive"),
    path(_WORKLOAD + "bring-back/", workloads.bring_back, name="workload_bring_back"),
    path(_WORKLOAD + "delete/", workloads.delete, name="workload_delete"),
    path(_WORKLOAD + "reviews/", beginnings.begin, name="reviews"),
    path(_REVIEW, reviews.page, name="review"),
    path(_REVIEW + "guidance/", reviews.guidance, name="review_guidance"),
    path(_REVIEW + "found/", reviews.found, name="review_found"),
    path(_REVIEW + "save/", answers.save, name="review_save"),
    path(_REVIEW + "link/", answers.link, name="review_link"),
    path(_REVIEW + "none/", bulk.none_of_these, name="review_none"),
    path(_REVIEW + "rest/", bulk.rest, name="review_rest"),
    path(_REVIEW + "undo/", bulk.undo, name="review_undo"),
    path(_REVIEW + "conflict/", conflicts.choose, name="review_conflict"),
    path(_REVIEW + "round/", reviews.start_round, name="round_start"),
    path(_WORKLOAD + "findings/", findings.of_workload, name="workload_findings"),
    path(_WORKLOAD + "milestones/", milestones.listing, name="milestones"),
    path(_WORKLOAD + "milestones/compare/", milestones.compare, name="milestones_compare"),
    path(_WORKLOAD + "export.<str:extension>", exports.workload, name="workload_export"),
    path("export.<str:extension>", exports.portfolio, name="portfolio_export"),
    path("findings/", findings.listing, name="findings"),
    path("findings/<public_id:public_id>/accept/", findings.accept, name="finding_accept"),
    path("findings/<public_id:public_id>/withdraw/", findings.withdraw, name="finding_withdraw"),
    path("teams/<public_id:public_id>/", teams.team, name="team"),
]
