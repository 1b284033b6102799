"""How much may be sent: refused before it is read."""

from io import BytesIO

from django.http import HttpRequest, HttpResponse
from rest_framework import exceptions, status

from reviews.api.protocol.problems import plain

#: Bytes of a body, where an address says nothing else.
LIMIT = 1_000_000


class TooLarge(exceptions.APIException):
    """A body has more bytes than are taken here."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body has more than {limit} bytes, which is the most that is taken here.")


class LengthRequired(exceptions.APIException):
    """A body comes in chunks through a server that cannot tell where they end."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "Send Content-Length: this server takes no bodies in chunks."


class Broken(exceptions.APIException):
    """A body ends before its end, or its chunks are none."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = "The body could not be read to its end."


def refusal(request: HttpRequest, limit: int) -> HttpResponse | None:
    """Return the answer to a request whose body is not taken, None where it is.

    What says its length is read by that length and no further. What comes in chunks says none: of it as much as is
    taken is read here, since the framework would find no body at all.
    """
    try:
        if _length(request) > limit:
            raise TooLarge(limit)
        if "Transfer-Encoding" in request.headers:
            _read_chunks(request, limit)
    except exceptions.APIException as error:
        return plain(error)
    return None


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def _read_chunks(request: HttpRequest, limit: int) -> None:
    """Read what comes in chunks, and leave it to be read again as a body that says its length."""
    if not request.META.get("wsgi.input_terminated"):
        raise LengthRequired
    try:
        body = request.META["wsgi.input"].read(limit + 1)
    except OSError as error:
        raise Broken from error
    if len(body) > limit:
        raise TooLarge(limit)
    request.META["CONTENT_LENGTH"] = str(len(body))
    # Where Django's own request keeps what it reads from.
    request._stream = BytesIO(body)
