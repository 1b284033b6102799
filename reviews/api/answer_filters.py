"""Narrowing the answers of a review by the query: what is asked for has to be known, as in lists."""

from collections.abc import Iterable, Iterator
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.problems import Problem
from pillars import reading
from reviews.api.protocol.problems import BadQuery
from reviews.api.protocol.queries import given
from reviews.models import Item, Review
from reviews.states import ItemKind

#: The states of all kinds of items, each once.
STATES = list(dict.fromkeys(state for states in Item.STATES.values() for state in states))

_KNOWN = {"kind": [kind.value for kind in ItemKind], "state": STATES}

PARAMETERS = [
    OpenApiParameter("kind", enum=_KNOWN["kind"], description="What kind of item it is."),
    OpenApiParameter("question", description="The question's id."),
    OpenApiParameter("practice", description="The code or id of a practice: it and its steps."),
    OpenApiParameter("state", enum=STATES, description="The state."),
]


def narrowed(items: Iterable[dict[str, Any]], request: Request, review: Review) -> Iterator[dict[str, Any]]:
    """Return the items that the query asks for. Raises BadQuery for a parameter or value that is not known."""
    asked = given(request, [parameter.name for parameter in PARAMETERS])
    problems = list(_wrong(asked))
    if problems:
        raise BadQuery(problems)
    if "practice" in asked:
        practices = reading.lens(review.version_id).practices.values()
        named = {practice.id for practice in practices if asked["practice"] in (practice.code, practice.id)}
        items = [item for item in items if item["practice"] in named]
        del asked["practice"]
    return (item for item in items if all(item[name] == value for name, value in asked.items()))


def _wrong(asked: dict[str, str]) -> Iterator[Problem]:
    for name, value in asked.items():
        if value not in _KNOWN.get(name, [value]):
            yield Problem(f"/{name}", f"Expected one of {', '.join(_KNOWN[name])}, not {value!r}.")
