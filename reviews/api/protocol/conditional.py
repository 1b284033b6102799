"""Reads that cost nothing where nothing changed, and writes that overwrite nothing unseen (RFC 9110, section 13)."""

import hashlib
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response


class PreconditionMissing(APIException):
    """A write that could overwrite what somebody else wrote does not say what it is based on."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "Send If-Match with the ETag of what you read, so that nothing is overwritten unseen."


class PreconditionFailed(APIException):
    """Somebody else changed the thing since it was read. ``present`` is its representation as it stands."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "Somebody else changed this since. Nothing was stored."

    def __init__(self, present: Any) -> None:  # noqa: ANN401 - any representation
        super().__init__()
        self.present = present
        self.etag = etag(present)


class ItemsMovedOn(APIException):
    """Somebody else changed some of the things that one request writes to; nothing was stored.

    Each conflict has ``index``, its place in the request, ``present_version`` and ``present``, its representation.
    """

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "Somebody else changed some of these since. Nothing was stored."

    def __init__(self, conflicts: list[dict[str, Any]]) -> None:
        super().__init__()
        self.conflicts = conflicts


def etag(data: Any) -> str:  # noqa: ANN401 - any representation
    """Return the strong entity tag of a representation: the first half of its SHA-256, quoted."""
    return _tag(JSONRenderer().render(data))


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def single(data: Any, *, code: int = 200, headers: dict[str, str] | None = None) -> Response:  # noqa: ANN401
    """Answer a write with the thing as it stands and its entity tag, so that the next write needs no read."""
    return Response(data, status=code, headers={"ETag": etag(data), **(headers or {})})


def require_match(request: Request, present: Any) -> None:  # noqa: ANN401 - any representation
    """Check ``If-Match`` against a thing as it stands; call it where the thing's row is locked.

    ``*`` stands for whatever is there. Raises PreconditionMissing without the header, and PreconditionFailed where no
    tag that it lists is the present one.
    """
    asked = request.headers.get("If-Match")
    if asked is None:
        raise PreconditionMissing
    if asked.strip() != "*" and etag(present) not in _tags(asked):
        raise PreconditionFailed(present)


def _tags(header: str) -> list[str]:
    return [tag.strip() for tag in header.split(",")]


def answer_read(request_method: str, asked: str | None, response: HttpResponseBase) -> HttpResponseBase:
    """Give what was read its entity tag; return 304 without a body where ``asked``, the If-None-Match, names it."""
    if not isinstance(response, Response) or request_method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    response.render()
    # Whoever asks for indented JSON reads the same thing.
    indented = ";" in (response.accepted_media_type or "")
    tag = etag(response.data) if indented else _tag(response.content)
    if asked is not None and (asked.strip() == "*" or tag in [each.removeprefix("W/") for each in _tags(asked)]):
        unchanged = HttpResponse(status=304)
        for name in ("Vary", "Link", "RateLimit", "RateLimit-Policy"):
            if name in response:
                unchanged[name] = response[name]
        unchanged["ETag"] = tag
        return unchanged
    response["ETag"] = tag
    return response


def keep_private(response: HttpResponseBase) -> None:
    """Let caches keep an answer for its person alone, and ask again each time."""
    patch_cache_control(response, private=True, no_cache=True)
