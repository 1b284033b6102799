"""What the page of exports shows: whose they are, how far each is, and what can still be fetched."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from reviews.exports import fetching
from reviews.models import Export

#: How many exports the page shows, the newest first.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """An export, and whether its file can be fetched at this moment."""

    export: Export
    ready: bool

    @property
    def title(self) -> str:
        """What it tells and how it is written, such as "Ledger, workload, PDF"."""
        content, written = self.export.Content(self.export.content).label, self.export.Format(self.export.format).label
        if self.export.workload is None:
            return f"{content}, {written}"
        return f"{self.export.workload}, {content.lower()}, {written}"

    @property
    def moves(self) -> bool:
        """Whether it waits or runs."""
        return self.export.state in (Export.State.WAITING, Export.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Page:
    """The newest exports of a person."""

    rows: tuple[Row, ...]

    @property
    def moves(self) -> bool:
        """Whether any of them waits or runs."""
        return any(row.moves for row in self.rows)


def read(user: User, *, at: datetime) -> Page:
    """Return the page of a person. One statement."""
    newest = fetching.of(user).order_by("-created_at", "-pk")[:SHOWN]
    return Page(tuple(Row(each, each.state == Export.State.DONE and each.expires_at > at) for each in newest))
