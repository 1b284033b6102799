"""Downloads of results for people."""

from collections.abc import Iterator
from itertools import chain

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews import exports
from reviews.portfolio.filters import Filters
from reviews.render.download import download
from reviews.signed_in import person
from reviews.views.workloads import fetch

_BYTE_ORDER_MARK = "\ufeff"


@require_safe
def workload(request: HttpRequest, public_id: str, extension: str) -> StreamingHttpResponse:
    """Send the results of one workload."""
    found, at = fetch(request, public_id), timezone.now()
    _check(extension)
    parts = _for_people(exports.workload(found, extension, at=at), extension)
    return download(parts, name=found.name, extension=extension, at=at)


@require_safe
def portfolio(request: HttpRequest, extension: str) -> StreamingHttpResponse:
    """Send the results of all that this person may see, narrowed as the portfolio's page is."""
    _check(extension)
    at = timezone.now()
    parts = exports.portfolio(person(request), Filters.parse(request.GET.dict()), extension, at=at)
    return download(_for_people(parts, extension), name="portfolio", extension=extension, at=at)


def _check(extension: str) -> None:
    if extension not in exports.EXTENSIONS:
        raise Http404


def _for_people(parts: Iterator[str], extension: str) -> Iterator[str]:
    """Spreadsheets read a file without a byte order mark in the encoding of the country."""
    return chain([_BYTE_ORDER_MARK], parts) if extension == "csv" else parts
