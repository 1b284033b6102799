"""Sending a file piece by piece, as it is made."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.http import StreamingHttpResponse


def download(parts: Iterable[str | bytes], *, name: str, media_type: str, size: int = 0) -> StreamingHttpResponse:
    """Return the file as a download. ``size`` is its length in bytes where that is known, else 0.

    The first part is made before anything is sent: what fails there is told as any other fault is.
    """
    pieces = iter(parts)
    response = StreamingHttpResponse(
        chain([next(pieces, "")], pieces),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    if size:
        response["Content-Length"] = str(size)
    return response


def for_people(parts: Iterable[str | bytes], media_type: str) -> Iterator[str | bytes]:
    """Put a byte order mark before CSV: without one spreadsheets read it in the encoding of the country."""
    return chain(["\ufeff"] if media_type.startswith("text/csv") else [], parts)
