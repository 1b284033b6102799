"""What an import says of itself, as plain JSON values: it is stored with the import, shown, and carried out."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from accounts.models import Team
from reviews.incoming.plan import Move, Settled
from reviews.incoming.said import Trouble
from reviews.models import Workload

#: Of what is wrong at most so many are told, with the count of all.
MAX_TROUBLES = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants of a file.

    ``workload`` is where answers go that name none; ``team`` is where a workload is made instead; ``lens`` the alias of
    the lens for answers that name none. Without ``dry_run`` the changes are stored at once. ``keep_newer`` leaves alone
    what somebody else changed since the file was written, where the file is refused otherwise.
    """

    workload: Workload | None = None
    team: Team | None = None
    lens: str = ""
    dry_run: bool = True
    keep_newer: bool = False


class MovedOn(Exception):
    """Items were changed by somebody else since; nothing was stored. ``conflicts`` say which, as plain JSON."""

    def __init__(self, conflicts: list[dict[str, Any]]) -> None:
        count = len(conflicts)
        super().__init__(f"{count} item{'s were' if count != 1 else ' was'} changed by somebody else since.")
        self.conflicts = conflicts


@dataclass
class Report:
    """What would change, over all reviews of a file."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    begins: list[dict[str, Any]] = field(default_factory=list)
    creates: dict[str, Any] | None = None
    remarks: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def add(self, settled: Settled, *, workload: str, name: str, lens: str) -> None:
        """Add what a file means for one review; ``workload`` is '' where it is to be made."""
        where = {"workload": workload, "workload_name": name, "lens": lens}
        self.changes += [where | asdict(move) for move in settled.moves]
        self.unchanged += settled.unchanged
        self.troubles += settled.troubles
        for overtaken in settled.overtaken:
            conflict = conflict_of(where | asdict(overtaken.move), overtaken.move.version, overtaken.move.before)
            self.conflicts.append(conflict | {"place": overtaken.place.text, "based_on": overtaken.based_on})

    def told(self) -> dict[str, Any]:
        """Return the report as it is stored."""
        reviews = {(each["workload"], each["lens"]) for each in self.changes}
        counts = {
            "workloads": len({workload for workload, _ in reviews}),
            "reviews": len(reviews),
            "changes": len(self.changes),
            "unchanged": self.unchanged,
            "left_out": len(self.left_out),
        }
        told = {"counts": counts, "changes": self.changes, "left_out": self.left_out, "begins": self.begins}
        return told | {"creates": self.creates, "remarks": self.remarks, "conflicts": self.conflicts}


def conflict_of(change: dict[str, Any], version: int, present: Any) -> dict[str, Any]:  # noqa: ANN401 - plain JSON
    """Return how a change that came too late is told; ``present`` holds the values that it would have changed."""
    names = ("place", "workload", "workload_name", "lens", "question", "item", "title")
    told = {name: change[name] for name in names}
    return told | {"based_on": change["version"], "present_version": version, "present": dict(present)}


def errors(troubles: Iterable[Trouble]) -> list[dict[str, str]]:
    """Return what is wrong as it is told: the first ones."""
    return [
        {"pointer": trouble.place.pointer, "place": trouble.place.text, "detail": trouble.detail}
        for _, trouble in zip(range(MAX_TROUBLES), troubles, strict=False)
    ]


def move_of(change: dict[str, Any]) -> Move:
    """Return the move that a stored change tells of."""
    names = ("question", "item", "kind", "title", "version", "place", "before", "after")
    return Move(**{name: change[name] for name in names})
