"""Which workloads of the portfolio an address is about: the page's filters, in which everything has to be known."""

from dataclasses import dataclass, fields

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from pillars.models import LensVersion
from reviews.api.protocol.problems import BadQuery
from reviews.api.protocol.queries import given
from reviews.models import Workload
from reviews.portfolio import filters as choosing
from reviews.portfolio.filters import RISKS, STATES, Filters

PARAMETERS = [
    OpenApiParameter("team", OpenApiTypes.STR, description="The team's id."),
    OpenApiParameter("environment", enum=Workload.Environment.values, description="Where it runs."),
    OpenApiParameter("tier", enum=[str(tier) for tier in Workload.Tier.values], description="The tier."),
    OpenApiParameter("tag", OpenApiTypes.STR, description="A tag that it has."),
    OpenApiParameter(
        "lens", OpenApiTypes.STR, description="The alias of the lens whose reviews count; without it the usual one."
    ),
    OpenApiParameter("risk", enum=list(RISKS), description="A risk that a question of its review has, as claimed."),
    OpenApiParameter(
        "state",
        enum=list(STATES),
        description="A state of its review; `to_review` is `not_reviewed` or `stale`.",
    ),
]

_NAMES = {field.name for field in fields(Filters)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the workloads to look at, the lens version of their reviews, and the rest of the query."""

    filters: Filters
    version: LensVersion
    query: dict[str, str]


def asked(request: Request, *more: str) -> Asked:
    """Read the query; ``more`` names its parameters besides the filters.

    Raises BadQuery for what is not known, Http404 where no lens is loaded or none has the alias.
    """
    query = given(request, {*_NAMES, *more})
    filters = Filters.parse(query)
    problems = Filters.problems(query)
    if problems:
        raise BadQuery(problems)
    version = choosing.chosen_lens(choosing.lenses(), filters.lens)
    if version is None or filters.lens not in ("", version.lens.alias):
        raise Http404
    return Asked(filters, version, query)
