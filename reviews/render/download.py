"""Sending a file piece by piece, as it is made."""

from collections.abc import Iterable
from datetime import datetime

from django.http import StreamingHttpResponse
from django.utils.text import slugify

_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


def download(parts: Iterable[str], *, name: str, extension: str, at: datetime) -> StreamingHttpResponse:
    """Return the file as a download that is named after its subject and day (UTC). ``extension`` is json or csv."""
    file_name = f"{slugify(name) or 'workload'}-{at:%Y-%m-%d}.{extension}"
    return StreamingHttpResponse(
        parts,
        content_type=_TYPES[extension],
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
