"""Reports as PDF: A4, tagged for screen readers (PDF/UA-1), with their fonts inside."""

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from accounts.models import User
from reviews.portfolio.filters import Filters
from reviews.render.glyphs import fonts, shown
from reviews.report import portfolio_reading
from reviews.report.background import background
from reviews.report.blocks import Report
from reviews.report.portfolio import report as portfolio_report
from reviews.report.workload import report as report_of
from reviews.results_document import WorkloadResults

#: What the typesetter says of a character that no typeface has.
_NO_SHAPE = "could not be displayed"


class NotSetError(RuntimeError):
    """The typesetter refused a report; nothing of it was written."""


def workload(results: WorkloadResults, *, at: datetime, by: str = "") -> bytes:
    """Return the report on a workload. ``by`` is who made it, '' to leave that out.

    Reads what the report knows beside the results (three statements), then holds no connection while it is set.
    Raises NotSetError.
    """
    return typeset(report_of(results, background(results), at=at, by=by), at=at)


def portfolio(user: User, filters: Filters, *, at: datetime) -> bytes:
    """Return the report on what a person may see of the portfolio, as the filters leave it.

    Reads at most twelve statements, then holds no connection while it is set. Raises NotSetError.
    """
    told = portfolio_reading.read(user, filters, at=at)
    return typeset(portfolio_report(told, at=at, by=str(user)), at=at)


def typeset(report: Report, *, at: datetime) -> bytes:
    """Return a report as the bytes of a PDF; the same report and moment give the same bytes.

    Raises NotSetError where the typesetter refuses it. Takes no lock and no connection: call it outside transactions.
    """
    try:
        return compiled(data_of(report), at=at)
    except NotSetError as refused:
        if _NO_SHAPE not in str(refused):
            raise
    return compiled(data_of(report, careful=True), at=at)


def data_of(report: Report, *, careful: bool = False) -> str:
    """Return what the template draws, as JSON in which every text can be shown; ``careful`` as ``shown`` has it."""
    return json.dumps(_plain(report, careful) | {"author": "Lintel"}, ensure_ascii=False)


def compiled(data: str, *, at: datetime) -> bytes:
    """Return the PDF that the template makes of its data. Raises NotSetError."""
    folder = Path(settings.BASE_DIR, "templates", "pdf")
    try:
        return typst.compile(
            str(folder / "report.typ"),
            root=str(folder),
            font_paths=fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as refused:
        msg = f"The report could not be set: {refused.message}"
        raise NotSetError(msg) from refused


def _plain(value: Any, careful: bool) -> Any:  # noqa: ANN401 - any part of a report, down to its texts
    """Return a part of a report as JSON values; each part says its kind."""
    if is_dataclass(value):
        told = {field.name: _plain(getattr(value, field.name), careful) for field in fields(value)}
        return {"kind": type(value).__name__.lower()} | told
    if isinstance(value, (tuple, list)):
        return [_plain(each, careful) for each in value]
    return shown(value, careful=careful) if isinstance(value, str) else value
