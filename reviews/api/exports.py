"""Exports that a worker makes: ask for one, see how far it is, fetch its file, delete it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.problems import InputProblems, Problem, refuse
from reviews.actions import exports
from reviews.api import seen
from reviews.api.protocol import conditional
from reviews.api.protocol.fields import StrictSerializer, id_of
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.idempotency import idempotent
from reviews.api.protocol.schema import files, responses
from reviews.api.streams import ANY_FILE, FILTERS
from reviews.exports import fetching
from reviews.exports.contents import FORMATS, MEDIA_TYPES, Asked, Content, Format, parsed
from reviews.models import Export, Workload
from reviews.portfolio.filters import Filters
from reviews.render.download import download

_FORMATS = "; ".join(f"`{content}`: {', '.join(formats)}" for content, formats in FORMATS.items())


class NotReady(exceptions.APIException):
    """The file is not there yet, or never will be."""

    status_code = 409


class Over(exceptions.APIException):
    """The file was there and is not kept any more."""

    status_code = 410


class WantedFiltersSerializer(StrictSerializer):
    """Which workloads to tell of."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return a field for each filter of the portfolio."""
        return {
            name: serializers.CharField(required=False, max_length=80, help_text=text) for name, text in FILTERS.items()
        }


class NewExportSerializer(StrictSerializer):
    """What to export."""

    content = serializers.ChoiceField(Content.choices, help_text="What to tell.")
    format = serializers.ChoiceField(Format.choices, help_text=f"How to write it. {_FORMATS}.")
    workload = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="The id of the workload to keep to; null for all that are left.",
    )
    filters = WantedFiltersSerializer(
        required=False, help_text="The portfolio's filters; of one workload only `lens` can be chosen."
    )

    def _wrong_types(self, data: Mapping[str, Any]) -> dict[str, Any]:
        found, content = super()._wrong_types(data), data.get("content")
        if "format" in found and isinstance(content, str) and content in FORMATS:
            found["format"] = [f"{content} comes as {', '.join(FORMATS[content])}."]
        return found


class ExportSerializer(serializers.ModelSerializer[Export]):
    """An export as it stands."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The export's id.")
    workload = id_of("workload", "The id of the workload that it keeps to, null where it tells of many.")
    filters = serializers.DictField(
        child=serializers.CharField(), read_only=True, help_text="The filters that were given, by name."
    )
    file = serializers.SerializerMethodField(help_text="Where the file is, null while it is not done.")

    class Meta:
        model = Export
        fields = [
            *("id", "content", "format", "workload", "filters", "state", "done", "total", "failure"),
            *("file_name", "size", "file", "created_at", "finished_at", "expires_at"),
        ]
        read_only_fields = fields
        extra_kwargs = {
            "content": {"help_text": "What it tells."},
            "format": {"help_text": "How it is written."},
            "state": {"help_text": "`waiting` for a worker, `running`, `done`, `failed`, or `expired`: deleted."},
            "done": {"help_text": "How many workloads are written."},
            "total": {"help_text": "Of how many; 0 while that is not known."},
            "failure": {"help_text": "Why it failed, in words; empty unless it did."},
            "file_name": {"help_text": "What the file is called."},
            "size": {"help_text": "The file's length in bytes, 0 until it is done."},
            "created_at": {"help_text": "When it was asked for."},
            "finished_at": {"help_text": "When it was done or failed, null before."},
            "expires_at": {"help_text": "When the file is deleted."},
        }

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_file(self, export: Export) -> str | None:
        """Return the address of the file."""
        if export.state != Export.State.DONE:
            return None
        return reverse("api_export_file", [export.public_id], request=self.context["request"])


class Exports(generics.ListAPIView[Export]):
    """The exports of whoever asks."""

    queryset = Export.objects.none()
    serializer_class = ExportSerializer
    filter_backends = [StrictFilters]
    keyset = ("-created_at", "-public_id")

    def get_queryset(self) -> QuerySet[Export]:
        """Return this person's exports."""
        return fetching.of(seen.asker(self.request))

    @extend_schema(
        tags=["exports"],
        operation_id="exports_list",
        description="The exports that one has asked for, the newest first. A row is kept for 30 days after its file.",
        responses=responses(ExportSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["exports"],
        operation_id="exports_create",
        description=(
            "Ask for an export; a worker makes its file, and `exports/ID/` says how far it is. What is due is assessed "
            f"first. At most {exports.MOST} of a person's exports are unfinished at a time."
        ),
        request=NewExportSerializer,
        responses=responses(ExportSerializer, 400, 422, code=201),
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask for one."""
        given = NewExportSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        export = exports.ask(asked=_asked(request, given.validated_data), by=seen.by(request))
        location = reverse("api_export", [export.public_id], request=request)
        return conditional.single(represent(request, export), code=201, headers={"Location": location})


class OneExport(APIView):
    """One export."""

    @extend_schema(
        tags=["exports"],
        operation_id="export_retrieve",
        description="An export as it stands. While it runs, `done` of `total` workloads are written.",
        responses=responses(ExportSerializer, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """Read it."""
        return Response(represent(request, _own(request, public_id)))

    @extend_schema(
        tags=["exports"],
        operation_id="export_delete",
        description="Delete an export and its file; one that waits or runs is given up.",
        responses=responses(None, 404, 412, 428, code=204),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Delete it."""
        with transaction.atomic():
            export = _own(request, public_id, lock=True)
            conditional.require_match(request, represent(request, export))
            exports.remove(export=export, by=seen.by(request))
        return Response(status=204)


class ExportFile(APIView):
    """The file of an export."""

    @extend_schema(
        tags=["exports"],
        operation_id="export_file",
        description=(
            "The file of an export that is done, for whoever asked for it. 409 while it is not done. 410 once its date "
            "is over, or where it tells of a team whose work one may no longer see. 404 after `DELETE`, for somebody "
            "else's export, and where its one workload may no longer be seen."
        ),
        responses=ANY_FILE | files("application/json", 404, 409, 410),
    )
    def get(self, request: Request, public_id: str) -> StreamingHttpResponse:
        """Send it."""
        export = _own(request, public_id)
        try:
            parts = fetching.parts(export, at=timezone.now())
        except fetching.NotDone as early:
            raise NotReady(str(early)) from early
        except fetching.Gone as late:
            raise Over(str(late)) from late
        return download(parts, name=export.file_name, media_type=MEDIA_TYPES[export.format], size=export.size)


def represent(request: Request, export: Export) -> dict[str, Any]:
    """Return what a read gives; the export must come with its workload."""
    return dict(ExportSerializer(export, context={"request": request}).data)


def _own(request: Request, public_id: str, *, lock: bool = False) -> Export:
    own = fetching.of(seen.asker(request))
    if lock:
        own = own.select_for_update(of=("self",))
    return generics.get_object_or_404(own, public_id=public_id)


def _asked(request: Request, given: dict[str, Any]) -> Asked:
    user, workload = seen.asker(request), None
    if given.get("workload") is not None:
        visible = Workload.objects.visible_to(user).select_related("team")
        workload = visible.filter(public_id=given["workload"]).first()
        if workload is None:
            raise refuse("workload", "There is no such workload.")
    return Asked(user, given["content"], given["format"], workload, _filters(given.get("filters", {})))


def _filters(given: dict[str, str]) -> Filters:
    try:
        return parsed(given)
    except InputProblems as refused:
        raise InputProblems(Problem(f"/filters{each.pointer}", each.message) for each in refused.problems) from refused
