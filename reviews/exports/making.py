"""From what is asked for to the parts of its file, batch by batch: memory does not grow with the portfolio."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from reviews.actions import assessing
from reviews.exports import answers, columns, findings, improvements, result_rows
from reviews.exports.contents import Asked, Content, Format
from reviews.models import Review, Workload
from reviews.models.reviews import ReviewQuerySet
from reviews.render import csv, json, jsonl, markdown, pdf, xlsx
from reviews.render.cells import Row
from reviews.results_document import WorkloadResults
from reviews.results_reading import results, with_rows

#: How many workloads are read at once.
BATCH = 50

#: How long somebody waits for what is due before the file begins; what is due still says so in it.
SECONDS = 20.0

#: How many bytes of a finished file are passed on at once.
PIECE = 256 * 1024

Rows = Callable[[Sequence[int], str, datetime], list[Row]]
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Table:
    """A content as a table: its columns, and the rows of some workloads."""

    columns: tuple[str, ...]
    rows: Rows


def _nobody(done: int) -> None:
    """Listen to no progress."""


def parts(
    asked: Asked, ids: Sequence[int], *, at: datetime, told: Told = _nobody, folder: Path | None = None
) -> Iterator[str | bytes]:
    """Yield the file of what is asked for, piece by piece; nothing is assessed here.

    ``ids`` are ``asked.workload_ids()``. ``told`` hears how many of them are done after each batch, and may raise to
    end it. ``folder`` is where temporary files go, the system's place unless given.
    """
    if asked.format == Format.XLSX:
        yield from _workbook(asked, ids, at, told, folder)
    elif asked.format in _WRITERS:
        yield from _WRITERS[asked.format](TABLES[asked.content].columns, _blocks(asked, ids, at, told))
    else:
        yield from _document(asked, ids, at, told)


def assess_first(ids: Sequence[int], *, at: datetime, seconds: float = SECONDS, told: Told = _nobody) -> None:
    """Assess what is due of these workloads, for about so many seconds as somebody waits.

    ``told`` is called after each batch of reviews, with 0: no workload is written yet.
    """
    end = monotonic() + seconds
    for start in range(0, len(ids), assessing.BATCH):
        due = _due(ids[start : start + assessing.BATCH], at)
        for first in range(0, len(due), assessing.BATCH):
            if monotonic() > end:
                return
            assessing.attempt(due[first : first + assessing.BATCH], at=at)
            told(0)


def _due(workload_ids: Sequence[int], at: datetime) -> list[int]:
    reviews: ReviewQuerySet = Review.objects.filter(workload__in=workload_ids)
    return list(reviews.due(at).not_waiting(at).order_by("pk").values_list("pk", flat=True))


def _read(workload_ids: Sequence[int], lens: str, at: datetime) -> list[WorkloadResults]:
    rows = {row.pk: row for row in with_rows(Workload.objects.filter(pk__in=workload_ids), lens=lens)}
    return [results(rows[pk], at=at) for pk in workload_ids if pk in rows]


def _items(workload_ids: Sequence[int], lens: str, at: datetime) -> list[Row]:
    return [row for each in _read(workload_ids, lens, at) for row in result_rows.items(each)]


def _practices(workload_ids: Sequence[int], lens: str, at: datetime) -> list[Row]:
    return [row for each in _read(workload_ids, lens, at) for row in result_rows.practices(each)]


TABLES: Mapping[str, Table] = {
    Content.PORTFOLIO: Table(columns.PORTFOLIO, _practices),
    Content.WORKLOAD: Table(columns.WORKLOAD, _items),
    Content.ANSWERS: Table(columns.ANSWERS, answers.rows),
    Content.FINDINGS: Table(columns.FINDINGS, findings.rows),
    Content.IMPROVEMENTS: Table(columns.IMPROVEMENTS, improvements.rows),
}

_WRITERS: Mapping[str, Callable[[Sequence[str], Iterable[Sequence[Row]]], Iterator[str]]] = {
    Format.CSV: csv.table,
    Format.JSON_LINES: jsonl.table,
}


def _blocks(asked: Asked, ids: Sequence[int], at: datetime, told: Told) -> Iterator[list[Row]]:
    rows = TABLES[asked.content].rows
    for start in range(0, len(ids), BATCH):
        yield rows(ids[start : start + BATCH], asked.lens, at)
        told(min(start + BATCH, len(ids)))


def _each(asked: Asked, ids: Sequence[int], at: datetime, told: Told) -> Iterator[WorkloadResults]:
    for start in range(0, len(ids), BATCH):
        yield from _read(ids[start : start + BATCH], asked.lens, at)
        told(min(start + BATCH, len(ids)))


def _workbook(asked: Asked, ids: Sequence[int], at: datetime, told: Told, folder: Path | None) -> Iterator[bytes]:
    with TemporaryDirectory(dir=folder) as temporary:
        path = Path(temporary, "workbook.xlsx")
        table, name = TABLES[asked.content], Content(asked.content).label
        xlsx.table(path, name, table.columns, _blocks(asked, ids, at, told), at=at)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _document(asked: Asked, ids: Sequence[int], at: datetime, told: Told) -> Iterator[str | bytes]:
    if asked.content == Content.PORTFOLIO:
        if asked.format == Format.PDF:
            yield pdf.portfolio(asked.user, asked.filters, at=at)
            told(len(ids))
        else:
            yield from json.portfolio(_each(asked, ids, at, told), at=at)
        return
    for found in _each(asked, ids, at, told):
        if asked.format == Format.PDF:
            yield pdf.workload(found, at=at, by=asked.user.name)
        elif asked.format == Format.MARKDOWN:
            yield from markdown.workload(found, at=at)
        else:
            yield from json.workload(found, at=at)
