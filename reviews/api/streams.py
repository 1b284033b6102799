"""Small exports, sent as they are made."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.problems import InputProblems
from reviews.api import seen
from reviews.api.protocol.problems import BadQuery
from reviews.api.protocol.queries import given
from reviews.api.protocol.schema import files
from reviews.exports import sending
from reviews.exports.contents import MEDIA_TYPES, Asked, Content, Format, parsed
from reviews.models import Workload
from reviews.portfolio.filters import RISKS, STATES, Filters
from reviews.render.download import download

FILTERS = {
    "team": "The team's id.",
    "environment": "Where it runs.",
    "tier": "1, 2 or 3.",
    "tag": "A tag that it has.",
    "lens": "The lens's alias: only its reviews are told. Without it `risk` and `state` mean the default lens.",
    "risk": f"A risk that a question of it has: {', '.join(RISKS)}.",
    "state": f"One of {', '.join(STATES)}.",
}
CHOICES = {
    "environment": Workload.Environment.values,
    "tier": ["1", "2", "3"],
    "risk": list(RISKS),
    "state": list(STATES),
}
_PARAMETERS = [
    OpenApiParameter(name, OpenApiTypes.STR, description=text, enum=CHOICES.get(name)) for name, text in FILTERS.items()
]
_WHAT = [
    OpenApiParameter("content", OpenApiTypes.STR, required=True, enum=Content.values, description="What to tell."),
    OpenApiParameter("format", OpenApiTypes.STR, required=True, enum=Format.values, description="How to write it."),
    OpenApiParameter("workload", OpenApiTypes.STR, description="The id of the workload to keep to."),
]
_WORKLOAD = "All that was answered and found of a workload; what is due is assessed first. "
_PORTFOLIO = "All workloads that one may see and that are not archived; what is due is assessed first, for a while. "

#: What an operation answers whose file comes in the format that was asked for.
ANY_FILE = {(200, media_type.partition(";")[0]): OpenApiTypes.BINARY for media_type in MEDIA_TYPES.values()}


class Stream(APIView):
    """An export of up to 200 workloads."""

    @extend_schema(
        tags=["exports"],
        operation_id="export_stream",
        description=(
            "An export as `POST exports/` makes it, sent at once: of one workload, or of up to "
            f"{sending.MOST} that one may see and the filters leave. More are refused with 422; `POST exports/` has no "
            "such limit."
        ),
        parameters=[*_WHAT, *_PARAMETERS],
        responses=ANY_FILE | files("application/json", 400, 404, 422),
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Send it."""
        query = given(request, {*FILTERS, "content", "format", "workload"})
        content, form, of = (query.pop(name, "") for name in ("content", "format", "workload"))
        workload = seen.workload(request, of) if of else None
        asked = Asked(seen.asker(request), content, form, workload, _filters(query))
        at = timezone.now()
        parts = sending.small(asked, at=at)
        return download(parts, name=asked.file_name(at), media_type=MEDIA_TYPES[form])


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
        return _workload(request, public_id, Format.JSON)


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
        return _workload(request, public_id, Format.CSV)


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
        return _portfolio(request, Format.JSON)


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
        return _portfolio(request, Format.CSV)


def _workload(request: Request, public_id: str, form: Format) -> StreamingHttpResponse:
    found = seen.workload(request, public_id)
    return _whole(Asked(seen.asker(request), Content.WORKLOAD, form, found))


def _portfolio(request: Request, form: Format) -> StreamingHttpResponse:
    filters = _filters(given(request, FILTERS))
    return _whole(Asked(seen.asker(request), Content.PORTFOLIO, form, filters=filters))


def _whole(asked: Asked) -> StreamingHttpResponse:
    at = timezone.now()
    media_type = MEDIA_TYPES[asked.format]
    return download(sending.whole(asked, at=at), name=asked.file_name(at), media_type=media_type)


def _filters(query: dict[str, str]) -> Filters:
    try:
        return parsed(query)
    except InputProblems as refused:
        raise BadQuery(list(refused.problems)) from refused
