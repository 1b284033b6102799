"""Imports: answers from a file, first what they would change, then just that."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from reviews.actions import imports
from reviews.api import import_wanted, seen, uploads
from reviews.api.imported import (
    ImportRefusedSerializer,
    ImportSerializer,
    ImportStaleSerializer,
    ImportSummarySerializer,
)
from reviews.api.protocol import conditional
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.idempotency import idempotent
from reviews.api.protocol.problems import CONTENT_TYPE, INPUT, STALE, ToldProblem
from reviews.api.protocol.schema import responses
from reviews.feed import Access
from reviews.imports.report import MAX_TROUBLES, MovedOn, errors
from reviews.incoming.said import Unreadable
from reviews.models import Import, Workload


class FileRefused(ToldProblem):
    """A file is not accepted, and nothing of it was stored."""

    status_code = 422
    kind = INPUT
    title = "The file is not accepted"

    def __init__(self, unreadable: Unreadable) -> None:
        count = len(unreadable.troubles)
        super().__init__(f"{count} thing{'s are' if count != 1 else ' is'} wrong with the file. Nothing was stored.")
        self.members = {"errors": errors(unreadable.troubles), "total": count}


class NotNow(exceptions.APIException):
    """The import is not a dry run that is done."""

    status_code = 409


_AFTER_OVERTAKEN = (
    "Export again and fill in the new file, or send this one again with keep_newer=true to leave alone what moved on "
    "and take the rest."
)


class FileOvertaken(ToldProblem):
    """Items were changed by somebody else since, and nothing was stored."""

    status_code = 412
    kind = STALE
    title = "Somebody else changed this"

    def __init__(self, moved: MovedOn) -> None:
        super().__init__(f"{moved} Nothing was stored. {_AFTER_OVERTAKEN}")
        self.members = {"conflicts": moved.conflicts[:MAX_TROUBLES], "total": len(moved.conflicts)}


_LATER = {202: ImportSerializer}
_REFUSED = {(422, CONTENT_TYPE): OpenApiResponse(ImportRefusedSerializer, "The file is not accepted.")}
_OVERTAKEN = {(412, CONTENT_TYPE): OpenApiResponse(ImportStaleSerializer, "Items moved on; nothing was stored.")}


class Imports(generics.ListAPIView[Import]):
    """The imports of whoever asks."""

    queryset = Import.objects.none()
    serializer_class = ImportSummarySerializer
    filter_backends = [StrictFilters]
    keyset = ("-created_at", "-public_id")
    parser_classes = uploads.PARSERS

    def get_queryset(self) -> QuerySet[Import]:
        """Return this person's imports."""
        return _own(self.request).defer("report")

    @extend_schema(
        tags=["imports"],
        operation_id="imports_list",
        description="The imports that one has asked for, the newest first, without what they change.",
        responses=responses(ImportSummarySerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["imports"],
        operation_id="imports_create",
        description=(
            "Bring answers in: XLSX or CSV of answers as `exports/` gives them, or JSON that `aws wellarchitected "
            "get-answer` or `list-answers` prints or AWS's labs script writes. The file is the body, or the field "
            "`file` of a form; what is wanted of it stands in the query or the form. 201 with the report of what would "
            "change; with `dry_run=false`, of what did; 202 where a worker reads it: a large file, or one of several "
            "workloads. The whole file or nothing. Contributors of each workload's team may."
        ),
        parameters=import_wanted.PARAMETERS,
        request=import_wanted.BODIES,
        responses=responses(ImportSerializer, 400, 403, 413, code=201)
        | {202: ImportSerializer}
        | _REFUSED
        | _OVERTAKEN,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Bring one in."""
        file = uploads.the_file(request)
        told = import_wanted.given(request)
        media_type = uploads.type_of_body(request)
        name = told.get("file_name") or ("" if media_type else file.name) or ""
        with _told():
            row = imports.receive(
                content=file.read(),
                name=name,
                content_type=media_type,
                wanted=import_wanted.wanted(request, told),
                by=seen.by(request),
            )
        location = reverse("api_import", [row.public_id], request=request)
        code = 202 if row.state == Import.State.WAITING else 201
        return conditional.single(represent(row), code=code, headers={"Location": location})


class OneImport(APIView):
    """One import."""

    @extend_schema(
        tags=["imports"],
        operation_id="import_retrieve",
        description="An import as it stands, with what it would change or did.",
        responses=responses(ImportSerializer, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """Read it."""
        return Response(represent(generics.get_object_or_404(_own(request), public_id=public_id)))


class ApplyImport(APIView):
    """Storing what a dry run showed."""

    @extend_schema(
        tags=["imports"],
        operation_id="import_apply",
        description=(
            "Store just the changes that the dry run showed, all or none; 202 where a worker stores them, since there "
            "are several reviews. Where an item was changed since, nothing is stored and each such item is named. 409 "
            "where the import is not a dry run that is done: it was stored already, waits, failed or is over."
        ),
        request=None,
        responses=responses(ImportSerializer, 403, 404, 409, 422) | _LATER | _OVERTAKEN,
    )
    @idempotent
    def post(self, request: Request, public_id: str) -> Response:
        """Store it."""
        found = generics.get_object_or_404(_own(request), public_id=public_id)
        with _told():
            row = imports.apply(found=found, by=seen.by(request))
        return conditional.single(represent(row), code=202 if row.state == Import.State.WAITING else 200)


def represent(row: Import) -> dict[str, Any]:
    """Return what a read gives; the import must come with its workload."""
    return dict(ImportSerializer(row).data)


def _own(request: Request) -> QuerySet[Import]:
    user = seen.asker(request)
    of_one = Q(workload__in=Workload.objects.visible_to(user).values("pk"))
    # A report of many workloads tells of work that whoever has lost a team may no longer see.
    of_many = Q(workload=None, access=Access.of(user).fingerprint)
    return Import.objects.filter(of_one | of_many, user=user).select_related("workload")


@contextmanager
def _told() -> Iterator[None]:
    """Turn what an action says against a file into problem details."""
    try:
        yield
    except Unreadable as unreadable:
        raise FileRefused(unreadable) from unreadable
    except MovedOn as moved:
        raise FileOvertaken(moved) from moved
    except imports.NotToApply as refused:
        raise NotNow(str(refused)) from refused
