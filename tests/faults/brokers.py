"""The brokers of the two ways to run, with what can happen to them: their content is wiped, they go away and return."""

from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import redis

from tests.faults.gate import Gate

#: The keys that Celery writes; a database that holds others is nobody's to wipe.
CELERYS = ("celery", "_kombu.binding.", "unacked")


class Broker(Protocol):
    """What a test does to a broker."""

    url: str
    options: dict[str, str]
    variables: dict[str, str]

    def count(self) -> int:
        """Return how many messages wait."""

    def wipe(self) -> None:
        """Lose every message."""

    def go_away(self) -> None:
        """Be out of reach of every process."""

    def come_back(self) -> None:
        """Be in reach again, with the messages that were there."""

    def close(self) -> None:
        """Leave nothing behind."""


class Files:
    """The broker of one machine: a folder of message files."""

    def __init__(self, data: Path) -> None:
        self.url = "filesystem://localhost"
        self.variables: dict[str, str] = {}
        self._messages = data / "broker" / "messages"
        self._elsewhere = data / "broker" / "elsewhere"
        self._messages.mkdir(parents=True)
        folders = {"data_folder_in": self._messages, "data_folder_out": self._messages}
        self.options = {name: str(folder) for name, folder in folders.items()}
        self.options["control_folder"] = str(data / "broker" / "control")

    def count(self) -> int:
        return len(list(self._messages.glob("*.msg")))

    def wipe(self) -> None:
        for message in self._messages.glob("*.msg"):
            message.unlink(missing_ok=True)

    def go_away(self) -> None:
        self._messages.rename(self._elsewhere)

    def come_back(self) -> None:
        self._elsewhere.rename(self._messages)

    def close(self) -> None:
        self.wipe()


class Redis:
    """The broker of production: a database of its own on the run's Redis, reached through a gate."""

    def __init__(self, url: str, *, run: int) -> None:
        parts = urlsplit(url)
        host, port = parts.hostname or "127.0.0.1", parts.port or 6379
        database = (int(parts.path.strip("/") or 0) + 1 + run) % 16
        self._redis = redis.Redis(host=host, port=port, db=database, username=parts.username, password=parts.password)
        foreign = [key for key in self._redis.scan_iter() if not str(key, "utf-8").startswith(CELERYS)]
        assert not foreign, f"Redis database {database} is in use: {foreign[:3]}"
        self.wipe()
        self._gate = Gate((host, port))
        self._gate.open()
        person = f"{parts.username or ''}:{parts.password}@" if parts.password else ""
        self.url = f"redis://{person}127.0.0.1:{self._gate.port}/{database}"
        self.options: dict[str, str] = {}
        self.variables = {"LINTEL_BROKER_URL": self.url}

    def count(self) -> int:
        return int(self._redis.llen("celery"))

    def wipe(self) -> None:
        self._redis.flushdb()

    def go_away(self) -> None:
        self._gate.shut()

    def come_back(self) -> None:
        self._gate.open()

    def close(self) -> None:
        self._gate.shut()
        self.wipe()
        self._redis.close()
