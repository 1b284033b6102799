"""Publishes a task by its name once the transaction is committed: the only place that knows the broker can be away.

A message is a hint. What has to be done stands in rows (a review's two revisions), and the sweep finds what no message
asked for, so a lost message costs time and never a result.
"""

import atexit
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from queue import Full, Queue

from celery import current_app
from django.db import transaction
from kombu.exceptions import ChannelError, OperationalError

logger = logging.getLogger(__name__)

#: After a failure nothing is published for this many seconds, so that an absent broker is not asked for each save.
PAUSE_SECONDS = 30.0

#: The task that takes any number of reviews.
ASSESS = "reviews.assess"

#: Hints that come within so many seconds go together, at most so many: a message costs about as much as a save.
GATHERING_SECONDS = 0.05
MOST_TOGETHER = 100

#: How many hints wait for the broker at most, and for how many seconds a process that ends sends them.
MOST_WAITING = 10_000
LAST_SECONDS = 1.0


@dataclass(frozen=True)
class _Hint:
    """A message that waits for the commit."""

    task: str
    args: tuple[object, ...]

    def __post_init__(self) -> None:
        # Django logs a hook that failed under this name, which functions have and other callables lack.
        object.__setattr__(self, "__qualname__", f"publishing {self.task}")

    def __call__(self) -> None:
        _publisher.send(self)


def _together(hints: Sequence[_Hint]) -> Iterator[_Hint]:
    """Yield what says the same in fewer messages: reviews to be assessed are named in one, each once."""
    reviews = dict.fromkeys(chain.from_iterable(hint.args for hint in hints if hint.task == ASSESS))
    if reviews:
        yield _Hint(ASSESS, tuple(reviews))
    yield from (hint for hint in hints if hint.task != ASSESS)


class _Publisher:
    """One thread a process, which sends hints in their order: whoever saved does not wait for the broker.

    It begins with the first hint, so that a server that forks has none before its workers do.
    """

    def __init__(self) -> None:
        self._hints: Queue[_Hint] = Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._beginning = threading.Lock()
        self._silent_until = 0.0

    def send(self, hint: _Hint) -> None:
        """Leave a hint to the thread; it is dropped where too many wait already."""
        with self._beginning:
            # A hint that failed in a way that nobody expected has ended the thread, and is told on standard error.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
                self._thread.start()
        try:
            self._hints.put_nowait(hint)
        except Full:
            logger.warning("Too many messages wait for the broker: dropped %s; the sweep will do it.", hint.task)

    def _run(self) -> None:
        while True:
            hints = [self._hints.get()]
            time.sleep(GATHERING_SECONDS)
            while len(hints) < MOST_TOGETHER and not self._hints.empty():
                hints.append(self._hints.get())
            try:
                for hint in _together(hints):
                    self._publish(hint)
            finally:
                for _ in hints:
                    self._hints.task_done()

    def settle(self, seconds: float) -> None:
        """Wait until nothing waits to be sent, for so many seconds at most."""
        with self._hints.all_tasks_done:
            self._hints.all_tasks_done.wait_for(lambda: not self._hints.unfinished_tasks, seconds)

    def _publish(self, hint: _Hint) -> None:
        if time.monotonic() < self._silent_until:
            return
        try:
            current_app.send_task(hint.task, args=hint.args, ignore_result=True)
        # A ChannelError is what a queue of files raises on a full disk.
        except (OperationalError, ChannelError, OSError) as error:
            self._silent_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("The broker did not take %s (%s); the sweep will do it.", hint.task, error)


_publisher = _Publisher()


def _begin_anew() -> None:
    """A fork has its parent's hints and no thread of its own."""
    global _publisher
    _publisher = _Publisher()


os.register_at_fork(after_in_child=_begin_anew)
# A process that ends sends what waits.
atexit.register(lambda: settle())


def settle(seconds: float = LAST_SECONDS) -> None:
    """Wait until what was asked of this process is sent, or the broker was found to take nothing; at most so long."""
    _publisher.settle(seconds)


def after_commit(task: str, *args: object) -> None:
    """Ask Celery to run the task with these arguments when the transaction at hand is committed; never raises.

    Asking for the same again in one transaction sends one message: they would all arrive at the same moment.
    """
    hint = _Hint(task, args)
    # A hint that waits already can only be dropped by undoing a block that holds this call as well.
    if not any(waiting == hint for _, waiting, _ in transaction.get_connection().run_on_commit):
        transaction.on_commit(hint, robust=True)
