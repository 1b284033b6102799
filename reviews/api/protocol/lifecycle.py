"""What is on its way out of this version of the API: said in every answer, and kept for at least half a year.

Headers: ``Deprecation`` (RFC 9745), ``Sunset`` (RFC 8594), ``Link`` to where it is told and to what takes its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponseBase
from django.utils.http import http_date
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.views import APIView

#: How long something stays, at least, after it was said that it goes.
SHORTEST = timedelta(days=183)

#: The page that tells what to use instead.
TOLD_AT = "/api/"


@dataclass(frozen=True, slots=True)
class Departure:
    """Operations that go: on which day that was said, on which day they are gone, and the address to use instead."""

    since: date
    gone: date
    instead: str

    def __post_init__(self) -> None:
        """Refuse to send anybody away at short notice."""
        if self.gone - self.since < SHORTEST:
            days = (self.gone - self.since).days
            msg = f"Gone on {self.gone}, {days} days after {self.since}: expected at least {SHORTEST.days}."
            raise ValueError(msg)

    @property
    def headers(self) -> dict[str, str]:
        """What each answer of such an operation says."""
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.gone)),
            "Link": f'<{TOLD_AT}>; rel="deprecation"; type="text/html", <{self.instead}>; rel="successor-version"',
        }


_TO_EXPORTS = Departure(since=date(2026, 11, 24), gone=date(2027, 11, 24), instead="/api/v1/exports/")

#: By the name of the address.
DEPARTURES: dict[str, Departure] = {
    "api_workload_json": _TO_EXPORTS,
    "api_workload_csv": _TO_EXPORTS,
    "api_portfolio_json": _TO_EXPORTS,
    "api_portfolio_csv": _TO_EXPORTS,
}


def mark(name: str, view: type[APIView]) -> None:
    """Let the OpenAPI document say which of a view's operations go, where the address of this name does."""
    if name in DEPARTURES:
        methods = [method for method in view.http_method_names if method != "options" and hasattr(view, method)]
        extend_schema_view(**{method: extend_schema(deprecated=True) for method in methods})(view)


def tell(name: str, response: HttpResponseBase) -> None:
    """Say in an answer that the address of this name goes, where it does."""
    departure = DEPARTURES.get(name)
    if departure is not None:
        for header, value in departure.headers.items():
            response[header] = value


def overdue(names: Iterable[str], *, today: date) -> list[str]:
    """Return which of these addresses should be gone by now."""
    return [name for name in names if name in DEPARTURES and DEPARTURES[name].gone <= today]


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
