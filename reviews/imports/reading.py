"""From the bytes of a file to the report of what it would change."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from reviews.imports import from_aws, from_lines
from reviews.imports.from_lines import Progress
from reviews.imports.report import MovedOn, Report, Wanted
from reviews.incoming import aws, lines, spreadsheet
from reviews.incoming.aws_review import Review
from reviews.incoming.kinds import Kind
from reviews.incoming.lines import nothing
from reviews.incoming.said import Line, Place, Trouble, Unreadable, unreadable

#: What is read while somebody waits: a file of at most so many bytes (a workbook: unpacked; a second and a half), and
#: so many lines of one workload.
SMALL_FILE = {Kind.XLSX: 2_000_000, Kind.CSV: 6_000_000, Kind.AWS: 6_000_000}
SMALL_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: lines of answers, and what is wrong with their cells; or an AWS review."""

    lines: tuple[Line, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    review: Review | None = None

    @property
    def is_small(self) -> bool:
        """Whether it can be held against what is there while somebody waits."""
        return len(self.lines) <= SMALL_LINES and len({line.workload for line in self.lines}) <= 1


def is_small(kind: Kind, content: bytes) -> bool:
    """Return whether a file can be read while somebody waits. Raises Unreadable for a workbook that is none."""
    size = spreadsheet.unpacked(content) if kind is Kind.XLSX else len(content)
    return size <= SMALL_FILE[kind]


def read(kind: Kind, content: bytes, alive: Callable[[], None] = nothing) -> Read:
    """Return what a file says; ``alive`` is called every now and then. Raises Unreadable for what is no such file."""
    if kind is Kind.AWS:
        return Read(review=aws.read(content))
    found = lines.of_csv(content, alive) if kind is Kind.CSV else lines.of_workbook(content, alive)
    if not found.lines and not found.troubles:
        raise unreadable("There are no lines under the header.")
    return Read(tuple(found.lines), tuple(found.troubles))


def report(read: Read, wanted: Wanted, user: User, progress: Progress) -> Report:
    """Return what a file would change.

    Raises Unreadable with all that is wrong, MovedOn where that is nothing but items that somebody else changed since
    the file was written, and PermissionDenied.
    """
    if read.review is not None:
        found = from_aws.report(read.review, wanted, user, progress)
    else:
        found = from_lines.report(read.lines, wanted, user, progress)
        found.troubles[:0] = read.troubles
    if found.troubles:
        raise Unreadable(found.troubles + [_moved_on(conflict) for conflict in found.conflicts])
    if found.conflicts and not wanted.keep_newer:
        raise MovedOn(found.conflicts)
    return found


def _moved_on(conflict: dict[str, object]) -> Trouble:
    detail = f"The item moved on to version {conflict['present_version']}, from {conflict['based_on']}."
    return Trouble(Place(str(conflict["place"])), detail)
