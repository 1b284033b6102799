"""Exports: the results of a workload and of the portfolio, as JSON and as CSV."""

from dataclasses import fields

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.problems import Problem
from reviews import exports
from reviews.api import seen
from reviews.api.protocol.problems import BadQuery
from reviews.api.protocol.schema import files
from reviews.portfolio.filters import RISKS, STATES, Filters
from reviews.render.download import download

_FILTERS = {
    "team": "The team's id.",
    "environment": "Where it runs.",
    "tier": "1, 2 or 3.",
    "tag": "A tag that it has.",
    "lens": "The lens's alias: only its reviews are told. Without it `risk` and `state` mean the default lens.",
    "risk": f"A risk that a question of it has: {', '.join(RISKS)}.",
    "state": f"One of {', '.join(STATES)}.",
}
_PARAMETERS = [OpenApiParameter(name, OpenApiTypes.STR, description=text) for name, text in _FILTERS.items()]
_WORKLOAD = "All that was answered and found of a workload; what is due is assessed first. "
_PORTFOLIO = "All workloads that one may see and that are not archived; what is due is assessed first, for a while. "


class WorkloadJson(APIView):
    """A workload as JSON."""

    @extend_schema(
        tags=["exports"],
        operation_id="workload_export_json",
        description=_WORKLOAD + "Risks, practices, steps, findings with what was decided, improvements.",
        responses=files("application/json", 404),
    )
    def get(self, request: Request, public_id: str) -> StreamingHttpResponse:
        """Send it."""
        return _workload(request, public_id, "json")


class WorkloadCsv(APIView):
    """A workload as CSV."""

    @extend_schema(
        tags=["exports"],
        operation_id="workload_export_csv",
        description=_WORKLOAD + "A line for each question, practice and step.",
        responses=files("text/csv", 404),
    )
    def get(self, request: Request, public_id: str) -> StreamingHttpResponse:
        """Send it."""
        return _workload(request, public_id, "csv")


class PortfolioJson(APIView):
    """The portfolio as JSON."""

    @extend_schema(
        tags=["exports"],
        operation_id="portfolio_export_json",
        description=_PORTFOLIO + "`workloads` holds each as its own export does.",
        parameters=_PARAMETERS,
        responses=files("application/json", 400),
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Send it."""
        return _portfolio(request, "json")


class PortfolioCsv(APIView):
    """The portfolio as CSV."""

    @extend_schema(
        tags=["exports"],
        operation_id="portfolio_export_csv",
        description=_PORTFOLIO + "A line for each practice of each review, and for each workload without a review.",
        parameters=_PARAMETERS,
        responses=files("text/csv", 400),
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Send it."""
        return _portfolio(request, "csv")


def _workload(request: Request, public_id: str, extension: str) -> StreamingHttpResponse:
    found, at = seen.workload(request, public_id), timezone.now()
    return download(exports.workload(found, extension, at=at), name=found.name, extension=extension, at=at)


def _portfolio(request: Request, extension: str) -> StreamingHttpResponse:
    at = timezone.now()
    parts = exports.portfolio(seen.asker(request), _filters(request), extension, at=at)
    return download(parts, name="portfolio", extension=extension, at=at)


def _filters(request: Request) -> Filters:
    """Read the filters; what a page would take for no filter at all is refused here."""
    given = request.query_params.dict()
    filters = Filters.parse(given)
    known = {field.name for field in fields(Filters)}
    problems = [Problem(f"/{name}", "There is no such parameter.") for name in sorted(set(given) - known)]
    problems += [
        Problem(f"/{name}", f"{given[name]!r} is not a value of this filter.")
        for name in sorted(set(given) & known)
        if getattr(filters, name) != given[name] or "\x00" in given[name]
    ]
    if problems:
        raise BadQuery(problems)
    return filters
