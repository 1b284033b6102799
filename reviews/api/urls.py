"""Addresses of the API, version 1."""

from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.utils import timezone
from rest_framework.views import APIView

from reviews.api import uploads
from reviews.api.acceptances import Acceptances, RunningAcceptance
from reviews.api.answers import Answers
from reviews.api.assessments import Assessment
from reviews.api.changes import Changes
from reviews.api.comparisons import OneComparison
from reviews.api.events import Events
from reviews.api.exports import ExportFile, Exports, OneExport
from reviews.api.external import FindingTicket, ImprovementTicket
from reviews.api.findings import Findings, OneFinding, ReviewFindings
from reviews.api.history import History
from reviews.api.imports import ApplyImport, Imports, OneImport
from reviews.api.lenses import LensDocument, Lenses, LensSearch, LensVersions, OneLens, OneLensVersion
from reviews.api.members import Members, OneMember
from reviews.api.milestones import Milestones, OneMilestone
from reviews.api.one_answer import ItemAnswer, QuestionAnswer
from reviews.api.people import Me
from reviews.api.plan import Improvements, OneImprovement, ReviewImprovements
from reviews.api.portfolio import HeatMap, Portfolio, PortfolioWorkloads
from reviews.api.portfolio_work import Acting, Missing
from reviews.api.protocol import bodies, conditional, lifecycle
from reviews.api.protocol.nowhere import Nowhere
from reviews.api.protocol.schema import Contract
from reviews.api.reviews import OneReview, Reviews
from reviews.api.risks import Risks
from reviews.api.rounds import Rounds
from reviews.api.streams import PortfolioCsv, PortfolioJson, Stream, WorkloadCsv, WorkloadJson
from reviews.api.teams import OneTeam, Teams
from reviews.api.tokens import OneToken, Tokens
from reviews.api.trend import Ledger, Trend
from reviews.api.workloads import Copies, OneWorkload, Workloads

_WORKLOAD = "workloads/<public_id:public_id>/"
_REVIEW = f"{_WORKLOAD}reviews/<slug:alias>/"


