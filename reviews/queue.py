"""Publishes a task by its name once the transaction is committed: the only place that knows the broker can be away.

A message is a hint. What has to be done stands in rows (a review's two revisions), and the sweep finds what no message
asked for, so a lost message costs time and never a result.
"""

import logging
import time
from dataclasses import dataclass

from celery import current_app
from django.db import transaction
from kombu.exceptions import ChannelError, OperationalError

logger = logging.getLogger(__name__)

#: After a failure nothing is published for this many seconds, so that an absent broker delays one request, not each.
PAUSE_SECONDS = 30.0

_silent_until = 0.0


@dataclass(frozen=True)
class _Hint:
    """A message that waits for the commit."""

    task: str
    args: tuple[object, ...]

    def __post_init__(self) -> None:
        # Django logs a hook that failed under this name, which functions have and other callables lack.
        object.__setattr__(self, "__qualname__", f"publishing {self.task}")

    def __call__(self) -> None:
        _publish(self.task, self.args)


def after_commit(task: str, *args: object) -> None:
    """Ask Celery to run the task with these arguments when the transaction at hand is committed; never raises.

    Asking for the same again in one transaction sends one message: they would all arrive at the same moment.
    """
    hint = _Hint(task, args)
    # A hint that waits already can only be dropped by undoing a block that holds this call as well.
    if not any(waiting == hint for _, waiting, _ in transaction.get_connection().run_on_commit):
        transaction.on_commit(hint, robust=True)


def _publish(task: str, args: tuple[object, ...]) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task, args=args, ignore_result=True)
    # A ChannelError is what a queue of files raises on a full disk.
    except (OperationalError, ChannelError, OSError) as error:
        _silent_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("The broker did not take %s (%s); the sweep will do it.", task, error)
