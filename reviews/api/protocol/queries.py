"""The query of an address that is no list: as in lists, what is asked for has to be known."""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.problems import Problem
from reviews.api.protocol.problems import BadQuery
from reviews.days import OUT_OF_RANGE, in_range

_IDS = {"workload", "team", "owner"}
_ID = re.compile("[0-9a-f]{32}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

LONGEST = timedelta(days=3660)
"""How long a span of days may be."""

USUAL = timedelta(days=180)
"""How far back a span goes where its begin is not given."""


def given(request: Request, names: Collection[str]) -> dict[str, str]:
    """Return the parameters that were given.

    Raises BadQuery for one that is not among the names, holds control characters or has spaces around it, is no id
    where one belongs, or is empty: it would be taken for no parameter at all. Only the words of a search may be empty.
    """
    query = request.query_params.dict()
    problems = [Problem(f"/{name}", "There is no such parameter.") for name in sorted(set(query) - set(names))]
    problems += [
        Problem(f"/{name}", "A value may hold no control characters, and no spaces around it.")
        for name in sorted(set(query) & set(names))
        if _CONTROL.search(query[name]) or (name != "q" and query[name] != query[name].strip())
    ]
    problems += [Problem(f"/{name}", "Expected a value.") for name in sorted(query.keys() - {"q"}) if not query[name]]
    problems += [
        Problem(f"/{name}", f"Expected an id of 32 hexadecimal digits, not {query[name]!r}.")
        for name in sorted(_IDS & query.keys())
        if query[name] and not _ID.fullmatch(query[name])
    ]
    if problems:
        raise BadQuery(problems)
    return query


SPAN = [
    OpenApiParameter(
        "from", OpenApiTypes.DATE, description="The first day, UTC; 180 days before the last one if it is left out."
    ),
    OpenApiParameter("to", OpenApiTypes.DATE, description="The last day, UTC; today if it is left out."),
]
"""The parameters of ``span``."""


def span(query: Mapping[str, str], *, today: date) -> tuple[date, date]:
    """Return the first and last day of ``from`` and ``to``. Raises BadQuery for days or a span that cannot be."""
    until = _day(query, "to") or today
    since = _day(query, "from") or until - USUAL
    if since > until:
        raise BadQuery([Problem("/from", f"The span begins on {since}, after its end on {until}.")])
    if until - since >= LONGEST:
        raise BadQuery([Problem("/from", f"A span has at most {LONGEST.days} days.")])
    return since, until


def _day(query: Mapping[str, str], name: str) -> date | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python reads weeks and days without hyphens too.
    if day is None or day.isoformat() != text:
        raise BadQuery([Problem(f"/{name}", f"Expected a day such as 2026-03-31, not {text!r}.")])
    if not in_range(day):
        raise BadQuery([Problem(f"/{name}", OUT_OF_RANGE)])
    return day
