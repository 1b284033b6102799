"""Counts that all processes of an installation share: how often something was tried in the present span of time.

Spans begin at round times, the same for everybody, so that nothing has to remember when one began. A count never stands
in the way of what it counts: while its store is away or silent nothing is counted.
"""

import logging
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import redis
from django.conf import settings
from django.utils.crypto import salted_hmac
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

#: After a failure nothing is counted for this many seconds, so that an absent store delays one request, not each.
PAUSE_SECONDS = 30.0

#: To connect, and again to be answered: together half a second.
TIMEOUT_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Count:
    """How often it was tried, this time included, and in how many seconds, at least 1, the next span begins."""

    number: int
    seconds_left: int


def count(what: str, *, seconds: int) -> Count | None:
    """Count something once more in the present span of so many seconds; None where the store is away. Never raises."""
    return _counts(settings.COUNTS).add(what, seconds)


def forget(what: str, *, seconds: int) -> None:
    """Begin again with something in the present span of so many seconds. Never raises."""
    _counts(settings.COUNTS).forget(what, seconds)


class _Store(Protocol):
    def add(self, name: str, span: int, seconds: int) -> int: ...

    def forget(self, name: str, span: int, seconds: int) -> None: ...


class _InRedis:
    """Numbers in the database of the broker, which every machine reaches."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url,
            socket_connect_timeout=TIMEOUT_SECONDS,
            socket_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )

    def add(self, name: str, span: int, seconds: int) -> int:
        """Add one and return the number."""
        key = f"lintel:count:{seconds}:{span}:{name}"
        steps = self._redis.pipeline(transaction=False)
        steps.incr(key)
        steps.expire(key, 2 * seconds)
        number, _ = steps.execute()
        return int(number)

    def forget(self, name: str, span: int, seconds: int) -> None:
        """Begin at nought."""
        self._redis.delete(f"lintel:count:{seconds}:{span}:{name}")


class _InFiles:
    """Files whose length is the count: each process adds a byte, and learns the place where its own one lies."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def add(self, name: str, span: int, seconds: int) -> int:
        """Add one and return the number."""
        here = self._folder / str(seconds) / str(span)
        try:
            return self._append(here / name)
        except FileNotFoundError:
            here.mkdir(parents=True, exist_ok=True)
            self._clear(here.parent, before=span)
            return self._append(here / name)

    def forget(self, name: str, span: int, seconds: int) -> None:
        """Begin at nought."""
        (self._folder / str(seconds) / str(span) / name).unlink(missing_ok=True)

    def _append(self, path: Path) -> int:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, b".")
            return os.lseek(handle, 0, os.SEEK_CUR)
        finally:
            os.close(handle)

    def _clear(self, spans: Path, *, before: int) -> None:
        for folder in spans.iterdir():
            if folder.name.isdigit() and int(folder.name) < before:
                shutil.rmtree(folder, ignore_errors=True)


class _Counts:
    """A store, and until when it is left alone."""

    def __init__(self, store: _Store) -> None:
        self._store = store
        self._silent_until = 0.0

    def add(self, what: str, seconds: int) -> Count | None:
        if time.monotonic() < self._silent_until:
            return None
        now = time.time()
        span = int(now // seconds)
        try:
            number = self._store.add(_name(what), span, seconds)
        except (redis.RedisError, OSError) as error:
            self._silent_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("The store of counts does not answer (%s); nothing is counted for a while.", error)
            return None
        return Count(number, max(1, round((span + 1) * seconds - now)))

    def forget(self, what: str, seconds: int) -> None:
        if time.monotonic() < self._silent_until:
            return
        with suppress(redis.RedisError, OSError):
            self._store.forget(_name(what), int(time.time() // seconds), seconds)


def _name(what: str) -> str:
    """Return a name for what is counted that tells nobody who reads the store what that is."""
    return salted_hmac("accounts.counting", what).hexdigest()


@cache
def _counts(where: str) -> _Counts:
    """Return the counts of a Redis, by its URL, or of a folder."""
    return _Counts(_InRedis(where) if where.startswith(("redis:", "rediss:")) else _InFiles(where))
