"""What goes wrong, told as RFC 9457 problem details with a JSON pointer (RFC 6901) for each bad field."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from rest_framework import exceptions, serializers, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts import request_ids
from accounts.problems import InputProblems, Problem
from reviews.actions.answers import Conflict, StaleVersions
from reviews.api.items import PresentItem
from reviews.api.protocol.conditional import ItemsMovedOn, PreconditionFailed

CONTENT_TYPE = "application/problem+json"

INPUT = "urn:lintel:problem:input"
STALE = "urn:lintel:problem:stale-versions"
UNVERSIONED = "urn:lintel:problem:version-missing"
ACCESS_CHANGED = "urn:lintel:problem:access-changed"
RESTORED = "urn:lintel:problem:restored"


class VersionMissing(exceptions.APIException):
    """A write that could overwrite what somebody else wrote names no version. ``pointers`` say where."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "Each item needs the version that the change is based on; 0 where nobody has answered."

    def __init__(self, pointers: list[str]) -> None:
        super().__init__()
        self.pointers = pointers


class BadQuery(exceptions.APIException):
    """The address asks for something that the list does not know. ``problems`` point at the parameters."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = "The query has parameters or values that are not known here."

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


class StartOver(exceptions.APIException):
    """A cursor leads to nothing that a copy could go on from. ``kind`` is the problem's type."""

    status_code = status.HTTP_410_GONE

    _DETAILS = {
        ACCESS_CHANGED: "You may see other teams than when this cursor was given.",
        RESTORED: "This cursor was given before the database was restored from a backup.",
    }

    def __init__(self, kind: str) -> None:
        super().__init__(f"{self._DETAILS[kind]} Empty the copy and begin again without `after`.")
        self.kind = kind


class BadHeader(exceptions.APIException):
    """A header cannot be read."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, header: str, detail: str) -> None:
        super().__init__(f"{header}: {detail}")


class ToldProblem(exceptions.APIException):
    """A problem of a kind of its own, with ``members`` besides those of every problem."""

    kind = "about:blank"
    title = ""
    members: dict[str, Any]


class ErrorSerializer(serializers.Serializer[Problem]):
    """One bad field."""

    pointer = serializers.CharField(help_text="JSON pointer into the body; for a query `/` and the parameter's name.")
    detail = serializers.CharField(help_text="What was expected.")


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """Problem details as in RFC 9457."""

    type = serializers.CharField(help_text="`about:blank`, or what tells this kind of problem from others.")
    title = serializers.CharField(help_text="The kind of problem in words.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What went wrong this time.")
    instance = serializers.CharField(  # type: ignore[assignment]  # a field
        help_text="Names the request: `urn:lintel:request:` and its `X-Request-ID`."
    )
    errors = ErrorSerializer(many=True, required=False, help_text="Each bad field.")  # type: ignore[assignment]  # a field


class PresentSerializer(ProblemSerializer):
    """Problem details of a write to a single thing that somebody else changed since. Nothing of it was stored."""

    present = serializers.DictField(
        allow_null=True, help_text="The thing as it stands, as a read gives it; null where it is gone."
    )


class ConflictSerializer(serializers.Serializer[Conflict]):
    """An item that somebody else changed since."""

    question = serializers.CharField(source="change.question", help_text="The question's id.")
    item = serializers.CharField(source="change.item", help_text="The practice's or step's id, empty for the question.")
    present_version = serializers.IntegerField(help_text="The version that a new attempt has to name.")
    present = PresentItem(allow_null=True, help_text="The item as it stands; null where it has no answer yet.")


class StaleSerializer(ProblemSerializer):
    """Problem details of a write that was based on old versions. Nothing of it was stored."""

    conflicts = ConflictSerializer(many=True, help_text="Each item that moved on.")


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the problem details of an error, or None for a fault of ours."""
    if isinstance(error, InputProblems):
        return _refusal(422, INPUT, "The input is not accepted", error.problems)
    if isinstance(error, StaleVersions):
        return _stale(error)
    if isinstance(error, SuspiciousOperation):
        return _form_refused(error)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        return _refusal(422, INPUT, "The input is not accepted", tuple(_problems(error.detail, "")))
    if isinstance(error, BadQuery):
        return _refusal(400, INPUT, "The query is not accepted", tuple(error.problems))
    if isinstance(error, PreconditionFailed):
        return _moved_on(error)
    if isinstance(error, ItemsMovedOn):
        return _items_moved_on(error)
    if isinstance(error, ToldProblem):
        body = _body(error.status_code, error.kind, error.title, str(error.detail)) | error.members
        return Response(body, status=error.status_code, content_type=CONTENT_TYPE)
    if isinstance(error, StartOver):
        body = _body(410, error.kind, "The cursor is over", str(error.detail))
        return Response(body, status=410, content_type=CONTENT_TYPE)
    if isinstance(error, VersionMissing):
        problems = tuple(Problem(pointer, "This item names no version.") for pointer in error.pointers)
        return _refusal(428, UNVERSIONED, "A version is missing", problems, str(error.detail))
    response.data = _body(response.status_code, "about:blank", HTTPStatus(response.status_code).phrase, _said(response))
    response.content_type = CONTENT_TYPE
    return response


