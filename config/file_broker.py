"""The queue of files, with message files that are whole whenever they can be seen.

Kombu's own transport creates a message file and fills it afterwards. A worker that looks in between, or after a disk
was full, reads half a message, and ends: its transport names no such error as one to recover from.
"""

import logging
import os
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Writes a message beside the queue and renames it into it; passes over what cannot be read."""

    def _put(self, queue: str, payload: object, **kwargs: object) -> None:  # type: ignore[override]  # kombu ships no types
        folder = Path(self.data_folder_out)
        # Dots part the names: a file whose name goes on behind the queue's is in no queue.
        name = f"{int(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        unfinished = folder / f"{name}.part"
        try:
            unfinished.write_text(dumps(payload))  # type: ignore[no-untyped-call]  # kombu ships no types
            os.replace(unfinished, folder / name)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise ChannelError(f"Cannot add {name} to {folder}: {error}") from error

    def _get(self, queue: str, timeout: float | None = None) -> object:
        try:
            found: object = super()._get(queue)  # type: ignore[no-untyped-call]  # kombu ships no types
        except OSError as error:
            # The folder is out of reach. Whoever publishes says so; here it would be said ten times a second.
            raise Empty from error
        except (ValueError, ChannelError) as error:
            logger.warning("Passing over a message that cannot be read (%s); the sweep will do it.", error)
            raise Empty from error
        return found


class Transport(filesystem.Transport):
    """Kombu's transport with the channel above."""

    Channel = Channel
