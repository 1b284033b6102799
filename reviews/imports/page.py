"""What the pages of an import show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviews.incoming.cells import written
from reviews.incoming.plan import links
from reviews.models import Import, Workload

#: So many items are shown; the rest is counted.
SHOWN = 300

_NAMES = {"state": "State", "reason": "Reason", "note": "Note", "evidence": "Evidence"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an item that changes, in words; '' where there is nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """An item that changes, where the file speaks of it, and its values."""

    title: str
    kind: str
    lens: str
    place: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An import as it is shown. ``more`` counts the changes beyond those shown."""

    row: Import
    changed: tuple[Changed, ...]
    more: int

    @property
    def moves(self) -> bool:
        """Whether a worker is to come to it, or is at it."""
        return self.row.state in (Import.State.WAITING, Import.State.RUNNING)

    @property
    def is_stored(self) -> bool:
        """Whether its changes were made."""
        return self.row.state == Import.State.DONE and not self.row.dry_run

    @property
    def can_be_stored(self) -> bool:
        """Whether it is a finished dry run that would change something."""
        begun = self.row.report.get("begins") or self.changed
        return self.row.state == Import.State.DONE and self.row.dry_run and bool(begun)


def of(row: Import) -> Page:
    """Return what the page of an import shows."""
    changes: list[dict[str, Any]] = row.report.get("changes", [])
    shown = tuple(
        Changed(change["title"], change["kind"], change["lens"], change["place"], tuple(_values(change)))
        for change in changes[:SHOWN]
    )
    return Page(row, shown, len(changes) - len(shown))


def recent(workload: Workload, user_id: int) -> list[Import]:
    """Return what somebody brought in for a workload lately, the newest first."""
    rows = Import.objects.filter(workload=workload, user=user_id).exclude(state=Import.State.EXPIRED)
    return list(rows.defer("report")[:10])


def conflicts(told: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return items that moved on as what is wrong with a file: where, and in words."""
    return [
        {
            "place": each["place"],
            "detail": (
                f"{each['title']}: somebody changed it since. It is at version {each['present_version']}, and this is "
                f"based on {each['based_on']}."
            ),
        }
        for each in told
    ]


def _values(change: Mapping[str, Any]) -> Iterator[Value]:
    for name, after in change["after"].items():
        yield Value(_NAMES[name], _words(name, change["before"][name]), _words(name, after))


def _words(name: str, value: Any) -> str:  # noqa: ANN401 - plain JSON
    if name == "state":
        return str(value).replace("_", " ").capitalize()
    return written(links(value)) if name == "evidence" else str(value)
