"""What changed: for clients that keep a copy of what they may see, and never want to read it all again."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.problems import Problem
from reviews import feed
from reviews.actions.feed import Kind
from reviews.api import seen, things
from reviews.api.protocol.problems import ACCESS_CHANGED, RESTORED, BadQuery, StartOver
from reviews.api.protocol.schema import responses

DEFAULT_LIMIT = 100
MAX_LIMIT = 500

KINDS = {kind.label: kind for kind in Kind}

_DATA = PolymorphicProxySerializer(
    component_name="Thing",
    serializers=list(things.SERIALIZERS.values()),
    resource_type_field_name=None,
    many=False,
    allow_null=True,
)


class ChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """One thing as it stands, because it was made, changed or deleted."""

    kind = serializers.ChoiceField(list(KINDS), help_text="What it is.")
    id = serializers.CharField(
        help_text=(
            "Names it among its kind: its id; a lens's alias; for an answer REVIEW/QUESTION/ITEM and for a risk "
            "REVIEW/QUESTION, with the review's id. ITEM is empty for the question itself."
        )
    )
    workload = serializers.CharField(allow_null=True, help_text="The id of its workload; null for lenses and teams.")
    deleted = serializers.BooleanField(help_text="Whether it is gone.")
    at = serializers.DateTimeField(help_text="When it was changed last.")
    data = serializers.SerializerMethodField(  # type: ignore[assignment]  # a field
        help_text="The thing as its own address gives it; null where it is gone."
    )

    @extend_schema_field(_DATA)
    def get_data(self, change: dict[str, Any]) -> Mapping[str, Any] | None:
        """Return the thing; it was fetched with the others of its kind."""
        data: Mapping[str, Any] | None = change["data"]
        return data


class ChangesSerializer(serializers.Serializer[dict[str, Any]]):
    """A page of changes."""

    results = ChangeSerializer(many=True, help_text="The changes in their order, each thing at most once.")
    after = serializers.CharField(help_text="Where the next page begins; also the next night's.")
    more = serializers.BooleanField(help_text="Whether there is more to be fetched at once.")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the feed, for somebody who could see certain teams and asked for certain kinds."""

    place: feed.Place
    access: str
    kinds: tuple[int, ...]

    def __str__(self) -> str:
        parts = [self.place.position, self.place.life, self.access, self.kinds]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises BadQuery for what no page gave."""
        try:
            position, life, access, kinds = json.loads(base64.urlsafe_b64decode(text.encode()))
            if type(position) is int and position >= 0 and isinstance(life, str) and isinstance(access, str):
                return cls(feed.Place(position, life), access, tuple(map(Kind, kinds)))
        except (ValueError, TypeError, RecursionError, binascii.Error) as error:
            raise BadQuery([_NO_CURSOR]) from error
        raise BadQuery([_NO_CURSOR])


_NO_CURSOR = Problem("/after", "This is no `after` of an earlier page.")


class Changes(APIView):
    """What changed since a cursor."""

    @extend_schema(
        tags=["changes"],
        operation_id="changes_list",
        description=(
            "Everything that one may see, in the order in which it last changed: begin without `after`, store each "
            "thing by `kind` and `id`, delete what is `deleted`, keep `after`, and go on from there while `more`, or "
            "the next night. Nothing is missed while people work, and nothing comes again without a change. A thing "
            "may come before one that it names: do without foreign keys until `more` is false. What `data` says of "
            "other things (names, the revision in a risk, the risk in a finding) is as of the moment of reading. "
            "`410` where one may see other teams than before, or the database was restored: begin again without "
            "`after`, with an empty copy."
        ),
        parameters=[
            OpenApiParameter("after", OpenApiTypes.STR, description="Where to begin: `after` of an earlier page."),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
                description="How many changes a page has at most.",
            ),
            OpenApiParameter(
                "kind",
                {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(KINDS)}},
                explode=False,
                description="Kinds, with commas between them; all without it. A cursor is of the kinds it began with.",
            ),
        ],
        responses=responses(ChangesSerializer, 400, 410),
    )
    def get(self, request: Request) -> Response:
        """Read a page."""
        kinds, limit = _query(request)
        access = feed.Access.of(seen.asker(request))
        after = _place(request, access, kinds)
        try:
            page = feed.page(access, after=after, kinds=kinds, limit=limit, at=timezone.now())
        except feed.NoSuchPlace as error:
            raise StartOver(RESTORED) from error
        data = things.read((entry for entry in page.entries if not entry.deleted), seen.asker(request))
        changes = [
            {
                "kind": Kind(entry.kind).label,
                "id": entry.key,
                "workload": entry.workload or None,
                # What went after its entry was read is told as gone at once, and comes again as such.
                "deleted": (Kind(entry.kind), entry.key) not in data,
                "at": entry.at,
                "data": data.get((Kind(entry.kind), entry.key)),
            }
            for entry in page.entries
        ]
        cursor = Cursor(page.after, access.fingerprint, tuple(kinds))
        return Response(ChangesSerializer({"results": changes, "after": str(cursor), "more": page.more}).data)


def _place(request: Request, access: feed.Access, kinds: Sequence[Kind]) -> feed.Place | None:
    given = request.query_params.get("after")
    if given is None:
        return None
    cursor = Cursor.parse(given)
    if cursor.kinds != tuple(kinds):
        raise BadQuery([Problem("/kind", "The cursor was given for other kinds: begin again without `after`.")])
    if cursor.access != access.fingerprint:
        raise StartOver(ACCESS_CHANGED)
    return cursor.place


def _query(request: Request) -> tuple[list[Kind], int]:
    """Return the kinds and the limit that were asked for. Raises BadQuery."""
    given = request.query_params
    problems = [
        Problem(f"/{name}", "There is no such parameter.") for name in sorted(set(given) - {"after", "limit", "kind"})
    ]
    limit = given.get("limit", str(DEFAULT_LIMIT))
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 9 and 1 <= int(limit) <= MAX_LIMIT):
        problems.append(Problem("/limit", f"Expected a number from 1 to {MAX_LIMIT}, not {limit!r}."))
    names = given["kind"].split(",") if "kind" in given else list(KINDS)
    if strangers := [name for name in names if name not in KINDS]:
        problems.append(Problem("/kind", f"Expected some of {', '.join(KINDS)}, not {strangers[0]!r}."))
    if problems:
        raise BadQuery(problems)
    return sorted({KINDS[name] for name in names}), int(limit)
