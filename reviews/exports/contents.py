"""What can be exported: which content in which format, of one workload or of all that the portfolio's filters leave."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import TypeAlias

from django.utils.text import slugify

from accounts.models import User
from accounts.problems import InputProblems, Problem
from reviews.models import Export, Workload
from reviews.portfolio import filters as choosing
from reviews.portfolio.filters import Filters

Content: TypeAlias = Export.Content
Format: TypeAlias = Export.Format

_TABLE = (Format.CSV, Format.XLSX, Format.JSON_LINES)

#: The formats of each content, the handiest first.
FORMATS: Mapping[str, tuple[Format, ...]] = {
    Content.PORTFOLIO: (Format.CSV, Format.XLSX, Format.JSON, Format.JSON_LINES, Format.PDF),
    Content.WORKLOAD: (Format.PDF, Format.XLSX, Format.CSV, Format.JSON, Format.JSON_LINES, Format.MARKDOWN),
    Content.ANSWERS: _TABLE,
    Content.FINDINGS: _TABLE,
    Content.IMPROVEMENTS: _TABLE,
}

MEDIA_TYPES: Mapping[str, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.JSON_LINES: "application/jsonl",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.PDF: "application/pdf",
}

NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for. ``workload`` is None for all that they may see and the filters leave.

    A lens in the filters keeps everything to its reviews; without one, a risk or state means the default lens.
    """

    user: User
    content: str
    format: str
    workload: Workload | None = None
    filters: Filters = NO_FILTERS

    @classmethod
    def of(cls, export: Export) -> "Asked":
        """Return what an export was asked for; it must come with its user and workload."""
        return cls(export.user, export.content, export.format, export.workload, Filters(**export.filters))

    def check(self) -> None:
        """Raise InputProblems where the content does not come in this format, or is not of this place."""
        if self.content not in FORMATS:
            raise InputProblems([Problem("/content", f"Expected one of {', '.join(FORMATS)}, not {self.content!r}.")])
        problems = []
        formats = FORMATS[self.content]
        if self.format not in formats:
            problems.append(Problem("/format", f"{self.content} comes as {', '.join(formats)}, not {self.format!r}."))
        if self.content == Content.WORKLOAD and self.workload is None:
            problems.append(Problem("/workload", "Name the workload."))
        if self.workload is not None:
            if self.content == Content.PORTFOLIO:
                problems.append(Problem("/workload", "The portfolio is of all workloads: name none."))
            if self.filters.count > bool(self.filters.lens):
                problems.append(Problem("/filters", "Of one workload nothing but a lens can be chosen."))
        if problems:
            raise InputProblems(problems)

    @property
    def lens(self) -> str:
        """The alias of the lens to keep to, '' for all."""
        return self.filters.lens

    @property
    def stored_filters(self) -> dict[str, str]:
        """The filters that are set, as an export keeps them."""
        return stored(self.filters)

    def file_name(self, at: datetime) -> str:
        """Return what the file is called: its subject, what it tells of it, and the day (UTC)."""
        subject = slugify(self.workload.name) or "workload" if self.workload else ""
        told = "" if self.content == Content.WORKLOAD else self.content
        parts = [subject[:120], told, f"{at:%Y-%m-%d}.{self.format}"]
        return "-".join(part for part in parts if part)

    def workload_ids(self) -> list[int]:
        """Return the keys of the workloads that are told, the worst first; at most two statements.

        Ten thousand of them are a third of a megabyte: what is made of them is never held at once.
        """
        if self.workload is not None:
            return [self.workload.pk]
        version = choosing.chosen_lens(choosing.lenses(), self.lens)
        found = choosing.workloads(self.user, self.filters, version.lens_id if version else 0)
        return list(found.values_list("pk", flat=True))


def stored(filters: Filters) -> dict[str, str]:
    """Return the filters that are set, by name."""
    return {name: value for name, value in asdict(filters).items() if value}


def parsed(given: Mapping[str, str]) -> Filters:
    """Return the portfolio's filters; raise InputProblems for what its page would take for no filter at all."""
    filters = Filters.parse(given)
    known = {field.name for field in fields(Filters)}
    problems = [Problem(f"/{name}", "There is no such parameter.") for name in sorted(set(given) - known)]
    problems += Filters.problems(given)
    if problems:
        raise InputProblems(problems)
    return filters
