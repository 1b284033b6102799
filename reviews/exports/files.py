"""Where the files of exports stand: under their public ids, in a folder that only this installation's user can read.

A file is written in a folder of its attempt, and moves to its place when it is whole: what stands there is never half.
"""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Return the folder of all exports; it is made where it is missing."""
    place: Path = settings.EXPORTS
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def place_of(public_id: str) -> Path:
    """Return where the file of an export stands, or would."""
    return folder() / public_id


def attempt_name(public_id: str, attempt: int) -> str:
    """Return what the folder of an attempt is called."""
    return f"{public_id}.{attempt}"


@contextmanager
def attempt(public_id: str, number: int) -> Iterator[Path]:
    """Give a fresh folder for an attempt; it is gone in the end, with all that was not moved out of it."""
    own = folder() / attempt_name(public_id, number)
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(mode=0o700)
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)


def write(path: Path, parts: Iterable[str | bytes]) -> int:
    """Write the parts, texts in UTF-8, so that they are on the disk when this returns; return how many bytes."""
    with path.open("wb") as file:
        for part in parts:
            file.write(part.encode() if isinstance(part, str) else part)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def put(path: Path, public_id: str) -> None:
    """Move a whole file to its place, in one step."""
    path.replace(place_of(public_id))
    directory = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def remove(public_id: str) -> None:
    """Delete the file of an export, where there is one."""
    place_of(public_id).unlink(missing_ok=True)


def names() -> list[str]:
    """Return what stands in the folder: files by public id, and folders of attempts."""
    return sorted(path.name for path in folder().iterdir())


def remove_all(strangers: Collection[str]) -> None:
    """Delete what has these names in the folder."""
    for name in strangers:
        path = folder() / name
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
