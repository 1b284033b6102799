"""Addresses of the API, version 1."""

from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework.views import APIView

from reviews.api.answers import Answers
from reviews.api.exports import (
    PortfolioCsv,
    PortfolioJson,
    WorkloadCsv,
    WorkloadJson,
)
from reviews.api.findings import Findings, ReviewFindings
from reviews.api.improvements import Improvements, ReviewImprovements
from reviews.api.lenses import Lenses
from reviews.api.people import Me
from reviews.api.protocol import conditional
from reviews.api.protocol.nowhere import Nowhere
from reviews.api.protocol.schema import Contract
from reviews.api.reviews import OneReview, Reviews
from reviews.api.risks import Risks
from reviews.api.workloads import OneWorkload, Workloads

_REVIEW = "workloads/<public_id:public_id>/reviews/<slug:alias>/"


def _api(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Pages show times in the reader's zone; the API speaks UTC, whoever is signed in, and reads have entity tags."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - any view's
        with timezone.override(UTC):
            response = view(request, *args, **kwargs)
            asked = request.headers.get("If-None-Match")
            response = conditional.answer_read(request.method or "", asked, response)
        conditional.keep_private(response)
        return response

    return answered


def _path(route: str, view: type[APIView], name: str) -> URLPattern:
    return path(route, _api(view.as_view()), name=name)


urlpatterns = [
    _path("openapi.json", Contract, "api_contract"),
    _path("me/", Me, "api_me"),
    _path("lenses/", Lenses, "api_lenses"),
    _path("workloads/", Workloads, "api_workloads"),
    _path("workloads/<public_id:public_id>/", OneWorkload, "api_workload"),
    _path("workloads/<public_id:public_id>/reviews/", Reviews, "api_reviews"),
    _path(_REVIEW, OneReview, "api_review"),
    _path(f"{_REVIEW}answers/", Answers, "api_answers"),
    _path(f"{_REVIEW}findings/", ReviewFindings, "api_review_findings"),
    _path(f"{_REVIEW}improvements/", ReviewImprovements, "api_review_improvements"),
    _path("risks/", Risks, "api_risks"),
    _path("findings/", Findings, "api_findings"),
    _path("improvements/", Improvements, "api_improvements"),
    _path("workloads/<public_id:public_id>/export.json", WorkloadJson, "api_workload_json"),
    _path("workloads/<public_id:public_id>/export.csv", WorkloadCsv, "api_workload_csv"),
    _path("portfolio/export.json", PortfolioJson, "api_portfolio_json"),
    _path("portfolio/export.csv", PortfolioCsv, "api_portfolio_csv"),
    _path("<path:rest>", Nowhere, "api_nowhere"),
]