def plain(error: exceptions.APIException) -> HttpResponse:
    """Return the problem details of an error that is found before any view is asked."""
    body = _body(error.status_code, "about:blank", HTTPStatus(error.status_code).phrase, str(error.detail))
    return HttpResponse(JSONRenderer().render(body), status=error.status_code, content_type=CONTENT_TYPE)


def _body(code: int, kind: str, title: str, detail: str) -> dict[str, Any]:
    instance = f"urn:lintel:request:{request_ids.current()}"
    return {"type": kind, "title": title, "status": code, "detail": detail, "instance": instance}


def _form_refused(error: SuspiciousOperation) -> Response:
    """A form of several parts has too many of them, or more text beside its files than is kept in memory."""
    code = 413 if isinstance(error, RequestDataTooBig) else 400
    return Response(
        _body(code, "about:blank", HTTPStatus(code).phrase, str(error)), status=code, content_type=CONTENT_TYPE
    )


def _refusal(code: int, kind: str, title: str, problems: tuple[Problem, ...], detail: str = "") -> Response:
    errors = [{"pointer": _whole(problem.pointer), "detail": _whole(problem.message)} for problem in problems]
    body = _body(code, kind, title, detail or " ".join(error["detail"] for error in errors))
    body["errors"] = errors
    return Response(body, status=code, content_type=CONTENT_TYPE)


def _stale(error: StaleVersions) -> Response:
    body = _body(412, STALE, "Somebody else changed this", f"{error} Nothing was stored.")
    body["errors"] = [
        {
            "pointer": f"/items/{conflict.index}/version",
            "detail": f"The item is at version {conflict.present_version}, not {conflict.change.version}.",
        }
        for conflict in error.conflicts
    ]
    body["conflicts"] = [ConflictSerializer(conflict).data for conflict in error.conflicts]
    return Response(body, status=412, content_type=CONTENT_TYPE)


def _moved_on(error: PreconditionFailed) -> Response:
    body = _body(412, STALE, "Somebody else changed this", str(error.detail))
    body["present"] = error.present
    headers = {"ETag": error.etag} if error.present is not None else None
    return Response(body, status=412, content_type=CONTENT_TYPE, headers=headers)


def _items_moved_on(error: ItemsMovedOn) -> Response:
    body = _body(412, STALE, "Somebody else changed this", str(error.detail))
    body["errors"] = [
        {
            "pointer": f"/items/{conflict['index']}/version",
            "detail": f"It is at version {conflict['present_version']} by now.",
        }
        for conflict in error.conflicts
    ]
    body["conflicts"] = error.conflicts
    return Response(body, status=412, content_type=CONTENT_TYPE)


def _whole(text: str) -> str:
    """Return what quotes the input as text that can be sent: JSON lets half a character in, and UTF-8 has none."""
    return text.encode(errors="backslashreplace").decode()


def _said(response: Response) -> str:
    data = response.data
    return str(data["detail"]) if isinstance(data, dict) and "detail" in data else str(data)


def _problems(detail: Any, pointer: str) -> Iterator[Problem]:  # noqa: ANN401 - lists and dicts, as deep as the input
    """Walk the framework's nested errors; a list of texts belongs to the place at hand, anything else lies deeper."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _problems(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _problems(inner, pointer if isinstance(inner, str) else f"{pointer}/{index}")
    else:
        yield Problem(pointer, str(detail))
