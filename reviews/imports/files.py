"""The files that wait for a worker: under an import's public id, readable by nobody else, gone once they are read."""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from reviews.models import Import

#: A file that no import waits for is left from a request that failed half-way, once it is so old.
_LEFT_BEHIND = timedelta(hours=1)


def keep(row: Import, content: bytes) -> None:
    """Store a file for a worker. It appears whole or not at all."""
    folder = _folder()
    fresh = folder / f"{row.public_id}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / row.public_id)


def read(row: Import) -> bytes:
    """Return the file of an import. Raises FileNotFoundError where it is gone."""
    return (_folder() / row.public_id).read_bytes()


def drop(row: Import) -> None:
    """Delete the file of an import, where there is one."""
    (_folder() / row.public_id).unlink(missing_ok=True)


def left_behind(at: datetime) -> Iterator[Path]:
    """Yield the files that were stored long enough ago for their import to be there, if it ever will be."""
    for path in _folder().iterdir():
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) <= at - _LEFT_BEHIND:
            yield path


def _folder() -> Path:
    folder = Path(settings.IMPORTS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
