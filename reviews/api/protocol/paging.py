"""Lists in pages: ``results`` and ``next``, complete and without doubles however many rows are of one moment."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from accounts.problems import Problem
from reviews.api.protocol.problems import BadQuery

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class KeysetPages(BasePagination):
    """Pages in the order of the view's ``keyset``: fields that name a row, the moment of its making first.

    A cursor holds the last row's values and the next page begins after them, so that rows which come or go meanwhile
    move nothing. The framework's own cursor counts rows of one moment, and loses some past a thousand.

    A view with ``orders`` lets the query's ``sort`` choose: keysets by name, the default first. Their fields hold no
    null; one that begins with ``-`` falls. A row whose fields change meanwhile may stand on two pages, or on none.
    """

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: APIView | None = None) -> list[Any]:
        """Return the page's rows. Raises BadQuery for a cursor or limit that cannot be."""
        self._sort, self._keyset = _order(request, view)
        self._request = request
        limit = limit_of(request.query_params)
        cursor = request.query_params.get("cursor")
        try:
            rows = list(self._after(queryset, cursor).order_by(*self._keyset)[: limit + 1])
        except (ValueError, TypeError, RecursionError, ValidationError, binascii.Error) as error:
            raise BadQuery([Problem("/cursor", "This is not a cursor of this list.")]) from error
        self._next = _cursor_of(rows[limit - 1], self._sort, self._keyset) if len(rows) > limit else None
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:  # noqa: ANN401 - the framework's signature
        """Return the page as a response."""
        here, cursor = self._request.build_absolute_uri(), self._next
        return Response({"results": data, "next": replace_query_param(here, "cursor", cursor) if cursor else None})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page for OpenAPI."""
        address = {"type": ["string", "null"], "format": "uri", "description": "The next page, null at the end."}
        return {
            "type": "object",
            "required": ["results", "next"],
            "description": "A page of a list.",
            "properties": {"results": {**schema, "description": "The rows of this page."}, "next": address},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Describe the parameters for OpenAPI."""
        limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        about = {"cursor": "Where the page begins: taken from `next`.", "limit": "How many rows a page has at most."}
        schemas: dict[str, dict[str, Any]] = {"cursor": {"type": "string"}, "limit": limit}
        if orders := orders_of(view):
            about["sort"] = "The order of the rows."
            schemas["sort"] = {"type": "string", "enum": list(orders), "default": next(iter(orders))}
        return [
            {"name": name, "in": "query", "required": False, "description": about[name], "schema": schema}
            for name, schema in schemas.items()
        ]

    def _after(self, queryset: QuerySet[Any], cursor: str | None) -> QuerySet[Any]:
        if cursor is None:
            return queryset
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if not isinstance(values, list) or not all(isinstance(value, str) and "\x00" not in value for value in values):
            raise ValueError(cursor)
        if self._sort and values[:1] != [self._sort]:
            raise ValueError(cursor)
        later = Q(pk__in=[])
        same = Q()
        for key, value in zip(self._keyset, values[1:] if self._sort else values, strict=True):
            name, beyond = key.removeprefix("-"), "lt" if key.startswith("-") else "gt"
            # Moments stand in UTC as written below; databases fail on one that leaves the calendar on its way there.
            if name.rpartition("_")[2] == "at" and not value.endswith("+00:00"):
                raise ValueError(cursor)
            later |= same & Q(**{f"{name}__{beyond}": value})
            same &= Q(**{name: value})
        return queryset.filter(later)


def orders_of(view: APIView | None) -> Mapping[str, Sequence[str]]:
    """Return the keysets among which ``sort`` chooses, by name, the default first; none where there is one order."""
    orders: Mapping[str, Sequence[str]] = getattr(view, "orders", {})
    return orders


def _order(request: Request, view: APIView | None) -> tuple[str, Sequence[str]]:
    """Return the order that was asked for: its name, '' for the default, and its keyset."""
    orders = orders_of(view)
    if not orders:
        return "", getattr(view, "keyset", ("created_at", "public_id"))
    default = next(iter(orders))
    name = request.query_params.get("sort", default)
    if name not in orders:
        raise BadQuery([Problem("/sort", f"Expected one of {', '.join(orders)}, not {name!r}.")])
    return "" if name == default else name, orders[name]


def limit_of(query: Mapping[str, str]) -> int:
    """Return how many rows a query asks for. Raises BadQuery for what is no number, or is out of bounds."""
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= MAX_LIMIT:
        raise BadQuery([Problem("/limit", f"Expected a number from 1 to {MAX_LIMIT}, not {text!r}.")])
    return int(text)


def _cursor_of(row: Model, sort: str, keyset: Sequence[str]) -> str:
    values = [sort] * bool(sort) + [_text(_value(row, name.removeprefix("-"))) for name in keyset]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def _value(row: Any, name: str) -> Any:  # noqa: ANN401 - any column
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _text(value: Any) -> str:  # noqa: ANN401 - any column
    return value.isoformat() if isinstance(value, datetime) else str(value)