def _api(view: Callable[..., HttpResponseBase], name: str, limit: int) -> Callable[..., HttpResponseBase]:
    """Pages show times in the reader's zone; the API speaks UTC, whoever is signed in, and reads have entity tags.

    Bodies of more than ``limit`` bytes are refused before anything else.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - any view's
        with timezone.override(UTC):
            response = bodies.refusal(request, limit) or view(request, *args, **kwargs)
            asked = request.headers.get("If-None-Match")
            response = conditional.answer_read(request.method or "", asked, response)
        conditional.keep_private(response)
        lifecycle.tell(name, response)
        return response

    return answered


def api_path(route: str, view: type[APIView], name: str, *, limit: int = bodies.LIMIT) -> URLPattern:
    """Return an address of the API under a name, which takes bodies of at most ``limit`` bytes."""
    lifecycle.mark(name, view)
    return path(route, _api(view.as_view(), name, limit), name=name)


urlpatterns = [
    api_path("openapi.json", Contract, "api_contract"),
    api_path("me/", Me, "api_me"),
    api_path("me/tokens/", Tokens, "api_tokens"),
    api_path("me/tokens/<public_id:public_id>/", OneToken, "api_token"),
    api_path("lenses/", Lenses, "api_lenses"),
    api_path("lenses/<slug:alias>/", OneLens, "api_lens"),
    api_path("lenses/<slug:alias>/versions/", LensVersions, "api_lens_versions"),
    api_path("lenses/<slug:alias>/versions/<int:number>/", OneLensVersion, "api_lens_version"),
    api_path("lenses/<slug:alias>/versions/<int:number>/document/", LensDocument, "api_lens_document"),
    api_path("lenses/<slug:alias>/versions/<int:number>/search/", LensSearch, "api_lens_search"),
    api_path("teams/", Teams, "api_teams"),
    api_path("teams/<public_id:public_id>/", OneTeam, "api_team"),
    api_path("teams/<public_id:public_id>/members/", Members, "api_members"),
    api_path("teams/<public_id:public_id>/members/<public_id:person>/", OneMember, "api_member"),
    api_path("workloads/", Workloads, "api_workloads"),
    api_path(_WORKLOAD, OneWorkload, "api_workload"),
    api_path(f"{_WORKLOAD}copies/", Copies, "api_workload_copies"),
    api_path(f"{_WORKLOAD}events/", Events, "api_workload_events"),
    api_path(f"{_WORKLOAD}milestones/", Milestones, "api_milestones"),
    api_path(f"{_WORKLOAD}milestones/<public_id:milestone>/", OneMilestone, "api_milestone"),
    api_path(f"{_WORKLOAD}comparison/", OneComparison, "api_comparison"),
    api_path(f"{_WORKLOAD}reviews/", Reviews, "api_reviews"),
    api_path(_REVIEW, OneReview, "api_review"),
    api_path(f"{_REVIEW}assessment/", Assessment, "api_assessment"),
    api_path(f"{_REVIEW}rounds/", Rounds, "api_rounds"),
    api_path(f"{_REVIEW}answers/", Answers, "api_answers"),
    api_path(f"{_REVIEW}answers/<str:question>/", QuestionAnswer, "api_question_answer"),
    api_path(f"{_REVIEW}answers/<str:question>/<str:item>/", ItemAnswer, "api_answer"),
    api_path(f"{_REVIEW}findings/", ReviewFindings, "api_review_findings"),
    api_path(f"{_REVIEW}improvements/", ReviewImprovements, "api_review_improvements"),
    api_path("risks/", Risks, "api_risks"),
    api_path("findings/", Findings, "api_findings"),
    api_path("findings/<public_id:public_id>/", OneFinding, "api_finding"),
    api_path("findings/<public_id:public_id>/acceptances/", Acceptances, "api_finding_acceptances"),
    api_path("findings/<public_id:public_id>/acceptances/running/", RunningAcceptance, "api_finding_acceptance"),
    api_path("findings/<public_id:public_id>/external-ref/", FindingTicket, "api_finding_ticket"),
    api_path("improvements/", Improvements, "api_improvements"),
    api_path("improvements/<public_id:public_id>/", OneImprovement, "api_improvement"),
    api_path("improvements/<public_id:public_id>/external-ref/", ImprovementTicket, "api_improvement_ticket"),
    api_path("exports/", Exports, "api_exports"),
    api_path("exports/stream/", Stream, "api_export_stream"),
    api_path("exports/<public_id:public_id>/", OneExport, "api_export"),
    api_path("exports/<public_id:public_id>/file/", ExportFile, "api_export_file"),
    api_path("workloads/<public_id:public_id>/export.json", WorkloadJson, "api_workload_json"),
    api_path("workloads/<public_id:public_id>/export.csv", WorkloadCsv, "api_workload_csv"),
    api_path("portfolio/", Portfolio, "api_portfolio"),
    api_path("portfolio/workloads/", PortfolioWorkloads, "api_portfolio_workloads"),
    api_path("portfolio/heat-map/", HeatMap, "api_portfolio_heat_map"),
    api_path("portfolio/trend/", Trend, "api_portfolio_trend"),
    api_path("portfolio/history/", History, "api_portfolio_history"),
    api_path("portfolio/ledger/", Ledger, "api_portfolio_ledger"),
    api_path("portfolio/missing/", Missing, "api_portfolio_missing"),
    api_path("portfolio/acting/", Acting, "api_portfolio_acting"),
    api_path("portfolio/export.json", PortfolioJson, "api_portfolio_json"),
    api_path("portfolio/export.csv", PortfolioCsv, "api_portfolio_csv"),
    api_path("changes/", Changes, "api_changes"),
    api_path("imports/", Imports, "api_imports", limit=uploads.LARGEST_BODY),
    api_path("imports/<public_id:public_id>/", OneImport, "api_import"),
    api_path("imports/<public_id:public_id>/apply/", ApplyImport, "api_import_apply"),
    # With line breaks too, which no converter of addresses takes.
    re_path(r"^[\s\S]+$", _api(Nowhere.as_view(), "api_nowhere", bodies.LIMIT), name="api_nowhere"),
]
